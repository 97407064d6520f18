import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { PowerDeviceView } from '../domain/world'
import { containing } from '../testing/containing'
import { device, feed, host, hostId, vm, vmId, world } from '../testing/world-samples'
import { hostsSeenWithoutMains } from './check-power'
import { previewEvacuation } from './evacuation'
import { maintenancePowerOf } from './maintenance-power'
import { hasLastingPower, whyNoLastingPower } from './target-power'

const onBattery: Partial<PowerDeviceView> = { supply: 'battery', secondsOnBattery: 20, onBatterySinceMs: 0 }
const site = world({
  hosts: [host('a'), host('b'), host('c')],
  vms: [vm('web', 'a')],
  feeds: [feed('ups-1', 'a'), feed('ups-1', 'b'), feed('ups-2', 'c')],
})
const powerWith = (...devices: readonly PowerDeviceView[]) => maintenancePowerOf(site, devices)
const previewWith = (target: string | null, ...devices: readonly PowerDeviceView[]) =>
  previewEvacuation({
    world: site,
    hostId: hostId('a'),
    choices: target === null ? [] : [{ vmId: vmId('web'), action: 'migrate', targetHostId: hostId(target) }],
    power: powerWith(...devices),
  })

describe('D4 in maintenance', () => {
  it.each<readonly [string, Partial<PowerDeviceView>, string]>([
    ['on battery', onBattery, 'ups-1 (feed A) is not on mains (battery)'],
    ['off', { supply: 'off' }, 'ups-1 (feed A) is not on mains (off)'],
    ['on bypass', { supply: 'bypass' }, 'ups-1 (feed A) is not on mains (bypass)'],
    ['silent', { contact: 'lost' }, 'ups-1 (feed A) has no contact'],
    ['overloaded', { flags: ['overload'] }, 'ups-1 is overloaded, or would be'],
    ['faulty', { flags: ['fault'] }, 'ups-1 reports a fault'],
  ])('D4 nothing moves to a host whose only UPS is %s, and it is said why', (_, given, why) => {
    const devices = [device('ups-1', given), device('ups-2')]
    expect(whyNoLastingPower(powerWith(...devices), hostId('b'))).toBe(why)
    const { items } = previewWith(null, ...devices)
    expect(items.map(({ action, targetHostName }) => [action, targetHostName])).toEqual([['migrate', 'c']])
    expect(items[0]?.candidates.find(({ hostName }) => hostName === 'b')).toMatchObject({ feasible: false, reason: why })
  })

  it('D4 not even where a person chose it', () => {
    const { items, blockers } = previewWith('b', device('ups-1', onBattery), device('ups-2'))
    expect(blockers).toBe(1)
    expect(items[0]).toMatchObject({ action: 'blocked', chosenBy: 'admin', why: containing('not on mains') })
  })

  it('D4 P5 one live feed of two is enough, unless its group takes the host along', () => {
    const both = { ...site, feeds: [...site.feeds, feed('ups-2', 'b', 'B')] }
    const views = [device('ups-1', onBattery), device('ups-2')]
    expect(hasLastingPower(maintenancePowerOf(both, views), hostId('b'))).toBe(true)
    const risk = new Map([[hostId('b'), 'ups-2 (feed B) would carry 118 % of its rating']])
    expect(whyNoLastingPower(maintenancePowerOf(both, views, risk), hostId('b'))).toContain('118 %')
  })

  it('D4 an outlet that is off brings nothing', () => {
    const through = { ...site, feeds: [feed('ups-1', 'b', 'A', '1')] }
    const views = [device('ups-1', { outlets: [{ id: '1', name: null, state: 'off' }] })]
    expect(whyNoLastingPower(maintenancePowerOf(through, views), hostId('b'))).toBe('feed A is dead: outlet 1 of ups-1 is off')
  })

  it('D4 in a site-wide outage nothing moves, also to hosts whose feeds nobody declared', () => {
    const bare = { ...site, feeds: [] }
    const power = maintenancePowerOf(bare, [device('ups-1', onBattery), device('ups-2', { supply: 'off' })])
    expect(whyNoLastingPower(power, hostId('b'))).toBe(P.siteWithoutMains)
    expect(previewEvacuation({ world: bare, hostId: hostId('a'), choices: [], power }).blockers).toBe(1)
    // One PDU that takes mains is no UPS on mains.
    const pdu = device('pdu', { kind: 'pdu' })
    expect(hasLastingPower(maintenancePowerOf(bare, [device('ups-1', onBattery), pdu]), hostId('b'))).toBe(false)
  })

  it('D4 a site that declared no feeds empties its hosts, with a remark; one without UPSs needs none', () => {
    const bare = { ...site, feeds: [] }
    const preview = (devices: readonly PowerDeviceView[]) =>
      previewEvacuation({ world: bare, hostId: hostId('a'), choices: [], power: maintenancePowerOf(bare, devices) })
    const withUps = preview([device('ups-1')])
    expect(withUps.items[0]).toMatchObject({ action: 'migrate' })
    expect(withUps.notes).toEqual([`it is not known whether b have mains: ${P.feedsUndeclared}`])
    const without = preview([])
    expect(without.items[0]).toMatchObject({ action: 'migrate' })
    expect(without.notes).toBeUndefined()
  })

  it('D4 a UPS that never answered is not known to be without mains: it is said', () => {
    const never = device('ups-1', { contact: 'lost', answeredAtMs: null, supply: 'unknown' })
    const power = powerWith(never, device('ups-2', { supply: 'unknown' }))
    expect(hasLastingPower(power, hostId('b'))).toBe(true)
    expect([...(power.untold?.keys() ?? [])]).toEqual([hostId('a'), hostId('b'), hostId('c')])
  })

  it('D4 nobody makes room on a host without mains', () => {
    const full = world({
      hosts: [host('a'), host('b', { memoryMiB: 8192 }), host('c')],
      vms: [vm('big', 'a', { memoryMiB: 8192 }), vm('small', 'b')],
      feeds: [feed('ups-1', 'c'), feed('ups-2', 'a'), feed('ups-2', 'b')],
    })
    const preview = (given: Partial<PowerDeviceView>) =>
      previewEvacuation({
        world: full,
        hostId: hostId('a'),
        choices: [{ vmId: vmId('big'), action: 'migrate', targetHostId: null }],
        makeRoom: true,
        power: maintenancePowerOf(full, [device('ups-1', given), device('ups-2')]),
      })
    expect(preview(onBattery).items.map(({ vmName, action }) => [vmName, action])).toEqual([['big', 'blocked']])
    expect(preview({}).blockers).toBe(0)
  })
})

