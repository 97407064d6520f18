import { expect, it } from 'vitest'
import { device, feed, group, host, hostId, world } from '../testing/world-samples'
import { whyBatteryTooShort, whyMainsLost, whyNoMains } from './power-gate'

const site = world({ hosts: [host('b')], feeds: [feed('ups', 'b')] })
const asked = (action: 'start' | 'migrate', ...told: Parameters<typeof device>[1][]) =>
  whyNoMains({ kind: 'maintenance', hostId: hostId('b') }, { targetHostId: hostId('b') }, action, site, () =>
    told.map((each) => device('ups', each)),
  )

it('P2 D4 a VM that waits to be started is not kept off for a card that fell silent on mains; nothing is moved there meanwhile', () => {
  const silent = { contact: 'lost', supply: 'mains' } as const
  expect(asked('start', silent)).toBeNull()
  expect(asked('migrate', silent)).toContain('b is not seen on live mains')
})

it('P2 D4 one that was on battery when it fell silent still is: nothing starts there', () => {
  expect(asked('start', { contact: 'lost', supply: 'battery' })).toContain('b is not seen on live mains')
})

const forMove = (given: Parameters<typeof device>[1], action: 'migrate' | 'shutdown' = 'migrate', nowMs = 0) =>
  whyBatteryTooShort(
    { targetHostId: hostId('b'), powerUntilMs: 600_000, limitSeconds: 60 },
    action,
    site,
    () => [device('ups', given)],
    nowMs,
  )
const onBattery = { supply: 'battery', decidingRuntimeSeconds: 740 } as const

it('D4 a battery that was to outlast the plan is looked at once more: by the low end of what it shows now', () => {
  expect(forMove(onBattery)).toBeNull()
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: 650 })).toContain('at worst it lasts 585 s')
  expect(forMove({ ...onBattery, runtimeBand: { lowSeconds: 500, highSeconds: 900 } })).toContain('at worst it lasts 500 s')
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: null })).toContain('how long ups lasts under more load is not known')
  expect(forMove({ ...onBattery, flags: ['low-battery'] })).toContain('ups does not answer, is low or shows a fault')
  expect(
    forMove({
      ...onBattery,
      dangers: { overload: null, heat: null, thermometer: null, batteryFault: { sinceMs: 0, seenMs: 0 } },
    }),
  ).toContain('ups does not')
  expect(forMove({ supply: 'off' })).toContain('ups does not answer, is low or shows a fault')
})

it('D4 it has to last while the VM is being moved, too, and past its time, however late the call has become, nothing is moved there', () => {
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: 700 })).toContain(
    'at worst it lasts 630 s with all that may come, and 660 s are needed',
  )
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: 20 }, 'migrate', 700_000)).toContain(
    'how long this plan takes is not known',
  )
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: 7_000 }, 'migrate', 600_000)).toContain('how long this plan takes')
})

it('D4 mains that are back there are better still, and what is not moved there is none of its business', () => {
  expect(forMove({ supply: 'mains', decidingRuntimeSeconds: 1 })).toBeNull()
  expect(forMove({ ...onBattery, decidingRuntimeSeconds: 1 }, 'shutdown')).toBeNull()
  const target = { targetHostId: hostId('b'), limitSeconds: 60 }
  expect(whyBatteryTooShort(target, 'migrate', site, () => [], 0)).toBeNull()
  const undeclared = world({ hosts: [host('b')] })
  const asked = { ...target, powerUntilMs: 600_000 }
  expect(whyBatteryTooShort(asked, 'migrate', undeclared, () => [], 0)).toContain('nobody has declared which UPS feeds it')
})

it('D4 P2 what a person vouches for is brought there while the card is silent, and not any more once it tells of no mains', () => {
  const vouched = (...told: readonly Parameters<typeof device>[1][]) =>
    whyNoMains(
      { kind: 'maintenance', hostId: hostId('b'), vouchedMains: true },
      { targetHostId: hostId('b') },
      'migrate-home',
      site,
      () => told.map((each) => device('ups', each)),
    )
  expect(vouched({ contact: 'lost', supply: 'mains' })).toBeNull()
  // It has not answered since the engine was started.
  expect(vouched({ contact: 'lost', supply: 'unknown' })).toBeNull()
  expect(vouched({ contact: 'lost', supply: 'battery' })).toContain('b is not seen on live mains')
  expect(vouched({ contact: 'ok', supply: 'battery' })).toContain('b is not seen on live mains')
})

it('D4 P5 nothing is brought to a host that its power group takes along, whatever its own feed says', () => {
  const both = world({ hosts: [host('b')], feeds: [feed('ups', 'b')], groups: [group(['ups', 'other'], 2)] })
  const to = (other: Parameters<typeof device>[1]) =>
    whyNoMains({ kind: 'maintenance', hostId: hostId('b') }, { targetHostId: hostId('b') }, 'migrate-home', both, () => [
      device('ups'),
      device('other', other),
    ])
  expect(to({})).toBeNull()
  expect(to({ supply: 'battery', secondsOnBattery: 9, onBatterySinceMs: 1 })).toContain('b is not seen on live mains')
})

it('D4 P5 an outage moves nothing to a host that its power group takes along since; what brings it back is none of its business', () => {
  const both = world({ hosts: [host('b')], feeds: [feed('ups', 'b')], groups: [group(['ups', 'other'], 2)] })
  const lost = (direction: 'down' | 'up', other: Parameters<typeof device>[1], kind: 'outage' | 'maintenance' = 'outage') =>
    whyMainsLost({ kind }, { direction, targetHostId: hostId('b') }, 'migrate', both, () => [
      device('ups'),
      device('other', other),
    ])
  const onBatteryNow = { supply: 'battery', secondsOnBattery: 9, onBatterySinceMs: 1 } as const
  expect(lost('down', {})).toBeNull()
  expect(lost('down', onBatteryNow)).toContain('b is not seen on live mains')
  expect([lost('up', onBatteryNow), lost('down', onBatteryNow, 'maintenance')]).toEqual([null, null])
})
