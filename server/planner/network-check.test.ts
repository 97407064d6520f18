import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostVlan, Vlan } from '../domain/vlan'
import type { Host, VirtualMachine } from '../domain/world'
import { host, manager, vm, world } from '../testing/world-samples'
import { checkNetwork } from './network-check'
import { indexOf } from './world-index'

const OWN = { nativeId: 'br0', name: 'vmbr0', vlan: null, ofEachHost: true } as const
const leads = (vlan: Vlan, tags?: HostVlan['tags']): readonly HostVlan[] => [
  { networkNativeId: 'br0', vlan, ...(tags === undefined ? {} : { tags }) },
]

const check = (own: Host['vlans'], there: Host['vlans'], moving: Partial<VirtualMachine> = {}, target: Partial<Host> = {}) => {
  const on = (name: string, vlans: Host['vlans'], given: Partial<Host> = {}) =>
    host(name, { networkNativeIds: ['br0'], ...(vlans === undefined ? {} : { vlans }), ...given })
  const web = vm('web', 'a', { networkNativeIds: ['br0'], ...moving })
  const [a, b] = [on('a', own), on('b', there, target)]
  const given = world({ managers: [manager({ networks: [OWN] })], hosts: [a, b], vms: [web] })
  return checkNetwork(indexOf(given), web, b)
}
const card = (vlan: number | 'trunk') => ({ cardVlans: [{ networkNativeId: 'br0', vlan }] })

describe('check 2: networks that each host has of its own', () => {
  it('S1-11 S1-25 fails where a network of the same name leads to another VLAN, and names both', () => {
    expect(check(leads(40), leads(40))).toEqual({ state: 'pass', reason: null })
    expect(check(leads(40), leads(41))).toEqual({
      state: 'fail',
      reason: 'network vmbr0 is VLAN 41 on b, but VLAN 40 on a',
    })
    expect(check(leads('untagged'), leads('trunk')).reason).toBe('network vmbr0 is a trunk of VLANs on b, but untagged on a')
  })

  it('S1-11 where VLANs are not told it does not pass', () => {
    const untold = (name: string) => ({
      state: 'unknown',
      reason: `VLANs not told: which one network vmbr0 leads to on ${name}`,
    })
    expect(check(undefined, undefined)).toEqual(untold('b'))
    expect(check(leads(40), [])).toEqual(untold('b'))
    expect(check(undefined, leads(40))).toEqual(untold('a'))
    expect(check(leads(40), leads(40), { hostId: null })).toEqual(untold('its present host'))
  })

  it('S1-11 names the VLAN that a target without the network would have to have', () => {
    const without = { networkNativeIds: [] }
    expect(check(leads(40), undefined, {}, without).reason).toBe('b lacks network vmbr0 (VLAN 40)')
    expect(check(leads('untagged'), undefined, card(50), without).reason).toBe('b lacks network vmbr0 (VLAN 50)')
  })

  it('S1-11 a tag of the VM’s own card must be carried there', () => {
    const to = (tags?: HostVlan['tags'], tag: number | 'trunk' = 40) =>
      check(leads('untagged'), leads('untagged', tags), card(tag))
    expect(to().state).toBe('pass')
    expect(to([[2, 4094]]).state).toBe('pass')
    expect(to([[20, 30]])).toEqual({
      state: 'fail',
      reason: 'network vmbr0 of b does not carry VLAN 40, which a card of the VM bears',
    })
    expect(to('on-demand')).toEqual({
      state: 'warn',
      reason: 'network vmbr0 of b is not VLAN-aware: VLAN 40 of the VM’s card is set up there only when it comes',
    })
    expect(to('on-demand', 'trunk').state).toBe('fail')
    expect(check(leads('untagged', 'on-demand'), leads('untagged', 'on-demand'), card(40)).state).toBe('pass')
    expect(check(leads('untagged'), leads('untagged', [])).state).toBe('pass')
  })

  it('S1-11 warns where the network leads nowhere out of its host', () => {
    expect(check(leads('inside'), leads('inside')).state).toBe('warn')
    expect(check(leads('inside'), leads('untagged')).state).toBe('fail')
  })

  it('S1-11 passes only where both hosts tell the same VLAN and carry every tag of the VM', () => {
    const vlan = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom<Vlan>('untagged', 'trunk', 'inside'))
    const range = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    const tags = fc.oneof(fc.constant(undefined), fc.constant('on-demand' as const), fc.array(range, { maxLength: 2 }))
    const told = fc.option(fc.tuple(vlan, tags), { nil: null })
    const cards = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 })
    const carries = (all: HostVlan['tags'], tag: number): boolean =>
      all === undefined || (all !== 'on-demand' && all.some(([from, to]) => from <= tag && tag <= to))
    fc.assert(
      fc.property(told, told, cards, (own, there, tagged) => {
        const cardVlans = tagged.map((each) => ({ networkNativeId: 'br0', vlan: each }))
        const { state } = check(own === null ? [] : leads(...own), there === null ? [] : leads(...there), { cardVlans })
        const isSame = own !== null && there !== null && own[0] === there[0] && there[0] !== 'inside'
        const alike = own?.[1] === 'on-demand' && there?.[1] === 'on-demand'
        expect(state === 'pass').toBe(isSame && (alike || tagged.every((tag) => carries(there[1], tag))))
        expect(state === 'fail').toBe(
          there !== null &&
            (tagged.some((tag) => there[1] !== 'on-demand' && !carries(there[1], tag)) || (own !== null && own[0] !== there[0])),
        )
      }),
    )
  })
})
