import { describe, expect, it } from 'vitest'
import type { DeviceFeed } from '../domain/device-feed'
import type { TransferSwitch } from '../domain/ups'
import { device, deviceId, feed, group, host } from '../testing/world-samples'
import { chainAlarms, type DeclaredChain } from './chain-alarms'

const link = (of: string, source: string, label: DeviceFeed['label'] = 'A', outletId: string | null = null): DeviceFeed => ({
  deviceId: deviceId(of),
  label,
  sourceId: deviceId(source),
  outletId,
})
const FINE: TransferSwitch = { selected: 'A', preferred: 'A', inputs: { A: 'live', B: 'live' }, canSwitch: true }
const ats = (transfer: Partial<TransferSwitch> = {}, more: object = {}) =>
  device('ats', { kind: 'ats', transfer: { ...FINE, ...transfer }, ...more })
const pdu = (name = 'pdu', more: object = {}) =>
  device(name, { kind: 'pdu', outlets: [{ id: '1', name: null, state: 'on' }], ...more })
const UPSS = [device('ups-1'), device('ups-2')]
const BOTH = [link('ats', 'ups-1', 'A'), link('ats', 'ups-2', 'B')]

const said = (given: Partial<DeclaredChain>) =>
  chainAlarms({
    hosts: [host('h1'), host('h2')],
    feeds: [],
    deviceFeeds: [],
    devices: UPSS,
    groups: [],
    ...given,
  }).map(({ code, severity, object, message }) => `${code} ${severity} ${object.name}: ${message}`)

describe('the chain from UPSs to hosts', () => {
  it('is nothing to talk about where everything is declared and lives', () => {
    const wired = { feeds: [feed('ats', 'h1'), feed('pdu', 'h2', 'A', '1')], deviceFeeds: [...BOTH, link('pdu', 'ups-1')] }
    expect(said({ ...wired, devices: [...UPSS, ats(), pdu()] })).toEqual([])
  })

  it('names the hosts behind a PDU of which nobody said what feeds it, also through another one', () => {
    const feeds = [feed('near', 'h1'), feed('far', 'h2')]
    expect(said({ feeds, deviceFeeds: [link('near', 'far')], devices: [...UPSS, pdu('near'), pdu('far')] })).toEqual([
      'source-unknown warning far: Nothing is known of the power behind it: h1, h2',
    ])
    expect(said({ devices: [...UPSS, pdu('unused')] })).toEqual([])
  })

  it('P5 says of an ATS that one of its inputs is dead, and whose redundancy is gone', () => {
    const wired = { feeds: [feed('ats', 'h1')], deviceFeeds: BOTH }
    const halfDead = { inputs: { A: 'live', B: 'dead' } } as const
    expect(said({ ...wired, devices: [...UPSS, ats(halfDead)] })).toEqual([
      'input-dead warning ats: Input B is dead: h1 hangs on its other input alone',
    ])
    const [alarm] = chainAlarms({ ...wired, hosts: [], groups: [], devices: [...UPSS, ats(halfDead)] })
    expect(alarm?.hint).toContain('the output of ups-2')
    expect(said({ ...wired, devices: [...UPSS, ats(halfDead, { contact: 'lost' })] })).toEqual([])
  })

  it('P5 says which part of a PDU is dead, and who may have lost this feed where it does not tell what hangs on it', () => {
    const outlets = [
      { id: '1', name: null, state: 'on', dead: 'breaker 2 is open' },
      { id: '2', name: null, state: 'on' },
    ] as const
    const wired = { feeds: [feed('pdu', 'h1', 'A', '1'), feed('pdu', 'h2', 'A', '2')], deviceFeeds: [link('pdu', 'ups-1')] }
    const alarmOf = (isUntold: boolean, more: object = {}) => {
      const troubles = [{ words: 'Breaker 2 is open: outlet 1 has no power', isUntold }]
      return chainAlarms({
        ...wired,
        hosts: [host('h1'), host('h2')],
        groups: [],
        devices: [...UPSS, pdu('pdu', { outlets, troubles, ...more })],
      })
    }
    expect(alarmOf(false)).toMatchObject([
      { code: 'part-dead', severity: 'warning', message: 'Breaker 2 is open: outlet 1 has no power' },
    ])
    expect(alarmOf(false)[0]?.hint).not.toContain('h2')
    expect(alarmOf(true)[0]?.hint).toContain('have lost this feed: h2.')
    expect(alarmOf(true, { contact: 'lost' })).toEqual([])
  })

  it('says that an ATS runs on the input that it does not prefer, unless the preferred one is what is dead', () => {
    const wired = { deviceFeeds: BOTH }
    expect(said({ ...wired, devices: [...UPSS, ats({ selected: 'B' })] })).toEqual([
      'not-preferred advisory ats: It runs on input B, and prefers input A',
    ])
    expect(said({ ...wired, devices: [...UPSS, ats({ selected: 'B', inputs: { A: 'dead', B: 'live' } })] })).toEqual([
      'input-dead warning ats: Input A is dead',
    ])
    expect(said({ ...wired, devices: [...UPSS, ats({ selected: 'B', preferred: null })] })).toEqual([])
  })

  it('says that both inputs of an ATS end at one UPS', () => {
    const deviceFeeds = [link('ats', 'ups-1', 'A'), link('ats', 'pdu', 'B'), link('pdu', 'ups-1')]
    expect(said({ deviceFeeds, devices: [...UPSS, ats(), pdu()] })).toEqual([
      'same-source advisory ats: Both its inputs hang on ups-1',
    ])
  })

  it('is older than the wiring where it names an outlet that is not there, for a host or for a PDU', () => {
    const outlets = [{ id: '1', name: null, state: 'on' as const }]
    const wired = { feeds: [feed('pdu', 'h1', 'A', '7')], deviceFeeds: [link('pdu', 'ups', 'A', '9')] }
    expect(said({ ...wired, devices: [device('ups', { outlets }), pdu()] })).toEqual([
      'outlet-unlisted warning h1: pdu has no outlet 7',
      'outlet-unlisted warning pdu: ups has no outlet 9',
    ])
    const silent = [device('ups', { outlets, contact: 'lost' }), pdu('pdu', { contact: 'lost' })]
    expect(said({ ...wired, devices: silent })).toEqual([])
  })

  it('P5 has no place in a power group, for a PDU holds no energy', () => {
    expect(said({ devices: [...UPSS, pdu()], groups: [group(['ups-1', 'pdu'])] })).toEqual([
      'group-without-energy warning g: pdu is a PDU: it holds no energy and does not count here',
    ])
  })
})
