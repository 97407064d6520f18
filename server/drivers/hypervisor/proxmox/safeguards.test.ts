import { afterEach, describe, expect, it } from 'vitest'
import type { SafeguardFacts } from '../../../domain/safeguard'
import { type PveReply, type ScriptedPve, scriptedPve } from '../../../testing/scripted-pve'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }
const open: { close(): Promise<void> }[] = []
const servers: ScriptedPve[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  expect(servers.splice(0).flatMap((server) => server.problems)).toEqual([])
})
const value = <T>(result: DriverResult<T> | undefined): T => {
  if (result?.kind !== 'ok') throw new Error(`${result?.kind ?? 'not told'}: ${result?.message ?? ''}`)
  return result.value
}

interface Cluster {
  armed: 'armed' | 'standby' | 'disarming' | 'disarmed' | null
  services: number
  quorate: boolean
  cephFails: boolean
  /** Null: no Ceph. */
  flags: Set<string> | null
  health: { readonly status: string; readonly checks: Readonly<Record<string, unknown>> }
}
const CEPH_FLAGS = ['nobackfill', 'noout', 'norebalance', 'norecover', 'noscrub']

/** Two nodes; calls and answers are held against the official schema. */
const start = async (given: Partial<Cluster> = {}) => {
  const cluster: Cluster = {
    armed: 'armed',
    services: 1,
    quorate: true,
    cephFails: false,
    flags: new Set(),
    health: { status: 'HEALTH_OK', checks: {} },
    ...given,
  }
  const { flags } = cluster
  const status = (): PveReply => ({
    data: [
      { id: 'quorum', type: 'quorum', status: 'OK', quorate: cluster.quorate ? 1 : 0, node: 'pve1' },
      ...(cluster.armed === null
        ? []
        : [{ id: 'fencing', type: 'fencing', status: cluster.armed, node: 'pve1', 'armed-state': cluster.armed }]),
      ...Array.from({ length: cluster.services }, (_, at) => ({
        id: `service:vm:${at}`,
        type: 'service',
        status: 'stopped',
        node: 'pve1',
      })),
    ],
  })
  const server = await scriptedPve(({ method, path, params }) => {
    switch (`${method} ${path}`) {
      case 'GET /cluster/resources':
        return { data: ['pve1', 'pve2'].map((node) => ({ id: `node/${node}`, type: 'node', node, status: 'offline' })) }
      case 'GET /cluster/status':
        return { data: [{ id: 'cluster', type: 'cluster', name: 'row', nodes: 2, quorate: 1, version: 1 }] }
      case 'GET /cluster/ha/rules':
        return { data: [] }
      case 'GET /cluster/ha/status/current':
        return status()
      case 'POST /cluster/ha/status/disarm-ha':
        cluster.armed = 'disarmed'
        return { data: null }
      case 'POST /cluster/ha/status/arm-ha':
        cluster.armed = 'standby'
        return { data: null }
      case 'GET /cluster/ceph/flags':
        if (cluster.cephFails) return { status: 500, reason: 'got timeout' }
        return flags === null
          ? { status: 500, reason: 'binary not installed: /usr/bin/ceph-mon' }
          : { data: CEPH_FLAGS.map((name) => ({ name, value: flags.has(name) ? 1 : 0, description: '' })) }
      case 'GET /cluster/ceph/status':
        return { data: { health: cluster.health } }
      case 'PUT /cluster/ceph/flags':
        for (const [name, on] of Object.entries(params)) {
          if (on === '1') flags?.add(name)
          else flags?.delete(name)
        }
        return { data: 'UPID:pve1:0000A1B2:00C3D4E5:68F00000:cephsetflags::root@pam:' }
      default:
        return undefined
    }
  })
  servers.push(server)
  const session = driver.open({
    address: { kind: 'proxmox', url: server.url, pins: [] },
    secret: { kind: 'api-token', tokenId: 'root@pam!x', token: 'token-secret' },
  })
  open.push(server, session)
  const changes = () =>
    server.calls.filter(({ method }) => method !== 'GET').map(({ method, path, params }) => [method, path, params])
  return { cluster, session, changes, found: value(await session.inventory(quick)).safeguards ?? [] }
}
const one = (found: readonly SafeguardFacts[], kind: SafeguardFacts['setting']['kind']): SafeguardFacts => {
  const each = found.find(({ setting }) => setting.kind === kind)
  if (each === undefined) throw new Error(`no ${kind}`)
  return each
}
const order = (session: ManagerSession, what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) =>
  session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)
const observe = async (session: ManagerSession, { nativeId }: SafeguardFacts) =>
  value(await session.observeSafeguard?.(nativeId, quick))

