import { describe, expect, it } from 'vitest'
import type { EffectiveFeed, PowerDeviceView, PowerGroup } from '../domain/world'
import { device, deviceId, feed, group, host } from '../testing/world-samples'
import { feedAlarms } from './feed-alarms'

const outlets = [
  { id: '1', name: null, state: 'on' },
  { id: '2', name: 'Switches', state: 'off' },
] as const

const codes = (
  feeds: readonly EffectiveFeed[],
  given: { readonly devices?: readonly PowerDeviceView[]; readonly groups?: readonly PowerGroup[] } = {},
) =>
  feedAlarms({
    hosts: [host('h')],
    feeds,
    devices: given.devices ?? [device('ups-a', { outlets }), device('ups-b', { outlets })],
    groups: given.groups ?? [group(['ups-a', 'ups-b'])],
  }).map(({ code, severity }) => `${code} ${severity}`)

describe('what is wrong between UPS and host', () => {
  it('is nothing where both feeds carry', () => {
    expect(codes([feed('ups-a', 'h', 'A', '1'), feed('ups-b', 'h', 'B')])).toEqual([])
  })

  it('P5 is an outlet that is off: the host hangs on its other feed', () => {
    expect(codes([feed('ups-a', 'h', 'A', '1'), feed('ups-b', 'h', 'B', '2')])).toEqual([
      'feed-off warning',
      'feeds-below-redundancy warning',
    ])
  })

  it('P5 is an outlet whose breaker has tripped: redundancy is lost and what took it is named; of the only feed, the power', () => {
    const dead = [{ id: '3', name: null, state: 'on', dead: 'breaker 2 is open' }] as const
    const messages = (feeds: readonly EffectiveFeed[]) =>
      feedAlarms({
        hosts: [host('h')],
        feeds,
        devices: [device('ups-a', { outlets: dead }), device('ups-b')],
        groups: [],
      }).map(({ code, message }) => `${code}: ${message}`)
    const words = 'feed A (ups-a, outlet 3: outlet 3 of ups-a has no power: breaker 2 is open)'
    expect(messages([feed('ups-a', 'h', 'A', '3'), feed('ups-b', 'h', 'B')])).toEqual([`feed-off: A feed is dead: ${words}`])
    expect(messages([feed('ups-a', 'h', 'A', '3')])).toEqual([`no-live-feed: No feed supplies it: ${words}`])
  })

  it('P5 is critical when no feed is left', () => {
    expect(codes([feed('ups-a', 'h', 'A', '2')], { groups: [group(['ups-a'])] })).toEqual(['no-live-feed critical'])
  })

  it('P5 is not one of two ways into an ATS that is dead: the host still has its feed', () => {
    const via = (input: 'A' | 'B') => [{ deviceId: deviceId('ats'), outletId: null, name: 'ats', input }]
    const a = { ...feed('ups-a', 'h'), via: via('A') }
    const b = { ...feed('ups-b', 'h'), via: via('B') }
    const [deadA, deadB] = [
      { ...a, dead: 'input A of ats is dead' },
      { ...b, dead: 'input B of ats is dead' },
    ]
    const apart = { groups: [group(['ups-a']), group(['ups-b'])] }
    expect(codes([a, b], apart)).toEqual([])
    expect(codes([a, deadB], apart)).toEqual([])
    expect(codes([deadA, deadB], apart)).toEqual(['no-live-feed critical'])
  })

  it('P5 is a host with fewer feeds than its group may lose UPSs: no plan would run for it', () => {
    expect(codes([feed('ups-a', 'h', 'A')])).toEqual(['feeds-below-redundancy warning'])
    expect(codes([feed('ups-a', 'h', 'A')], { groups: [group(['ups-a', 'ups-b'], 2)] })).toEqual([])
  })
})
