import { describe, expect, it } from 'vitest'
import type { UpsCommand } from '../domain/ups-command'
import type { EffectiveFeed, PowerDeviceView } from '../domain/world'
import { deviceSeen, readings } from '../testing/power-samples'
import { groupId, host, hostId, vm } from '../testing/world-samples'
import { commandRefusal, type CommandScene } from './command-refusal'

const a = deviceSeen('ups-a')
const b = deviceSeen('ups-b')
const off: UpsCommand = { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' }
const test: UpsCommand = { kind: 'self-test' }
const fedBy = (name: string, deviceId: PowerDeviceView['id'], outletId: string | null = null): EffectiveFeed => ({
  hostId: hostId(name),
  deviceId,
  label: deviceId === a.id ? 'A' : 'B',
  outletId,
})

const scene = (given: Partial<CommandScene> & Partial<CommandScene['world']> = {}): CommandScene => ({
  device: a,
  devices: [a, b],
  groups: [{ id: groupId(), name: 'Row 1', deviceIds: [a.id, b.id], requiredDevices: 1 }],
  hostDownForMs: () => null,
  outageRuns: false,
  ...given,
  world: { hosts: given.hosts ?? [host('h1')], vms: given.vms ?? [], feeds: given.feeds ?? [fedBy('h1', a.id)] },
})

describe('switching an output off', () => {
  it('A5 is refused while a host on it is on, and the host is named with the reason', () => {
    expect(commandRefusal(off, scene())?.message).toBe(
      'The output of ups-a feeds h1 (it is on and not in maintenance), and no other UPS on live mains keeps it up.',
    )
  })

  it('A5 is refused while a maintained host still has VMs, or its manager does not tell', () => {
    const maintained = [host('h1', { inMaintenance: true })]
    const running = scene({ hosts: maintained, vms: [vm('v1', 'h1', { power: 'on' })] })
    expect(commandRefusal(off, running)?.message).toContain('h1 (1 VM on it)')
    expect(commandRefusal(off, scene({ hosts: [host('h1', { inMaintenance: true, stale: true })] }))).not.toBeNull()
    expect(commandRefusal(off, scene({ hosts: [] }))?.message).toContain('does not tell its state')
  })

  it('A5 is allowed once it is maintained and empty, or was disconnected for 30 s', () => {
    const empty = scene({
      hosts: [host('h1', { inMaintenance: true })],
      vms: [vm('v1', 'h1', { power: 'off' })],
    })
    expect(commandRefusal(off, empty)).toBeNull()
    const down = [host('h1', { connection: 'down' })]
    expect(commandRefusal(off, scene({ hosts: down, hostDownForMs: () => 29_000 }))).not.toBeNull()
    expect(commandRefusal(off, scene({ hosts: down, hostDownForMs: () => 30_000 }))).toBeNull()
  })

  it('A5 is refused for an outlet of a PDU that a host hangs on, and allowed where its other feed takes another way', () => {
    const pdu = deviceSeen('pdu-1')
    const through = { ...fedBy('h1', a.id), via: [{ deviceId: pdu.id, outletId: '3', name: 'pdu-1' }] }
    const outlet = (outletId: string): UpsCommand => ({ kind: 'outlet-off', outletId, delaySeconds: 0 })
    const told = (feeds: readonly EffectiveFeed[], outletId: string) =>
      commandRefusal(outlet(outletId), scene({ device: pdu, devices: [a, b, pdu], feeds }))
    expect(told([through], '3')?.message).toContain('Outlet 3 of pdu-1 feeds h1')
    expect(told([through], '4')).toBeNull()
    expect(told([through, fedBy('h1', b.id)], '3')).toBeNull()
    expect(told([through, { ...fedBy('h1', b.id), via: through.via }], '3')).not.toBeNull()
    expect(told([through, { ...fedBy('h1', b.id), dead: 'outlet 1 of pdu-2 is off' }], '3')).not.toBeNull()
  })

  it('A5 is allowed where another UPS on live mains keeps the host up, and only then', () => {
    const feeds = [fedBy('h1', a.id), fedBy('h1', b.id, '2')]
    const with2nd = (patch: Partial<PowerDeviceView>) => commandRefusal(off, scene({ feeds, devices: [a, { ...b, ...patch }] }))
    expect(with2nd({})).toBeNull()
    expect(with2nd({ supply: 'battery' })).not.toBeNull()
    expect(with2nd({ contact: 'lost' })).not.toBeNull()
    expect(with2nd({ flags: ['overload'] })).not.toBeNull()
    expect(with2nd({ outlets: [{ id: '2', name: null, state: 'off' }] })).not.toBeNull()
  })

  it('P5 the other UPS must be able to carry this one’s load as well', () => {
    const feeds = [fedBy('h1', a.id), fedBy('h1', b.id)]
    const rated = (nominalWatts: number) =>
      commandRefusal(off, scene({ feeds, devices: [a, { ...b, readings: readings({ outputWatts: 2_000, nominalWatts }) }] }))
    expect(rated(5_000)).toBeNull()
    expect(rated(3_000)).not.toBeNull()
  })

  it('A5 of an outlet, hosts on other outlets do not count; one on an unknown outlet does', () => {
    const cycle: UpsCommand = { kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 }
    expect(commandRefusal(cycle, scene({ feeds: [fedBy('h1', a.id, '2')] }))).toBeNull()
    expect(commandRefusal(cycle, scene({ feeds: [fedBy('h1', a.id, '1')] }))?.hint).toContain('other outlets')
    expect(commandRefusal(cycle, scene({ feeds: [fedBy('h1', a.id)] }))).not.toBeNull()
  })

  it('what cuts nothing is not held up', () => {
    for (const command of [{ kind: 'cancel-off' }, { kind: 'abort-test' }, { kind: 'output-on', delaySeconds: 0 }] as const)
      expect(commandRefusal(command, scene())).toBeNull()
  })
})

describe('a self-test', () => {
  const refusal = (given: Parameters<typeof scene>[0]) => commandRefusal(test, scene(given))?.message ?? null

  it('is made on mains with a full battery', () => expect(refusal({})).toBeNull())

  it('is refused on battery, without contact, and while one runs', () => {
    expect(refusal({ device: { ...a, supply: 'battery' } })).toContain('on-battery')
    expect(refusal({ device: { ...a, contact: 'lost' } })).toContain('no-contact')
    expect(refusal({ device: { ...a, flags: ['testing'] } })).toContain('already')
  })

  it('is refused while a plan is being carried out', () => expect(refusal({ outageRuns: true })).toContain('plan'))

  it('is refused below 90 % of charge, or where the charge is not known', () => {
    expect(refusal({ device: { ...a, decidingChargePercent: 89.9 } })).toContain('89 %')
    expect(refusal({ device: { ...a, decidingChargePercent: null } })).toContain('not known')
  })

  it('is refused while another UPS of the group is off mains or tested: both must not discharge at once', () => {
    expect(refusal({ devices: [a, { ...b, flags: ['testing'] }] })).toContain('ups-b')
    expect(refusal({ devices: [a, { ...b, contact: 'lost' }] })).toContain('ups-b')
  })
})
