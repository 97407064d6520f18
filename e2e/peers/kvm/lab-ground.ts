import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, tryRun } from './command'

/** Where a lab stands: a folder, a subnet and network namespaces that no other lab has. */
export interface LabGround {
  readonly folder: string
  /** Namespace of the hosts' network; the bridge between them is in it. */
  readonly namespace: string
  address(host: number): string
  hostNamespace(host: number): string
  release(): Promise<void>
}

const LABS = join(tmpdir(), 'ridethrough-kvm-labs')

/** Field 22 of a process's stat: the same id used again is another process. */
const startedAt = (pid: number): string | null => {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  return readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null
}

const owner = (): string => `${process.pid} ${startedAt(process.pid)}`

const isOrphaned = (folder: string): boolean => {
  const file = join(folder, 'owner')
  if (!existsSync(file)) return false // being made or unmade just now
  const [pid, started] = readFileSync(file, 'utf8').split(' ')
  return startedAt(Number(pid)) !== started
}

const nameOf = (subnet: number): string => `rtkvm${subnet}`

const clear = async (subnet: number): Promise<void> => {
  const name = nameOf(subnet)
  const namespaces = (await run('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0] ?? '')
  for (const namespace of namespaces.filter((each) => each === name || each.startsWith(`${name}-`)))
    await tryRun('ip', ['netns', 'del', namespace])
  await tryRun('ip', ['link', 'del', name])
  rmSync(join(LABS, String(subnet)), { recursive: true, force: true })
}

/** Labs whose test died: their hosts died with it, their namespaces and files did not. */
const clearOrphans = async (): Promise<void> => {
  for (const entry of existsSync(LABS) ? readdirSync(LABS) : []) if (isOrphaned(join(LABS, entry))) await clear(Number(entry))
}

const claimSubnet = (): number => {
  mkdirSync(LABS, { recursive: true })
  for (let subnet = 1; subnet < 255; subnet += 1) {
    try {
      mkdirSync(join(LABS, String(subnet)))
    } catch {
      continue
    }
    writeFileSync(join(LABS, String(subnet), 'owner'), owner())
    return subnet
  }
  throw new Error(`no subnet is left for another lab: see ${LABS}`)
}

/** The bridge is reached from the namespace of the test too: it and an engine that it starts need not be moved. */
export const claimGround = async (): Promise<LabGround> => {
  await clearOrphans()
  const subnet = claimSubnet()
  const namespace = nameOf(subnet)
  const address = (last: number) => `10.77.${subnet}.${last}`
  await tryRun('ip', ['netns', 'del', namespace])
  await run('ip', 'netns', 'add', namespace)
  const inside = (...args: string[]) => run('ip', '-n', namespace, ...args)
  await inside('link', 'set', 'lo', 'up')
  await inside('link', 'add', 'hosts', 'type', 'bridge')
  await inside('addr', 'add', `${address(1)}/24`, 'dev', 'hosts')
  await inside('link', 'set', 'hosts', 'up')
  await run('ip', 'link', 'add', namespace, 'type', 'veth', 'peer', 'name', 'outside', 'netns', namespace)
  await inside('link', 'set', 'outside', 'master', 'hosts', 'up')
  await run('ip', 'addr', 'add', `${address(2)}/24`, 'dev', namespace)
  await run('ip', 'link', 'set', namespace, 'up')
  return {
    folder: join(LABS, String(subnet)),
    namespace,
    address: (host) => address(11 + host),
    hostNamespace: (host) => `${namespace}-${host}`,
    release: () => clear(subnet),
  }
}

export const plugIn = async (ground: LabGround, host: number): Promise<void> => {
  const own = ground.hostNamespace(host)
  await tryRun('ip', ['netns', 'del', own])
  await run('ip', 'netns', 'add', own)
  await run('ip', 'link', 'add', `host${host}`, 'netns', ground.namespace, 'type', 'veth', 'peer', 'name', 'lan', 'netns', own)
  await run('ip', '-n', ground.namespace, 'link', 'set', `host${host}`, 'master', 'hosts', 'up')
  // A machine keeps its hardware address over a restart; a new one would stay unheard until its neighbours' caches ran out.
  const last = host.toString(16).padStart(2, '0')
  await run('ip', '-n', own, 'link', 'set', 'lan', 'address', `02:00:00:77:00:${last}`)
  await run('ip', '-n', own, 'link', 'set', 'lo', 'up')
  await run('ip', '-n', own, 'addr', 'add', `${ground.address(host)}/24`, 'dev', 'lan')
  await run('ip', '-n', own, 'link', 'set', 'lan', 'up')
  await run('ip', '-n', own, 'link', 'add', 'guests', 'type', 'bridge')
  await run('ip', '-n', own, 'link', 'set', 'guests', 'up')
}

/** Hosts that are apart hear nothing from one another, while everybody else reaches both: a dead link, and no cable that says so. */
export const setApart = async (ground: LabGround, hosts: readonly number[], apart: boolean): Promise<void> => {
  for (const host of hosts)
    await run(
      'ip',
      '-n',
      ground.namespace,
      'link',
      'set',
      `host${host}`,
      'type',
      'bridge_slave',
      'isolated',
      apart ? 'on' : 'off',
    )
}

/** A machine without power answers nothing, not even "refused". */
export const unplug = async (ground: LabGround, host: number): Promise<void> => {
  await tryRun('ip', ['-n', ground.namespace, 'link', 'del', `host${host}`])
  await tryRun('ip', ['netns', 'del', ground.hostNamespace(host)])
}
