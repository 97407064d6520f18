import { describe, expect, it } from 'vitest'
import { recoveryView, replicaFinder, type Replication } from './recovery'

const replica = (vmName: string, vmNativeId: string | null, given: Partial<Replication> = {}): Replication => ({
  nativeId: `${vmName} ${vmNativeId}`,
  vmName,
  vmNativeId,
  state: 'ok',
  rpoSeconds: 900,
  lastSyncAtMs: 1,
  rpoViolated: false,
  sourceSite: null,
  targetSite: null,
  ...given,
})

describe('D11 the replica of a VM', () => {
  const vms = [
    { nativeId: 'vm-7', name: 'erp' },
    { nativeId: 'vm-8', name: 'mail' },
    { nativeId: 'vm-9', name: 'mail' },
  ]
  const find =
    (replications: readonly Replication[], all = vms) =>
    (nativeId: string, name: string) =>
      replicaFinder(replications, all)({ nativeId, name })?.nativeId ?? null

  it('is found by name and id together, however the id is dressed', () => {
    for (const id of ['vm-7', 'VirtualMachine:vm-7', 'VirtualMachine:vm-7:5a0c1e2d'])
      expect(find([replica('erp', id)])('vm-7', 'erp')).toBe(`erp ${id}`)
  })
  it('is none where only one of the two fits: a VM made anew under the same name is another one', () => {
    expect(find([replica('erp', 'vm-70')])('vm-7', 'erp')).toBeNull()
    expect(find([replica('erp', null)])('vm-7', 'erp')).toBeNull()
    expect(find([replica('old', 'vm-7')])('vm-7', 'erp')).toBeNull()
  })
  it('is none where two VMs of two vCenters, or two replicas, would fit', () => {
    expect(find([replica('erp', 'vm-7')], [...vms, { nativeId: 'vm-7', name: 'erp' }])('vm-7', 'erp')).toBeNull()
    expect(find([replica('erp', 'vm-7'), replica('erp', 'x:vm-7')])('vm-7', 'erp')).toBeNull()
  })
})

describe('S4-10 what is shown of replicas', () => {
  it('those that are behind come first, then the oldest; all are counted', () => {
    const many = Array.from({ length: 300 }, (_, at) => replica(`v${at}`, null, { lastSyncAtMs: 1_000 - at }))
    const view = recoveryView({
      plans: [],
      replications: [...many, replica('late', null, { rpoViolated: true, lastSyncAtMs: 5_000 })],
    })
    expect(view.replications?.slice(0, 2).map(({ vmName }) => vmName)).toEqual(['late', 'v299'])
    expect([view.replications?.length, view.replicationCount, view.behindCount]).toEqual([200, 301, 1])
  })
})
