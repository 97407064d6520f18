import { describe, expect, it } from 'vitest'
import type { SafeguardFacts } from '../../../domain/safeguard'
import { cluster, guest, overview, scriptedClusters, valueOf } from '../../../testing/scripted-cluster'
import type { PveCall, PveReply } from '../../../testing/scripted-pve'
import type { DriverResult, ManagerSession } from '../../ports'

const quick = { deadlineMs: 10_000 }
const open = scriptedClusters()
const value = <T>(result: DriverResult<T> | undefined): T => {
  if (result === undefined) throw new Error('it has no safeguards')
  return valueOf(result)
}

interface Guest {
  readonly id: string
  node: string
  onboot: boolean
  readonly ha?: true
  /** Its configuration is locked. */
  locked?: boolean
  /** Its node does not answer. */
  away?: boolean
}

/** A node with guests, and another; calls and answers are held against the official schema. */
const start = async (guests: Guest[]) => {
  const answers = ({ method, path, params }: PveCall): PveReply | undefined => {
    const of = guests.find(({ id, node }) => path === `/nodes/${node}/${id}/config`)
    if (of?.away === true) return { status: 595, reason: 'No route to host' }
    if (of !== undefined && method === 'PUT') {
      if (of.locked === true) return { status: 500, reason: 'VM is locked (suspending)' }
      of.onboot = params.onboot === '1'
      return { data: null }
    }
    if (of !== undefined) return { data: { digest: 'd', ...(of.onboot ? { onboot: 1 } : {}) } }
    if (path !== '/cluster/resources') return undefined
    const own = guests.map(({ id, node, ha }) =>
      guest(id, { node, status: 'stopped', ...(ha === true ? { hastate: 'stopped' } : {}) }),
    )
    const others = overview.filter(({ type }) => type === 'node' || type === 'storage')
    return {
      data: params.type === 'vm' ? own : [...others, ...own].filter(({ type }) => [undefined, type].includes(params.type)),
    }
  }
  const { session, server } = await open(cluster(answers))
  const reads = () => server.calls.flatMap(({ method, path }) => (method === 'GET' && path.endsWith('/config') ? [path] : []))
  return { session, reads, puts: () => server.calls.filter(({ method }) => method === 'PUT').map(({ path }) => path) }
}

const found = async (session: ManagerSession): Promise<readonly SafeguardFacts[]> =>
  (value(await session.inventory(quick)).safeguards ?? []).filter(({ setting }) => setting.kind === 'autostart')
const order = (session: ManagerSession, what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) =>
  session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)
const observe = async (session: ManagerSession, { nativeId }: SafeguardFacts, whole?: SafeguardFacts['setting']) =>
  value(await session.observeSafeguard?.(nativeId, quick, whole))
const one = ([first]: readonly SafeguardFacts[]): SafeguardFacts => {
  if (first === undefined) throw new Error('no autostart')
  return first
}

describe('the autostart of Proxmox VE nodes', () => {
  const guests = (): Guest[] => [
    { id: 'qemu/100', node: 'pve1', onboot: true },
    { id: 'lxc/101', node: 'pve1', onboot: true },
    { id: 'qemu/102', node: 'pve1', onboot: false },
    { id: 'qemu/103', node: 'pve1', onboot: true, ha: true },
    { id: 'qemu/104', node: 'pve2', onboot: false },
  ]

  it('D10 R8 is set aside guest by guest, but for those that HA starts, and put back as it was found', async () => {
    const site = guests()
    const { session, puts } = await start(site)
    const all = await found(session)
    expect(all.map(({ name, hostNativeIds }) => [name, hostNativeIds])).toEqual([['autostart of pve1', ['pve1']]])
    const before = one(all)
    expect(before.setting).toEqual({
      kind: 'autostart',
      vms: [
        { nativeId: 'qemu/100', name: 'guest-100', how: { onboot: '1' } },
        { nativeId: 'lxc/101', name: 'guest-101', how: { onboot: '1' } },
      ],
    })
    expect(value(await order(session, 'disarm', before))).toEqual({ task: null })
    expect(site.map(({ onboot }) => onboot)).toEqual([false, false, false, true, false])
    expect(await observe(session, before)).toMatchObject({ isDisarmed: true, setting: { vms: [] } })
    // Not what was read before it.
    expect(await found(session)).toEqual([])
    expect(value(await order(session, 'restore', before))).toEqual({ task: null })
    expect((await observe(session, before))?.setting).toMatchObject({ vms: [{ nativeId: 'lxc/101' }, { nativeId: 'qemu/100' }] })
    expect(puts()).toHaveLength(4)
  })

  it('A2 R8 goes with a guest that moved, and a guest that is gone keeps none from theirs', async () => {
    const site = guests()
    const { session } = await start(site)
    const before = one(await found(session))
    value(await order(session, 'disarm', before))
    const [moved] = site
    if (moved !== undefined) moved.node = 'pve2'
    site.splice(1, 1)
    expect(value(await order(session, 'restore', before))).toEqual({ task: null })
    expect(moved?.onboot).toBe(true)
    expect((await observe(session, before, before.setting))?.setting).toMatchObject({ vms: [{ nativeId: 'qemu/100' }] })
  })

  it('A3 R8 of what was found only these guests are read, also one on another node', async () => {
    const site = guests()
    const { session, reads } = await start(site)
    const before = one(await found(session))
    const [moved] = site
    if (moved !== undefined) moved.node = 'pve2'
    const earlier = reads().length
    expect((await observe(session, before, before.setting))?.setting).toEqual({
      ...before.setting,
      vms: before.setting.kind === 'autostart' ? before.setting.vms.toReversed() : [],
    })
    expect(reads().slice(earlier).sort()).toEqual(['/nodes/pve1/lxc/101/config', '/nodes/pve2/qemu/100/config'])
  })

  it('A9 another node that is away is not waited for; the own one is', async () => {
    const site = guests()
    const { session } = await start(site)
    const before = one(await found(session))
    const [moved] = site
    if (moved !== undefined) Object.assign(moved, { node: 'pve2', away: true })
    expect((await observe(session, before, before.setting))?.setting).toMatchObject({ vms: [{ nativeId: 'lxc/101' }] })
    if (moved !== undefined) moved.node = 'pve1'
    expect((await session.observeSafeguard?.(before.nativeId, quick, before.setting))?.kind).toBe('unreachable')
  })

  it('A3 one guest that is locked keeps none of the others, and is told', async () => {
    const site = guests()
    const { session } = await start(site)
    const before = one(await found(session))
    const [locked] = site
    if (locked !== undefined) locked.locked = true
    expect((await order(session, 'disarm', before))?.kind).toBe('refused')
    expect((await observe(session, before))?.setting).toMatchObject({ vms: [{ nativeId: 'qemu/100' }] })
  })

  it('A1 of a node that nobody knows nothing starts', async () => {
    const { session } = await start(guests())
    expect(value(await session.observeSafeguard?.('autostart pve9', quick))?.isDisarmed).toBe(true)
  })
})
