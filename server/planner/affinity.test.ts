import { describe, expect, it } from 'vitest'
import type { AffinityRule } from '../domain/inventory'
import type { EvacuationChoice } from '../domain/order'
import type { VirtualMachine } from '../domain/world'
import { host, hostId, manager, vm, vmId, world } from '../testing/world-samples'
import { previewEvacuation } from './evacuation'

const rule = (kind: AffinityRule['kind'], given: Partial<AffinityRule> = {}): AffinityRule => ({
  name: 'dc pair',
  kind,
  mandatory: true,
  vmNativeIds: ['dc1', 'dc2'],
  hostNativeIds: [],
  ...given,
})

/** What emptying host a does: VM → target, with the reason. */
const emptied = (rules: readonly AffinityRule[], vms: readonly VirtualMachine[], choices: readonly EvacuationChoice[] = []) => {
  const given = world({
    managers: [manager({ affinityRules: rules })],
    hosts: [host('a'), host('b', { cpuUsedPercent: 50 }), host('c', { memoryMiB: 9_000, cpuUsedPercent: 60 })],
    vms,
  })
  const { items } = previewEvacuation({ world: given, hostId: hostId('a'), choices })
  return {
    to: Object.fromEntries(items.map(({ vmName, targetHostName, action }) => [vmName, targetHostName ?? action])),
    why: (name: string) => items.find(({ vmName }) => vmName === name)?.why ?? '',
    reason: (name: string, target: string) =>
      items.find(({ vmName }) => vmName === name)?.candidates.find(({ hostName }) => hostName === target)?.reason,
  }
}
const shutdown = (name: string): EvacuationChoice => ({ vmId: vmId(name), action: 'shutdown', targetHostId: null })

describe('affinity rules of the platform', () => {
  it('S1-14 VMs that must run apart are sent apart, and not to where another of them is', () => {
    expect(emptied([rule('apart')], [vm('dc1', 'a'), vm('dc2', 'a')]).to).toEqual({ dc1: 'b', dc2: 'c' })
    const { to, reason } = emptied([rule('apart')], [vm('dc1', 'a'), vm('dc2', 'b')])
    expect(to).toEqual({ dc1: 'c' })
    expect(reason('dc1', 'b')).toBe('rule “dc pair”: it is kept apart from dc2, which is or will be on b')
  })

  it('S1-14 VMs that must run together find one host that takes them all, though another would take the first', () => {
    const vms = [
      vm('dc1', 'a', { memoryMiB: 8_000 }),
      vm('dc2', 'a', { memoryMiB: 8_000 }),
      vm('busy', 'b', { memoryMiB: 40_000 }),
    ]
    expect(emptied([rule('together')], vms).to).toEqual({ dc1: 'b', dc2: 'b' })
  })

  it('S1-14 where one of those that must run together ends, the other may move alone; where it stays elsewhere, only to it', () => {
    expect(emptied([rule('together')], [vm('dc1', 'a'), vm('dc2', 'a')], [shutdown('dc2')]).to).toEqual({
      dc1: 'b',
      dc2: 'shutdown',
    })
    const { to, reason } = emptied([rule('together')], [vm('dc1', 'a'), vm('dc2', 'c', { memoryMiB: 512 })])
    expect(to).toEqual({ dc1: 'c' })
    expect(reason('dc1', 'b')).toBe('rule “dc pair”: it is kept together with dc2, which stays on c')
  })

  it('S1-14 what cannot come along is named', () => {
    const { to, why } = emptied([rule('together')], [vm('dc1', 'a'), vm('dc2', 'a', { hasPassthrough: true })])
    expect(to).toEqual({ dc1: 'blocked', dc2: 'blocked' })
    expect(why('dc1')).toContain('dc2 must come along: a device of its host is passed through to it')
  })

  it('S1-14 VMs that belong on some hosts, or are kept off others, go only where they may', () => {
    expect(emptied([rule('on-hosts', { hostNativeIds: ['a', 'c'] })], [vm('dc1', 'a')]).to).toEqual({ dc1: 'c' })
    expect(emptied([rule('off-hosts', { hostNativeIds: ['b'] })], [vm('dc1', 'a')]).to).toEqual({ dc1: 'c' })
    const { to, why } = emptied([rule('on-hosts', { hostNativeIds: ['a'] })], [vm('dc1', 'a')])
    expect(to).toEqual({ dc1: 'blocked' })
    expect(why('dc1')).toContain('rule “dc pair”: it belongs on a')
  })

  it('S1-14 a rule that the platform only tries to keep is kept where possible, else said', () => {
    const soft = rule('apart', { mandatory: false })
    expect(emptied([soft], [vm('dc1', 'a'), vm('dc2', 'b')]).to).toEqual({ dc1: 'c' })
    const off = rule('off-hosts', { mandatory: false, hostNativeIds: ['b', 'c'] })
    const { to, why } = emptied([off], [vm('dc1', 'a')])
    expect(to).toEqual({ dc1: 'b' })
    expect(why('dc1')).toBe('moves live to b: rule “dc pair”: it is kept off b')
  })
})
