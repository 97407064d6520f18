// Runs a program from its sources with the arguments of this call, once everything that is generated is there.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

/** Ends this process with that one's exit code. `prepare`: what else has to be built before. */
export const runSource = async (file, prepare = () => undefined) => {
  requireNode()
  ensureInstalled()
  const build = await import('./build.mjs')
  build.generate()
  await prepare(build)
  const root = join(import.meta.dirname, '..')
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs')
  const done = spawnSync(process.execPath, [tsx, file, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  process.exit(done.status ?? 1)
}
