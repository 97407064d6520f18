// `npm run chaos -- --runs N --seed S`: outages of simulated datacenters on virtual time, with faults and engines killed at their writes, and a
// judge that knows only what happened and what was written down.
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
  [join(root, 'node_modules/tsx/dist/cli.mjs'), 'e2e/chaos/main.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
process.exit(done.status ?? 1)
