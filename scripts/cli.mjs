// `npm run -s cli -- …`: builds what is missing, then hands over to the command line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

requireNode()
ensureInstalled()
const { generate, buildBundles } = await import('./build.mjs')
generate()
await buildBundles()
// Ctrl-C is the command's to answer: this process waits for it.
process.on('SIGINT', () => undefined)
const root = join(import.meta.dirname, '..')
const done = spawnSync(process.execPath, ['--enable-source-maps', join(root, 'dist/cli.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, RIDETHROUGH_ROOT: root },
})
process.exit(done.status ?? 1)
