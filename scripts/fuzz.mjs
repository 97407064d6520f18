// `npm run fuzz -- snmp|managers --count N --seed S`: feeds damaged answers to what talks with devices and managers, and checks that nobody
// believes them.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

requireNode()
ensureInstalled()
const { generate } = await import('./build.mjs')
generate()
const root = join(import.meta.dirname, '..')
const done = spawnSync(
  process.execPath,
  [join(root, 'node_modules/tsx/dist/cli.mjs'), 'e2e/fuzz/main.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
process.exit(done.status ?? 1)
