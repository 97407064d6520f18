import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder holds `vmlinuz` and `initrd`. */
export type GuestImage = string

const APPLETS = ['sh', 'mount', 'insmod', 'sed', 'grep', 'mkdir', 'chmod', 'sleep', 'poweroff', 'acpid', 'ls', 'cat', 'echo']

const run = (cwd: string, program: string, ...args: string[]): string => {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${done.stderr || String(done.error ?? '')}`)
  return done.stdout
}

const kernelPackage = (): string => {
  const found = /Depends: (linux-image-\S+)/.exec(run('/', 'apt-cache', 'depends', 'linux-image-cloud-amd64'))?.[1]
  if (found === undefined) throw new Error('the package lists know no linux-image-cloud-amd64: run apt-get update')
  return found
}

/** Debian's cloud kernel and an initial file system of busybox and two modules: a guest that boots in two seconds without a disk. */
export const guestImage = (): GuestImage => {
  const init = join(import.meta.dirname, 'guest-init.sh')
  const hash = createHash('sha256').update(readFileSync(init)).update(APPLETS.join()).digest('hex').slice(0, 16)
  const cache = join(tmpdir(), 'ridethrough-peers')
  const image = join(cache, `kvm-guest-${hash}`)
  if (existsSync(image)) return image
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'kvm-guest-build-'))
  chmodSync(work, 0o777) // apt downloads as a user of its own
  try {
    run(work, 'apt-get', 'download', '-qq', '-o', 'Acquire::Retries=3', kernelPackage())
    const deb = readdirSync(work).find((name) => name.endsWith('.deb')) ?? ''
    run(work, 'dpkg-deb', '-x', deb, 'kernel')
    const release = readdirSync(join(work, 'kernel/lib/modules'))[0] ?? ''
    const drivers = join(work, 'kernel/lib/modules', release, 'kernel/drivers')
    const root = join(work, 'root')
    for (const folder of ['bin', 'dev', 'proc', 'sys', 'etc', 'modules']) mkdirSync(join(root, folder), { recursive: true })
    copyFileSync('/bin/busybox', join(root, 'bin/busybox'))
    for (const applet of APPLETS) run(join(root, 'bin'), 'ln', '-s', 'busybox', applet)
    for (const module of ['acpi/button.ko', 'input/evdev.ko']) run(root, 'cp', join(drivers, module), 'modules/')
    copyFileSync(init, join(root, 'init'))
    chmodSync(join(root, 'init'), 0o755)
    const result = join(work, 'image')
    mkdirSync(result)
    run(root, 'sh', '-c', `find . | cpio -o -H newc --quiet | gzip -9 > ${result}/initrd`)
    copyFileSync(join(work, 'kernel/boot', `vmlinuz-${release}`), join(result, 'vmlinuz'))
    // A build in parallel may have been faster: then its result is the same.
    if (!existsSync(image)) renameSync(result, image)
    return image
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
