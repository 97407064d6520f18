import { describe, expect, it } from 'vitest'
import type { PowerDeviceView } from '../domain/world'
import { device, deviceId, feed, group, host, hostId } from '../testing/world-samples'
import { powerScene } from './feed-loads'
import { groupState } from './group-state'
import { hostsAtRisk } from './hosts-at-risk'
import { loadsAfterLoss, redundancyGap } from './loss-of-supply'
import { percentOfRating } from './rated-load'

const ups = (name: string, watts: number, given: Partial<PowerDeviceView> = {}): PowerDeviceView =>
  device(name, given, { outputWatts: watts, nominalWatts: 1_000 })
const PAIR = [feed('a', 'h1', 'A'), feed('b', 'h1', 'B')]
const scene = (devices: readonly PowerDeviceView[], feeds = PAIR) => powerScene(devices, feeds, [host('h1'), host('h2')])

describe('what is left when UPSs fail', () => {
  it('P5 two UPSs at 60 % are no redundancy: one would carry 120 %', () => {
    const gap = redundancyGap(group(['a', 'b']), scene([ups('a', 600), ups('b', 590)]), false)
    expect(gap).toMatchObject({ lost: ['b'], watts: 1_131 })
    expect(gap?.percent).toBeCloseTo(113.1)
    expect(redundancyGap(group(['a', 'b']), scene([ups('a', 450), ups('b', 500)]), false)).toBeNull()
  })

  it('P5 counts what hosts tell of their draw as it is, and a part of what they do not as something else', () => {
    const told = powerScene([ups('a', 600), ups('b', 500)], PAIR, [host('h1', { powerWatts: 1_100 })])
    expect(redundancyGap(group(['a', 'b']), told, false)).toMatchObject({ lost: ['b'], watts: 1_100 })
    expect(redundancyGap(group(['a', 'b']), scene([ups('a', 500), ups('b', 500)]), false)).toBeNull()
  })

  it('P5 a group that needs both promises nothing, so nothing is missing', () => {
    expect(redundancyGap(group(['a', 'b'], 2), scene([ups('a', 600), ups('b', 590)]), false)).toBeNull()
  })

  it('P5 once said it is said until a little below, so that it does not come and go', () => {
    const close = scene([ups('a', 500), ups('b', 510)])
    expect(redundancyGap(group(['a', 'b']), close, false)).toBeNull()
    expect(redundancyGap(group(['a', 'b']), close, true)).toMatchObject({ lost: ['a'], watts: 960 })
  })

  it('P5 N+1: the hosts’ share of the failed one goes to those that feed the same hosts', () => {
    const feeds = [feed('a', 'h1', 'A'), feed('b', 'h1', 'B'), feed('b', 'h2', 'A'), feed('c', 'h2', 'B')]
    const now = scene([ups('a', 300), ups('b', 600), ups('c', 480)], feeds)
    expect(redundancyGap(group(['a', 'b', 'c'], 2), now, false)).toMatchObject({
      lost: ['c'],
      device: { name: 'b' },
      watts: 1_032,
    })
  })

  it('P5 is reckoned from volt-amperes and from percentages as well, and the highest counts', () => {
    expect(percentOfRating(device('a', {}, { outputWatts: 500, loadPercent: 60 }), 750)).toBe(90)
    expect(percentOfRating(device('a', {}, { outputWatts: 500, loadPercent: 60, nominalWatts: 1_000 }), 750)).toBe(90)
    expect(percentOfRating(device('a', {}, { outputWatts: 5, loadPercent: 1 }), 750)).toBeNull()
  })

  it('P5 what nobody measures is not made up', () => {
    const silent = device('a', {}, { outputWatts: null })
    expect(loadsAfterLoss(scene([silent, ups('b', 900)]), new Set([deviceId('a')])).size).toBe(0)
  })
})

describe('hosts that a group in trouble takes along', () => {
  const feeds = [feed('a', 'h1', 'A'), feed('c', 'h1', 'B', '4'), feed('a', 'h2', 'A')]
  const failing = ups('a', 600, { supply: 'battery' })
  const risk = (c: PowerDeviceView, isContradicted?: () => boolean) =>
    hostsAtRisk(group(['a']), scene([failing, c], feeds), isContradicted)

  it('P5 a host that hangs on a live UPS outside the group too is none', () => {
    expect([...risk(ups('c', 100))]).toEqual([[hostId('h2'), 'fed by no other UPS']])
  })

  it('P5 it is none for what no host accounts for: in an outage no overload stops VMs that was not said before it', () => {
    // Of a's 600 W a third is reckoned to be h1's, which tells nothing: of these 200 W a tenth is taken to be other gear.
    expect(risk(ups('c', 815)).get(hostId('h1'))).toBeUndefined()
  })
  it('P5 it is one when what is left cannot carry it, with the number', () => {
    const found = risk(ups('c', 900))
    expect(found.get(hostId('h1'))).toBe('c (feed B) would carry 108 % of its rating')
  })

  it.each([
    [{ supply: 'battery' }, 'is not on mains (battery)'],
    [{ supply: 'bypass' }, 'is not on mains (bypass)'],
    [{ contact: 'lost' }, 'has no contact'],
    [{ flags: ['overload'] }, 'is overloaded'],
    [{ outlets: [{ id: '4', name: null, state: 'off' }] }, 'outlet 4 of c is off (feed B)'],
    [
      { outlets: [{ id: '4', name: null, state: 'on', dead: 'breaker 2 is open' }] },
      'outlet 4 of c has no power: breaker 2 is open (feed B)',
    ],
  ] as const)('P5 it is one when the other UPS is %o', (given, reason) => {
    expect(risk(ups('c', 100, given)).get(hostId('h1'))).toContain(reason)
  })

  it('P5 it is one when its other feed was seen to be wired otherwise', () => {
    expect(risk(ups('c', 100), () => true).get(hostId('h1'))).toContain('feed B was seen not to come from c')
  })
})

describe('a group with a takeover', () => {
  it('P5 shows the load and the runtime that B must be expected to have', () => {
    const b = ups('b', 500, { expectedLoad: { watts: 900, percent: 90, reason: '400 W of a' }, decidingRuntimeSeconds: 500 })
    const state = groupState(group(['a', 'b']), [ups('a', 0, { supply: 'off' }), b])
    expect(state).toMatchObject({ condition: 'redundancy-lost', loadPercent: 90, outputWatts: 900, runtimeSeconds: 500 })
  })
})
