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
}

/** A node with guests, and another; calls and answers are held against the official schema. */
const start = async (guests: Guest[]) => {
  const answers = ({ method, path, params }: PveCall): PveReply | undefined => {
    const of = guests.find(({ id, node }) => path === `/nodes/${node}/${id}/config`)
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
  return { session, puts: () => server.calls.filter(({ method }) => method === 'PUT').map(({ path }) => path) }
}

const found = async (session: ManagerSession): Promise<readonly SafeguardFacts[]> =>
  (value(await session.inventory(quick)).safeguards ?? []).filter(({ setting }) => setting.kind === 'autostart')
const order = (session: ManagerSession, what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) =>
  session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)
const observe = async (session: ManagerSession, { nativeId }: SafeguardFacts) =>
  value(await session.observeSafeguard?.(nativeId, quick))
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
