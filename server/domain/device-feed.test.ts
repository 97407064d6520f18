import { describe, expect, it } from 'vitest'
import { deviceId, hostId } from '../testing/world-samples'
import { type ChainDevice, chainProblem, type DeviceFeed, effectiveFeeds } from './device-feed'
import type { DeviceKind } from './ups'
import type { Feed } from './world'

const device = (name: string, kind: DeviceKind | null, more: Partial<ChainDevice> = {}): ChainDevice => ({
  id: deviceId(name),
  name,
  kind,
  supply: 'mains',
  contact: 'ok',
  outlets: [],
  ...more,
})
const feed = (on: string, outletId: string | null = null, label: Feed['label'] = 'A'): Feed => ({
  hostId: hostId('h'),
  deviceId: deviceId(on),
  label,
  outletId,
})
const link = (of: string, source: string, label: DeviceFeed['label'] = 'A', outletId: string | null = null): DeviceFeed => ({
  deviceId: deviceId(of),
  label,
  sourceId: deviceId(source),
  outletId,
})
const known = (...devices: readonly ChainDevice[]) => new Map(devices.map((one) => [one.id, one]))
const UPSS = [device('ups-1', 'ups'), device('ups-2', 'ups')]

describe('what a host hangs on behind PDUs and ATSs', () => {
  it('is the UPS itself where it is plugged into one', () => {
    const feeds = [feed('ups-1'), feed('ups-2', '2', 'B')]
    expect(effectiveFeeds(feeds, [], known(...UPSS))).toEqual(feeds)
  })

  it('is the UPS that feeds the PDU, by the outlet that the PDU hangs on', () => {
    const found = effectiveFeeds([feed('pdu', '7')], [link('pdu', 'ups-1', 'A', '2')], known(...UPSS, device('pdu', 'pdu')))
    expect(found).toEqual([{ ...feed('ups-1', '2'), via: [{ deviceId: deviceId('pdu'), outletId: '7', name: 'pdu' }] }])
  })

  it('is both UPSs behind an ATS, also through a PDU', () => {
    const links = [link('pdu', 'ats'), link('ats', 'ups-1', 'A'), link('ats', 'ups-2', 'B')]
    const found = effectiveFeeds([feed('pdu')], links, known(...UPSS, device('pdu', 'pdu'), device('ats', 'ats')))
    expect(found.map((one) => one.deviceId)).toEqual(['ups-1', 'ups-2'])
    expect(found.map(({ via }) => via?.map(({ name }) => name))).toEqual([
      ['pdu', 'ats'],
      ['pdu', 'ats'],
    ])
    expect(found.map(({ label }) => label)).toEqual(['A', 'A'])
  })

  it('P5 is dead behind an outlet that is off, anywhere on the way', () => {
    const outlets = [
      { id: '1', name: null, state: 'on' as const },
      { id: '2', name: null, state: 'off' as const },
    ]
    const devices = known(...UPSS, device('near', 'pdu', { outlets }), device('far', 'pdu', { outlets }))
    const through = (near: string, far: string) =>
      effectiveFeeds([feed('near', near)], [link('near', 'far', 'A', far), link('far', 'ups-1')], devices).map(({ dead }) => dead)
    expect(through('1', '1')).toEqual([undefined])
    expect(through('2', '1')).toEqual(['outlet 2 of near is off'])
    expect(through('1', '2')).toEqual(['outlet 2 of far is off'])
  })

  it('P5 is dead behind an outlet that hangs on a part of a PDU that is dead, though it is switched on', () => {
    const outlets = [
      { id: '1', name: null, state: 'on' as const },
      { id: '2', name: null, state: 'on' as const, dead: 'breaker 2 is open' },
    ]
    const devices = known(...UPSS, device('pdu', 'pdu', { outlets }))
    const through = (outlet: string | null) =>
      effectiveFeeds([feed('pdu', outlet)], [link('pdu', 'ups-1')], devices).map(({ dead }) => dead)
    expect(through('1')).toEqual([undefined])
    expect(through('2')).toEqual(['outlet 2 of pdu has no power: breaker 2 is open'])
    // Nobody said on which outlet: nobody knows.
    expect(through(null)).toEqual([undefined])
  })

  it('P5 is dead behind a device that says that its inputs are dead, not behind one that is silent', () => {
    const through = (more: Partial<ChainDevice>) =>
      effectiveFeeds([feed('ats')], [link('ats', 'ups-1')], known(...UPSS, device('ats', 'ats', more))).map(({ dead }) => dead)
    expect(through({ supply: 'off' })).toEqual(['ats has no live input'])
    expect(through({ supply: 'off', contact: 'lost' })).toEqual([undefined])
    expect(through({ supply: 'unknown' })).toEqual([undefined])
  })

  it('P5 is dead behind an input of an ATS that is dead, or that it cannot switch over to, also when it has fallen silent', () => {
    const links = [link('ats', 'ups-1', 'A'), link('ats', 'ups-2', 'B')]
    const through = (transfer: Partial<NonNullable<ChainDevice['transfer']>>, contact: ChainDevice['contact'] = 'ok') => {
      const whole = { selected: 'A', preferred: 'A', inputs: { A: 'live', B: 'live' }, canSwitch: true, ...transfer } as const
      const devices = known(...UPSS, device('ats', 'ats', { transfer: whole, contact }))
      return effectiveFeeds([feed('ats')], links, devices).map(({ dead, via }) => [via?.[0]?.input, dead])
    }
    const fine = ['A', undefined]
    expect(through({})).toEqual([fine, ['B', undefined]])
    expect(through({ inputs: { A: 'live', B: 'dead' } })).toEqual([fine, ['B', 'input B of ats is dead']])
    expect(through({ inputs: { A: 'live', B: 'dead' } }, 'lost')).toEqual([fine, ['B', 'input B of ats is dead']])
    expect(through({ inputs: { A: 'live', B: 'unknown' } })).toEqual([fine, ['B', undefined]])
    expect(through({ canSwitch: false })).toEqual([fine, ['B', 'ats cannot switch over to input B']])
    expect(through({ canSwitch: false, selected: null })).toEqual([fine, ['B', undefined]])
  })

  it('D4 is nothing behind a PDU whose source nobody declared', () => {
    expect(effectiveFeeds([feed('pdu')], [], known(...UPSS, device('pdu', 'pdu')))).toEqual([])
  })

  it('goes by what people declared while the device has not answered yet', () => {
    const found = effectiveFeeds([feed('new')], [link('new', 'ups-1')], known(...UPSS, device('new', null)))
    expect(found.map((one) => one.deviceId)).toEqual(['ups-1'])
  })
})

describe('links that cannot be', () => {
  it.each([
    ['a circle of one', [link('a', 'a')], 'circle'],
    ['a circle of three', [link('a', 'b'), link('b', 'c'), link('c', 'a')], 'circle'],
    ['a circle by the second input', [link('a', 'ups-1'), link('a', 'b', 'B'), link('b', 'a')], 'circle'],
    ['a long chain', ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, at) => link(name, 'bcdefgh'[at] ?? 'ups-1')), 'too-long'],
    ['a diamond', [link('a', 'b'), link('a', 'c', 'B'), link('b', 'ups-1'), link('c', 'ups-1')], null],
    ['none', [], null],
  ])('%s', (_, links, problem) => {
    expect(chainProblem(links)).toBe(problem)
  })
})
