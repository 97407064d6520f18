import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clustersWith, hostsWith } from '../../domain/cluster-settings'
import { hostDoc, IDS, putDocs, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation } from '../call-verb'
import { removeManager } from '../managers/remove-manager'
import { defineCluster } from './define-cluster'
import { dissolveCluster } from './dissolve-cluster'
import { setClusterLimit } from './set-cluster-limit'
import { setSpare } from './set-spare'

describe('what people set of clusters', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
    const alone = [IDS.host, IDS.thirdHost].map((id) => hostDoc(id, { clusterNativeId: null }))
    await world.store.write((tx) => putDocs(tx, 'host', alone))
  })
  afterEach(() => world.close())

  const admin = () => world.caller('admin')
  const settings = async () => ({
    clusters: await world.store.read.clusters.list(),
    hosts: await world.store.read.clusters.hosts(),
  })
  const define = (hostIds: (typeof IDS.host)[], clusterNativeId: string | null = null, name = 'Rack 4') =>
    callMutation(world.host, defineCluster, admin(), { managerId: IDS.manager, clusterNativeId, name, hostIds, reason: null })
  const limit = (clusterNativeId: string, maxCpuPercent: number | null) =>
    callMutation(world.host, setClusterLimit, admin(), {
      managerId: IDS.manager,
      clusterNativeId,
      maxCpuPercent,
      reason: null,
    })
  const told = [{ nativeId: 'cluster', name: 'cluster', maxCpuPercent: 80, cpuBaseline: null }]

  it('S1-12 a limit set here stands above the platform’s, until it is taken back', async () => {
    await limit('cluster', 65)
    expect(clustersWith(await settings(), IDS.manager, told)).toEqual([
      { ...told[0], maxCpuPercent: 65, platformMaxCpuPercent: 80 },
    ])
    await limit('cluster', null)
    expect(clustersWith(await settings(), IDS.manager, told)).toEqual(told)
    expect((await settings()).clusters).toEqual([])
  })

  it('S1-12 a cluster that is not there has no limit', async () => {
    await expect(limit('elsewhere', 65)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('S1-08 hosts whose platform groups them not are a cluster as people say, and its limit survives a change of its hosts', async () => {
    const { clusterNativeId } = await define([IDS.host, IDS.thirdHost])
    await limit(clusterNativeId, 70)
    await define([IDS.host], clusterNativeId, 'Rack 5')
    const now = await settings()
    expect(clustersWith(now, IDS.manager, [])).toEqual([
      { nativeId: clusterNativeId, name: 'Rack 5', maxCpuPercent: 70, platformMaxCpuPercent: null, cpuBaseline: null },
    ])
    const seen = hostsWith(now, [hostDoc(IDS.host, { clusterNativeId: null }), hostDoc(IDS.thirdHost, { clusterNativeId: null })])
    expect(seen.map((host) => host.clusterNativeId)).toEqual([clusterNativeId, null])
  })

  it('S1-08 a host of the platform’s own cluster, or of another manager’s, is refused', async () => {
    await expect(define([IDS.busyHost])).rejects.toMatchObject({ kind: 'refused' })
    expect(await settings()).toEqual({ clusters: [], hosts: [] })
  })

  it('S1-08 a cluster that the platform makes later stands above the one defined here', async () => {
    await define([IDS.host])
    expect(hostsWith(await settings(), [hostDoc(IDS.host)]).map((host) => host.clusterNativeId)).toEqual(['cluster'])
  })

  it('S3-05 a spare host stays spare while it joins and leaves a cluster', async () => {
    await callMutation(world.host, setSpare, admin(), { hostId: IDS.host, isSpare: true, reason: null })
    const { clusterNativeId } = await define([IDS.host])
    await callMutation(world.host, dissolveCluster, admin(), { managerId: IDS.manager, clusterNativeId, reason: null })
    expect(await settings()).toEqual({ clusters: [], hosts: [{ hostId: IDS.host, clusterNativeId: null, isSpare: true }] })
    await callMutation(world.host, setSpare, admin(), { hostId: IDS.host, isSpare: false, reason: null })
    expect((await settings()).hosts).toEqual([])
  })

  it('nothing of it outlives the manager', async () => {
    await define([IDS.host])
    await limit('cluster', 50)
    await world.store.write(async (tx) => {
      for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done' })
    })
    await callMutation(world.host, removeManager, admin(), { managerId: IDS.manager, reason: null })
    expect(await settings()).toEqual({ clusters: [], hosts: [] })
  })
})
