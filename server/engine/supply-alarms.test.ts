import { describe, expect, it } from 'vitest'
import { powerScene } from '../decide/feed-loads'
import { groupState } from '../decide/group-state'
import { hostsAtRisk } from '../decide/hosts-at-risk'
import type { PowerDeviceView } from '../domain/world'
import { device, feed, group, host } from '../testing/world-samples'
import { supplyAlarms } from './supply-alarms'

const ups = (name: string, watts: number, given: Partial<PowerDeviceView> = {}): PowerDeviceView =>
  device(name, given, { outputWatts: watts, nominalWatts: 1_000 })
const FEEDS = [feed('a', 'h1', 'A'), feed('b', 'h1', 'B')]
const PAIR = group(['a', 'b'])

const alarms = (devices: readonly PowerDeviceView[], of = PAIR, known = false) => {
  const hosts = [host('h1')]
  const scene = powerScene(devices, FEEDS, hosts)
  return supplyAlarms({
    groups: [{ group: of, state: groupState(of, devices) }],
    scene,
    atRisk: (each) => hostsAtRisk(each, scene),
    hostNames: new Map(hosts.map(({ id, name }) => [id, name])),
    isKnown: () => known,
  })
}

describe('what the UPSs that are left cannot carry', () => {
  it('P5 is said before anything fails, with the number', () => {
    const [alarm] = alarms([ups('a', 600), ups('b', 640)])
    expect(alarm).toMatchObject({ code: 'redundancy-overload', severity: 'warning', object: { kind: 'group' } })
    expect(alarm?.message).toBe('If a failed, b would carry 118 % of its rating (1180 W)')
  })

  it('P5 is nothing where one carries the load of both', () => {
    expect(alarms([ups('a', 300), ups('b', 400)])).toEqual([])
  })

  it('P5 is critical when it has happened and B has not measured it yet', () => {
    const b = ups('b', 580, {
      expectedLoad: { watts: 1_180, percent: 118, reason: '600 W of a are taken over by it; not measured yet' },
    })
    expect(alarms([ups('a', 0, { supply: 'off' }), b])).toMatchObject([
      { code: 'overload-expected', severity: 'critical', object: { kind: 'device', name: 'b' } },
    ])
  })

  it('P5 names the hosts that a group in trouble takes along, and why', () => {
    const found = alarms([ups('a', 600, { supply: 'battery' }), ups('b', 700)], group(['a']))
    expect(found.find(({ code }) => code === 'hosts-at-risk')?.message).toBe(
      'Hosts at risk: h1 (b (feed B) would carry 124 % of its rating)',
    )
  })
})

describe('heat', () => {
  const measuring = (celsius: number, given: Partial<PowerDeviceView> = {}) => {
    const plain = ups('a', 100, given)
    const { temperatureCelsius } = plain.readings
    return { ...plain, readings: { ...plain.readings, temperatureCelsius: { ...temperatureCelsius, value: celsius } } }
  }
  const hot = (view: PowerDeviceView, known = false) => alarms([view], group(['a']), known).map(({ code }) => code)

  it('P8 is an alarm before the UPS itself calls it one, and holds until a little below', () => {
    expect(hot(measuring(41))).toEqual(['hot'])
    expect(hot(measuring(39))).toEqual([])
    expect(hot(measuring(39), true)).toEqual(['hot'])
    expect(hot(measuring(37), true)).toEqual([])
  })

  it('P8 is said once: where the device says it itself, or is silent, nothing is added', () => {
    expect(hot(measuring(45, { flags: ['overheated'] }))).toEqual([])
    expect(hot(measuring(45, { contact: 'lost' }))).toEqual([])
  })
})
