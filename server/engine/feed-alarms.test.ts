import { describe, expect, it } from 'vitest'
import type { Feed, PowerDeviceView, PowerGroup } from '../domain/world'
import { device, feed, group, host } from '../testing/world-samples'
import { feedAlarms } from './feed-alarms'

const outlets = [
  { id: '1', name: null, state: 'on' },
  { id: '2', name: 'Switches', state: 'off' },
] as const

const codes = (
  feeds: readonly Feed[],
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

  it('P5 is critical when no feed is left', () => {
    expect(codes([feed('ups-a', 'h', 'A', '2')], { groups: [group(['ups-a'])] })).toEqual(['no-live-feed critical'])
  })

  it('is an outlet that the UPS does not number, unless the UPS is silent', () => {
    const wired = [feed('ups-a', 'h', 'A', '7')]
    expect(codes(wired, { groups: [group(['ups-a'])] })).toEqual(['outlet-unlisted warning'])
    expect(codes(wired, { groups: [group(['ups-a'])], devices: [device('ups-a', { contact: 'lost' })] })).toEqual([])
  })

  it('P5 is a host with fewer feeds than its group may lose UPSs: no plan would run for it', () => {
    expect(codes([feed('ups-a', 'h', 'A')])).toEqual(['feeds-below-redundancy warning'])
    expect(codes([feed('ups-a', 'h', 'A')], { groups: [group(['ups-a', 'ups-b'], 2)] })).toEqual([])
  })
})
