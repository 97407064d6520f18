// Installs dependencies when the lock file says that what is installed is not it. Node built-ins only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

export const requireNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(
    `Ridethrough needs Node 20.19 or newer; this is ${process.versions.node}. Install a current one from https://nodejs.org and try again.\n`,
  )
  process.exit(2)
}

export const ensureInstalled = () => {
  const stamp = join(root, 'node_modules', '.ridethrough-lock')
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  process.stdout.write('Installing dependencies (a minute or two, the first time only) …\n')
  const done = spawnSync('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) {
    process.stderr.write('npm ci failed, see above. Check the network path to the npm registry and try again.\n')
    process.exit(1)
  }
  writeFileSync(stamp, hash)
}
