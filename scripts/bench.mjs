// `npm run bench`: builds what is missing, then measures. `-- NAME` runs one, `--json` prints an object per line, `--strict` fails where a goal is missed.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

requireNode()
ensureInstalled()
const { generate, buildBundles, buildWeb } = await import('./build.mjs')
generate()
await buildBundles()
const args = process.argv.slice(2)
if (args.every((arg) => arg.startsWith('--') || arg === 'start-up')) await buildWeb()
const root = join(import.meta.dirname, '..')
const done = spawnSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'e2e/bench/main.ts', ...args], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(done.status ?? 1)
