import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canMakeNamespaces, hasPrograms, until } from '../../../server/testing/require-peer'
import { run } from './command'
import { diskPath, domainXml, type GuestOptions, type LabGuest, SHARED, WRITE_PATTERN } from './domain-xml'
import { guestImage } from './guest-image'
import { claimGround, setApart } from './lab-ground'
import { labHost } from './lab-host'

/** Ask this before `startKvmLab`. */
export const hasKvmLab = (): boolean =>
  hasPrograms(
    [
      'virsh',
      '/usr/sbin/libvirtd',
      'qemu-system-x86_64',
      'qemu-img',
      'qemu-io',
      '/usr/sbin/sshd',
      '/bin/busybox',
      'cpio',
      'nsenter',
      'openssl',
    ],
    'libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils seabios openssh-server busybox-static cpio',
  ) && canMakeNamespaces()

export interface KvmLab {
  /** The network namespace of the hosts' bridge. Not needed to reach them: the test's own namespace is connected to it. */
  readonly namespace: string
  /** `ssh://address0,address1?shared=/srv/vm` */
  readonly url: string
  readonly user: 'root'
  readonly password: string
  readonly privateKey: string
  /** "address SHA256:…" of each host. */
  readonly pins: readonly string[]
  readonly addresses: readonly string[]
  readonly guests: readonly LabGuest[]
  guest(name: string): LabGuest
  /** What the guest has written so far; over all its boots, wherever it ran. */
  consoleOf(name: string): string
  /** Its counter: counts on while it lives, begins anew when it boots. 0: has not begun. */
  countOf(name: string): number
  bootsOf(name: string): number
  /** What virsh on that host prints; throws with what it complains about. */
  virsh(host: number, ...args: string[]): Promise<string>
  exec(host: number, program: string, ...args: string[]): Promise<string>
  isOn(host: number): boolean
  /** Its power is cut. */
  killHost(host: number): Promise<void>
  startHost(host: number): Promise<void>
  /** These hosts hear nothing from one another any more; the test reaches each of them as before. */
  cutLink(hosts: readonly number[]): Promise<void>
  mendLink(hosts: readonly number[]): Promise<void>
  /** The host shows another SSH host key from its next connection on. */
  changeHostKey(host: number): Promise<void>
  stop(): Promise<void>
}

const newKey = async (file: string): Promise<string> => {
  await run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file)
  return file
}

const fingerprint = async (file: string): Promise<string> =>
  (await run('ssh-keygen', '-l', '-E', 'sha256', '-f', `${file}.pub`)).split(' ')[1] ?? ''

export const startKvmLab = async (
  options: { readonly hosts?: number; readonly guests?: readonly GuestOptions[] } = {},
): Promise<KvmLab> => {
  const image = guestImage()
  const count = options.hosts ?? 2
  const ground = await claimGround()
  const file = (name: string) => join(ground.folder, name)
  mkdirSync(file('share'))
  for (const part of ['vmlinuz', 'initrd']) copyFileSync(join(image, part), join(file('share'), part))
  const indexes = Array.from({ length: count }, (_, index) => index)
  const keys = {
    client: await newKey(file('client')),
    hosts: await Promise.all(indexes.map((index) => newKey(file(`hostkey${index}`)))),
    password: randomBytes(9).toString('hex'),
  }
  const hosts = await Promise.all(indexes.map((index) => labHost(ground, index, count, keys)))
  const hostAt = (index: number) => hosts[index] ?? raise(`the lab has no host ${index}`)
  const exec = async (host: number, program: string, ...args: string[]): Promise<string> => {
    const done = await hostAt(host).exec(program, ...args)
    if (done.code !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr.trim()}`)
    return done.stdout
  }
  const stop = async () => {
    await Promise.all(hosts.map((host) => host.kill()))
    await ground.release()
  }
  const consoleOf = (name: string) => {
    const path = join(file('share'), `${name}.console`)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const countOf = (name: string) => Number([...consoleOf(name).matchAll(/count (\d+)\r?\n/g)].at(-1)?.[1] ?? 0)
  const guests = (options.guests ?? []).map((guest, index) => ({
    name: guest.name,
    uuid: randomUUID(),
    mac: `52:54:00:77:00:${(index + 1).toString(16).padStart(2, '0')}`,
    host: guest.host,
  }))
  try {
    await Promise.all(hosts.map((host) => host.start()))
    for (const [index, guest] of (options.guests ?? []).entries()) {
      const disk = diskPath(guest)
      if (disk !== null) {
        await exec(guest.host, 'qemu-img', 'create', '-q', '-f', 'qcow2', disk, '16M')
        await exec(guest.host, 'qemu-io', '-f', 'qcow2', '-c', WRITE_PATTERN, disk)
      }
      writeFileSync(join(file('share'), `${guest.name}.xml`), domainXml(guest, guests[index] ?? raise('no guest')))
      await exec(guest.host, 'virsh', 'define', `${SHARED}/${guest.name}.xml`)
      if (guest.running !== false) await exec(guest.host, 'virsh', 'start', guest.name)
    }
    for (const guest of options.guests ?? [])
      if (guest.running !== false) await until(`${guest.name} to boot`, () => countOf(guest.name) > 0, 120_000, 100)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    namespace: ground.namespace,
    url: `ssh://${indexes.map((index) => ground.address(index)).join(',')}?shared=${SHARED}`,
    user: 'root',
    password: keys.password,
    privateKey: readFileSync(keys.client, 'utf8'),
    pins: await Promise.all(
      indexes.map(async (index) => `${ground.address(index)} ${await fingerprint(keys.hosts[index] ?? '')}`),
    ),
    addresses: indexes.map((index) => ground.address(index)),
    guests,
    guest: (name) => guests.find((guest) => guest.name === name) ?? raise(`the lab has no guest ${name}`),
    consoleOf,
    countOf,
    bootsOf: (name) => [...consoleOf(name).matchAll(/^boot /gm)].length,
    virsh: (host, ...args) => exec(host, 'virsh', ...args),
    exec,
    isOn: (host) => hostAt(host).isOn(),
    killHost: (host) => hostAt(host).kill(),
    startHost: (host) => hostAt(host).start(),
    cutLink: (apart) => setApart(ground, apart, true),
    mendLink: (apart) => setApart(ground, apart, false),
    changeHostKey: async (host) => {
      const other = await newKey(file(`otherkey${host}`))
      for (const end of ['', '.pub']) copyFileSync(`${other}${end}`, `${keys.hosts[host]}${end}`)
      await exec(host, 'sh', '-c', 'kill -HUP $(pgrep -o -x sshd)')
    },
    stop,
  }
}

const raise = (message: string): never => {
  throw new Error(message)
}