const NAMES = ['1', '2', '3']
const HOSTS = ['a', 'b', 'c', 'd'].map((name) => host(name))
const anyDevice = (name: string) =>
  fc
    .record({
      supply: fc.constantFrom<PowerDeviceView['supply']>('mains', 'mains', 'battery', 'off', 'bypass', 'unknown'),
      contact: fc.constantFrom<PowerDeviceView['contact']>('ok', 'ok', 'lost'),
      answeredAtMs: fc.constantFrom(0, 0, null),
      flags: fc.constantFrom<PowerDeviceView['flags']>([], [], ['overload'], ['fault'], ['overheated'], ['replace-battery']),
      state: fc.constantFrom<'on' | 'off'>('on', 'off'),
    })
    .map(({ state, ...given }) => device(name, { ...given, outlets: [{ id: '1', name: null, state }] }))
const anyFeed = fc
  .record({
    ups: fc.constantFrom(...NAMES, 'unknown'),
    on: fc.constantFrom(...HOSTS.map(({ name }) => name)),
    label: fc.constantFrom<'A' | 'B'>('A', 'B'),
    outlet: fc.constantFrom(null, '1', '9'),
    isDead: fc.constantFrom(false, false, false, true),
  })
  .map(({ ups, on, label, outlet, isDead }) => ({
    ...feed(ups, on, label, outlet),
    ...(isDead ? { dead: 'outlet 3 of pdu is off' } : {}),
  }))

it('D4 the independent checker bars the same hosts as the planner, whatever UPSs and feeds say', () => {
  const barred = { yes: 0, no: 0 }
  fc.assert(
    fc.property(fc.tuple(...NAMES.map(anyDevice)), fc.array(anyFeed, { maxLength: 8 }), (upses, feeds) => {
      // Without it, a site that is wholly on battery would bar hosts of which the feeds tell nothing.
      const devices = [...upses, device('other')]
      const { hostsWithoutPower } = maintenancePowerOf(world({ hosts: HOSTS, feeds }), devices)
      expect([...hostsWithoutPower].sort()).toEqual([...hostsSeenWithoutMains(feeds, devices)].sort())
      barred.yes += hostsWithoutPower.size
      barred.no += HOSTS.length - hostsWithoutPower.size
    }),
    { numRuns: 500 },
  )
  expect(Math.min(barred.yes, barred.no)).toBeGreaterThan(200)
})
