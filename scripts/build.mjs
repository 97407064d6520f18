// Builds everything that runs: Prisma clients, driver registries, the engine, CLI, demo and simulator bundles, and the web app.
// `--no-web` leaves Next out. Does nothing that the hash of the sources says is done already.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generateClients } from './prisma-generate.mjs'

const root = join(import.meta.dirname, '..')

const BUNDLES = {
  engine: 'server/engine/main.ts',
  cli: 'server/cli/main.ts',
  'prepare-start': 'server/cli/prepare-start.ts',
  'demo-seed': 'server/cli/seed-demo.ts',
  simulator: 'server/simulator/main.ts',
}

const filesBelow = (path) => {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [path]
  return readdirSync(absolute, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((name) => /\.(ts|tsx|mjs|css|prisma|json|svg|woff2)$/.test(name) && !/\.test\.tsx?$|generated/.test(name))
}

const hashOf = (paths) => {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow).sort()) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

const run = (command, args, env = {}) => {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

const stamped = async (name, paths, outputs, work) => {
  const stamp = join(root, 'dist', `.${name}.hash`)
  const hash = hashOf(paths)
  const done =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && outputs.every((output) => existsSync(join(root, output)))
  if (done) return false
  await work()
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, hash)
  return true
}

// In this process: a start on what is built should not wait for another Node just to hear that nothing changed.
export const generate = generateClients

const GENERATED_FROM = ['prisma/models', 'scripts/prisma-schema.mjs']

/** As the product is built: `entryPoints` by the name of what becomes of them, in `outdir`. */
export const bundle = async (entryPoints, outdir) => {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    // Node reads the sources themselves where it shows a line; in the map they would only take memory.
    sourcesContent: false,
    logLevel: 'warning',
  })
}

export const buildBundles = () =>
  stamped(
    'bundles',
    ['server', ...GENERATED_FROM, 'package-lock.json'],
    Object.keys(BUNDLES).map((name) => `dist/${name}.js`),
    () => bundle(BUNDLES, 'dist'),
  )

export const buildWeb = () =>
  stamped(
    'web',
    [
      ...['app', 'components', 'server', 'public', 'next.config.mjs', 'postcss.config.mjs', 'proxy.ts', 'package-lock.json'],
      ...GENERATED_FROM,
    ],
    ['.next/BUILD_ID'],
    () =>
      run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
      }),
  )

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  generate()
  await buildBundles()
  if (!process.argv.includes('--no-web')) await buildWeb()
}
