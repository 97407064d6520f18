// Builds everything that runs: Prisma clients, driver registries, the engine, CLI, demo and simulator bundles, and the web app.
// `--no-web` leaves Next out. Does nothing that the hash of the sources says is done already.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generateClients } from './prisma-generate.mjs'
import { stampedIn } from './stamped.mjs'

const root = join(import.meta.dirname, '..')

const BUNDLES = {
  engine: 'server/engine/main.ts',
  cli: 'server/cli/main.ts',
  'prepare-start': 'server/cli/prepare-start.ts',
  'demo-seed': 'server/cli/seed-demo.ts',
  simulator: 'server/simulator/main.ts',
  'placement-worker': 'server/optimizer/placement-worker.ts',
}

const stamped = stampedIn(root)

const run = (command, args, env = {}) => {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
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