describe('safeguards of a Proxmox VE cluster', () => {
  it('D10 R8 HA stands down as a whole and is armed again; on standby it is armed as well', async () => {
    const { session, found, changes } = await start()
    const ha = one(found, 'proxmox-ha')
    expect(ha).toMatchObject({ hostNativeIds: ['pve1', 'pve2'], isDisarmed: false, setting: { armed: true }, unhealthy: [] })
    value(await order(session, 'disarm', ha))
    expect(await observe(session, ha)).toMatchObject({ isDisarmed: true, setting: { armed: false } })
    value(await order(session, 'restore', ha))
    expect(await observe(session, ha)).toEqual(ha)
    expect(changes()).toEqual([
      ['POST', '/cluster/ha/status/disarm-ha', { 'resource-mode': 'freeze' }],
      ['POST', '/cluster/ha/status/arm-ha', {}],
    ])
  })

  it('R8 it is not well while the cluster has no quorum', async () => {
    const { session, found, cluster } = await start({ armed: 'disarmed' })
    cluster.quorate = false
    expect((await observe(session, one(found, 'proxmox-ha')))?.unhealthy).toEqual(['the cluster has no quorum'])
  })

  it.each<[string, Partial<Cluster>]>([
    ['a version that cannot be told to stand down', { armed: null }],
    ['a cluster with nothing under HA', { armed: 'standby', services: 0 }],
  ])('D10 of %s there is no HA to set aside', async (_, given) => {
    const { found } = await start(given)
    expect(found.map(({ setting }) => setting.kind)).toEqual(['ceph-flags'])
  })

  it('D10 R8 of Ceph’s flags those that stood before stay, the others are set and taken back', async () => {
    const { session, found, changes, cluster } = await start({ flags: new Set(['noout', 'noscrub']) })
    const ceph = one(found, 'ceph-flags')
    expect(ceph.setting).toEqual({ kind: 'ceph-flags', set: ['noout'] })
    expect(value(await order(session, 'disarm', ceph)).task).toMatch(/^UPID:/)
    expect((await observe(session, ceph))?.isDisarmed).toBe(true)
    value(await order(session, 'restore', ceph))
    expect(await observe(session, ceph)).toEqual(ceph)
    expect([...(cluster.flags ?? [])].sort()).toEqual(['noout', 'noscrub'])
    expect(changes()).toEqual([
      ['PUT', '/cluster/ceph/flags', { norebalance: '1', norecover: '1', nobackfill: '1' }],
      ['PUT', '/cluster/ceph/flags', { norebalance: '0', norecover: '0', nobackfill: '0' }],
    ])
  })

  it('A4 R8 only what is said to be disarmed is; on its way nothing is concluded from it', async () => {
    expect(one((await start({ armed: 'disarming' })).found, 'proxmox-ha')).toMatchObject({
      isDisarmed: false,
      isChanging: true,
      setting: { armed: true },
      unhealthy: ['it is being disarmed'],
    })
  })

  it('R8 one error of Ceph, e.g. while its monitors elect, leaves its flags among the safeguards', async () => {
    const { session, cluster } = await start()
    cluster.cephFails = true
    expect(value(await session.inventory(quick)).safeguards?.map(({ setting }) => setting.kind)).toEqual([
      'proxmox-ha',
      'ceph-flags',
    ])
  })

  it('R8 Ceph’s flags wait for OSDs that are away, and for nothing that heals without flags only, or never', async () => {
    const { session, found, cluster } = await start()
    const unhealthy = async () => (await observe(session, one(found, 'ceph-flags')))?.unhealthy
    cluster.health = { status: 'HEALTH_WARN', checks: { OSDMAP_FLAGS: {} } }
    expect(await unhealthy()).toEqual([])
    cluster.health = { status: 'HEALTH_WARN', checks: { PG_DEGRADED: {}, MON_CLOCK_SKEW: {}, RECENT_CRASH: {} } }
    expect(await unhealthy()).toEqual([])
    cluster.health = { status: 'HEALTH_WARN', checks: { OSD_DOWN: {}, OSD_HOST_DOWN: {}, PG_DEGRADED: {} } }
    expect(await unhealthy()).toEqual(['Ceph: HEALTH_WARN OSD_DOWN OSD_HOST_DOWN'])
  })

  it('a cluster without Ceph is not asked about it with every reading', async () => {
    const { session, found } = await start({ flags: null })
    expect(found.map(({ setting }) => setting.kind)).toEqual(['proxmox-ha'])
    const [server] = servers
    value(await session.inventory(quick))
    expect(server?.calls.filter(({ path }) => path.startsWith('/cluster/ceph'))).toHaveLength(1)
  })
})
