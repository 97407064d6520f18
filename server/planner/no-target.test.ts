import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Host, VirtualMachine } from '../domain/world'
import { capabilities, host, manager, vm, world } from '../testing/world-samples'
import { couldMoveTo, findTarget, hasTarget, isToHaveTarget } from './no-target'

const found = (moving: Partial<VirtualMachine>, ...others: readonly Host[]) => {
  const web = vm('web', 'a', moving)
  const given = world({ hosts: [host('a'), ...others], vms: [web] })
  const { found: result } = findTarget(given, web)
  return hasTarget(result) ? result.name : result.reason
}

describe('where each running VM could go', () => {
  it('S1-09 the first host that passes; else the smallest reason, of the host which the least speaks against', () => {
    expect(found({}, host('b', { inMaintenance: true }), host('c'))).toBe('c')
    const far = host('b', { networkNativeIds: [], datastoreNativeIds: [] })
    expect(found({}, far, host('c', { networkNativeIds: [] }))).toBe('c: c lacks network VM Network')
    expect(found({}, host('b', { connection: 'down' }))).toBe('b: it is down')
    expect(found({ memoryMiB: null }, host('b'))).toBe('b: memory of web is not told')
  })

  it('S1-09 what ties a VM to its host is said without naming another', () => {
    expect(found({ hasPassthrough: true }, host('b'))).toBe('a device of its host is passed through to it')
    expect(found({ hasLocalCdrom: true }, host('b'))).toBe('a CD image on local storage is inserted: eject it')
    expect(found({}, host('b', { clusterNativeId: 'other' }))).toBe('no other host stands in its cluster')
  })

  it('a task of the platform is no lasting reason', () => expect(found({ lockedBy: 'backup' }, host('b'))).toBe('b'))

  it('S1-09 asks of VMs that run where moving live is the way, and of no others', () => {
    const asked = (moving: Partial<VirtualMachine>, a: Partial<Host> = {}, more: Parameters<typeof capabilities>[0] = {}) => {
      const web = vm('web', 'a', moving)
      const managers = [manager({ capabilities: capabilities(more) })]
      return isToHaveTarget(world({ managers, hosts: [host('a', a), host('b')], vms: [web] }), web)
    }
    expect(asked({})).toBe(true)
    expect(asked({ power: 'off' })).toBe(false)
    expect(asked({ systemKind: 'vcls' })).toBe(false)
    expect(asked({ hostId: null })).toBe(false)
    expect(asked({}, { stale: true })).toBe(false)
    expect(asked({}, { clusterNativeId: 'alone' })).toBe(false)
    expect(asked({}, {}, { liveMigration: false })).toBe(false)
    expect(asked({ highlyAvailable: false }, {}, { migratesOnlyHighlyAvailable: true })).toBe(false)
  })

  it('S1-09 finds a target exactly where one of the hosts passes by itself', () => {
    const target = fc.record({
      inMaintenance: fc.boolean(),
      memoryMiB: fc.constantFrom(2_000, 65_536),
      networkNativeIds: fc.constantFrom<readonly string[]>([], ['net']),
      datastoreNativeIds: fc.constantFrom<readonly string[]>([], ['ds']),
      cpuVendor: fc.constantFrom('Intel', 'AMD'),
    })
    fc.assert(
      fc.property(fc.array(target, { minLength: 1, maxLength: 4 }), fc.boolean(), (targets, passthrough) => {
        const web = vm('web', 'a', { hasPassthrough: passthrough })
        const others = targets.map((given, index) => host(`h${index}`, given))
        const given = world({ hosts: [host('a'), ...others], vms: [web] })
        const { found: result, judged } = findTarget(given, web)
        expect(judged).toBeLessThanOrEqual(others.length)
        expect(hasTarget(result)).toBe(others.some((other) => couldMoveTo(given, web, other)))
        if (!hasTarget(result)) expect(result.reason).not.toBe('')
      }),
    )
  })
})
