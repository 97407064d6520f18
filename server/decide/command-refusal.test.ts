import { describe, expect, it } from 'vitest'
import type { UpsCommand } from '../domain/ups-command'
import { type DeviceFeed, effectiveFeeds } from '../domain/device-feed'
import type { Feed, PowerDeviceView } from '../domain/world'
import { deviceSeen, readings } from '../testing/power-samples'
import { groupId, host, hostId, vm } from '../testing/world-samples'
import { commandRefusal, type CommandScene } from './command-refusal'

const a = deviceSeen('ups-a')
const b = deviceSeen('ups-b')
const off: UpsCommand = { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' }
const test: UpsCommand = { kind: 'self-test' }
const fedBy = (name: string, deviceId: PowerDeviceView['id'], outletId: string | null = null): Feed => ({
  hostId: hostId(name),
  deviceId,
  label: deviceId === a.id ? 'A' : 'B',
  outletId,
})

interface Given extends Omit<Partial<CommandScene>, 'world' | 'declared'>, Partial<Omit<CommandScene['world'], 'feeds'>> {
  readonly feeds?: readonly Feed[]
  readonly links?: readonly DeviceFeed[]
}

/** `links`: PDUs and ATSs stand between; a device whose name begins so is one. */
const scene = ({
  feeds = [fedBy('h1', a.id)],
  links = [],
  hosts = [host('h1')],
  vms = [],
  ...given
}: Given = {}): CommandScene => {
  const devices = given.devices ?? [a, b]
  const kindOf = (name: string) => (name.startsWith('pdu') ? 'pdu' : name.startsWith('ats') ? 'ats' : 'ups')
  const chain = new Map(devices.map((device) => [device.id, { ...device, kind: kindOf(device.name) }] as const))
  return {
    device: a,
    devices,
    groups: [{ id: groupId(), name: 'Row 1', deviceIds: [a.id, b.id], requiredDevices: 1 }],
    hostDownForMs: () => null,
    bmcPower: () => undefined,
    isContradicted: () => false,
    outageRuns: false,
    underTest: new Set(),
    ...given,
    world: { hosts, vms, feeds: effectiveFeeds(feeds, links, chain) },
    declared: { feeds, deviceFeeds: links },
  }
}

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

  it.each([
    ['on', 'down', 'h1 (its BMC says that it is on)'],
    ['unknown', 'down', 'h1 (its BMC does not tell whether it is off)'],
    ['off', 'up', 'its manager sees it running'],
    ['off', 'down', null],
    ['off', 'unknown', null],
  ] as const)('A5 R7 where its BMC says %s and its manager %s: %s', (bmc, connection, why) => {
    const given = { hosts: [host('h1', { connection })], hostDownForMs: () => 600_000, bmcPower: () => bmc }
    const refusal = commandRefusal(off, scene(given))
    if (why === null) expect(refusal).toBeNull()
    else expect(refusal?.message).toContain(why)
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

  describe('of a PDU or ATS, and of what feeds one', () => {
    const pdu = deviceSeen('pdu-1', { readings: readings({ outputWatts: 1_500 }) })
    const second = deviceSeen('pdu-2')
    const ats = deviceSeen('ats-1')
    const devices = [a, b, pdu, second, ats]
    const link = (device: PowerDeviceView, source: PowerDeviceView, outletId: string | null = null, label: 'A' | 'B' = 'A') => ({
      deviceId: device.id,
      label,
      sourceId: source.id,
      outletId,
    })
    const outletOff = (device: PowerDeviceView, outletId: string, given: Given) =>
      commandRefusal({ kind: 'outlet-off', outletId, delaySeconds: 0 }, scene({ devices, ...given, device }))?.message ?? null
    const through = { feeds: [fedBy('h1', pdu.id, '3')], links: [link(pdu, a, '2')] }

    it('A5 is refused for the outlet of a PDU that a host hangs on, and for the UPS outlet that feeds the PDU', () => {
      expect(outletOff(pdu, '3', through)).toContain('Outlet 3 of pdu-1 feeds h1')
      expect(outletOff(pdu, '4', through)).toBeNull()
      expect(outletOff(a, '2', through)).toContain('Outlet 2 of ups-a feeds h1')
      expect(outletOff(a, '1', through)).toBeNull()
      expect(commandRefusal(off, scene({ devices, device: pdu, ...through }))?.message).toContain('The output of pdu-1 feeds h1')
      expect(commandRefusal(off, scene({ devices, ...through }))?.message).toContain('The output of ups-a feeds h1')
    })
    it('A5 is refused where nobody declared what feeds the PDU: the host hangs on it all the same', () => {
      expect(outletOff(pdu, '3', { feeds: [fedBy('h1', pdu.id, '3')] })).toContain('Outlet 3 of pdu-1 feeds h1')
    })
    it('A5 is allowed where the other feed takes another way, which is proved to be alive', () => {
      const feeds = [...through.feeds, fedBy('h1', second.id, '8')]
      const links = [...through.links, link(second, b)]
      const otherWay = (patch: Partial<PowerDeviceView>) =>
        outletOff(pdu, '3', { feeds, links, devices: [a, b, pdu, { ...second, ...patch }] })
      expect(otherWay({})).toBeNull()
      expect(otherWay({ contact: 'lost' })).not.toBeNull()
      expect(otherWay({ outlets: [{ id: '8', name: null, state: 'off' }] })).not.toBeNull()
      expect(otherWay({ outlets: [{ id: '8', name: null, state: 'on', dead: 'breaker 1 is open' }] })).not.toBeNull()
      expect(otherWay({ supply: 'off' })).not.toBeNull()
    })
    it('A5 is refused where both feeds go through the same PDU', () => {
      expect(outletOff(pdu, '3', { ...through, feeds: [...through.feeds, fedBy('h1', pdu.id, '4')] })).not.toBeNull()
    })
    it('A5 an ATS keeps its hosts up on its other source, unless that input is dead', () => {
      const feeds = [fedBy('h1', ats.id)]
      const links = [link(ats, a, '2', 'A'), link(ats, b, null, 'B')]
      expect(outletOff(a, '2', { feeds, links })).toBeNull()
      const transfer = { selected: 'A', preferred: 'A', inputs: { A: 'live', B: 'dead' }, canSwitch: true } as const
      expect(outletOff(a, '2', { feeds, links, devices: [a, b, { ...ats, transfer }] })).toContain('feeds h1')
      expect(outletOff(a, '2', { feeds, links, devices: [a, b, { ...ats, contact: 'lost' }] })).not.toBeNull()
      expect(commandRefusal(off, scene({ devices, device: ats, feeds, links }))).not.toBeNull()
    })
    it('P5 the UPS that carries a PDU already takes on nothing more by its second PDU, another UPS does', () => {
      const feeds = [fedBy('h1', pdu.id, '3'), fedBy('h1', second.id, '8')]
      const near = { ...a, readings: readings({ outputWatts: 2_000, nominalWatts: 2_500 }) }
      const far = { ...b, readings: near.readings }
      const all = [near, far, pdu, second]
      expect(outletOff(pdu, '3', { feeds, links: [link(pdu, a), link(second, a)], devices: all })).toBeNull()
      expect(outletOff(pdu, '3', { feeds, links: [link(pdu, a), link(second, b)], devices: all })).not.toBeNull()
    })
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

  it('P5 what the other UPS must be expected to carry counts, and every rating that it tells', () => {
    const feeds = [fedBy('h1', a.id), fedBy('h1', b.id)]
    const refused = (patch: Partial<PowerDeviceView>) => commandRefusal(off, scene({ feeds, devices: [a, { ...b, ...patch }] }))
    const rated = readings({ outputWatts: 2_000, nominalWatts: 5_000 })
    expect(refused({ readings: rated })).toBeNull()
    expect(refused({ readings: rated, expectedLoad: { watts: 4_000, percent: 80, reason: '' } })).not.toBeNull()
    const inVoltAmperes = { outputWatts: 2_000, outputVoltAmperes: 2_500, nominalVoltAmperes: 4_500 }
    expect(refused({ readings: readings(inVoltAmperes) })).not.toBeNull()
    expect(refused({ readings: readings({ outputWatts: 2_000, loadPercent: 60 }) })).not.toBeNull()
  })

  it('P5 A5 a feed that was seen to be wired otherwise keeps nobody up', () => {
    const feeds = [fedBy('h1', a.id), fedBy('h1', b.id)]
    expect(commandRefusal(off, scene({ feeds }))).toBeNull()
    expect(commandRefusal(off, scene({ feeds, isContradicted: ({ label }) => label === 'B' }))).not.toBeNull()
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
    expect(refusal({ underTest: new Set([b.id]) })).toContain('ups-b')
    expect(refusal({ underTest: new Set([a.id]) })).toContain('already')
  })
})
