import { describe, expect, it } from 'vitest'
import { cluster, configs, scriptedClusters, valueOf } from '../../../testing/scripted-cluster'
import type { PveReply } from '../../../testing/scripted-pve'

const quick = { deadlineMs: 10_000 }
const start = scriptedClusters()

const line = (name: string) => ({ name, description: '' })
const PATH = '/nodes/pve1/qemu/100/snapshot'

/** One cluster whose first guest has the snapshots that `told` answers; its configuration's digest is `digest()`. */
const withSnapshots = (told: () => PveReply, digest: () => string = () => '1') =>
  start(
    cluster((call) => {
      if (call.path === PATH) return told()
      if (call.path === '/nodes/pve1/qemu/100/status/current')
        return { data: { status: 'running', vmid: 100, name: 'guest-100', cpus: 4, ha: { managed: 1 } } }
      return call.path === '/nodes/pve1/qemu/100/config'
        ? { data: { ...configs['qemu/100'], parent: 'before-update', digest: digest() } }
        : undefined
    }),
  )

describe('snapshots of a guest', () => {
  it('are counted without the guest as it is now', async () => {
    const { session } = await withSnapshots(() => ({ data: [line('before-update'), line('after-it'), line('current')] }))
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.map(({ nativeId, snapshotCount }) => [nativeId, snapshotCount])).toEqual([
      ['qemu/100', 2],
      ['qemu/101', 0],
      ['qemu/102', 0],
      ['qemu/103', null],
      ['lxc/200', 0],
    ])
  })

  it('are asked for again only when the configuration has changed, for they stand in it', async () => {
    let digest = '1'
    let names = ['before-update', 'current']
    const told = () => ({ data: names.map(line) })
    const { session, server } = await withSnapshots(told, () => digest)
    const asked = () => server.calls.filter(({ path }) => path === PATH).length
    const count = async () => valueOf(await session.inventory(quick)).vms[0]?.snapshotCount
    expect([await count(), await count(), asked()]).toEqual([1, 1, 1])
    digest = '2'
    names = ['before-update', 'second', 'current']
    // A fresh look reads the configuration: what was counted before no longer counts.
    expect(valueOf(await session.observeVm('qemu/100', quick))?.snapshotCount).toBeNull()
    expect([await count(), asked()]).toEqual([2, 2])
  })

  it.each<[string, PveReply]>([
    ['refuses', { status: 403, reason: 'Permission check failed (/vms/100, VM.Audit)' }],
    ['breaks off', { breaks: true }],
    ['answers nonsense', { raw: '{"data":"none"}' }],
  ])('are unknown where the node %s, and cost nothing else', async (_, reply) => {
    const { session } = await withSnapshots(() => reply)
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms).toHaveLength(5)
    expect(vms[0]).toMatchObject({ snapshotCount: null, power: 'on' })
  })
})
