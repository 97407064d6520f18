import { describe, expect, it } from 'vitest'
import { newTrack, trackAnswer } from '../decide/power-track'
import { credentialIdSchema } from '../domain/ids'
import type { Outlet } from '../domain/ups'
import { observation } from '../testing/power-samples'
import { deviceId } from '../testing/world-samples'
import { powerEdges } from './power-journal'
import type { WatchedDevice } from './power-watch'

const pdu = (outlets: readonly Outlet[]): WatchedDevice => {
  const answer = { ...observation({}), outlets }
  return {
    row: {
      id: deviceId('pdu'),
      name: 'pdu',
      address: { protocol: 'snmp', host: '192.0.2.1', port: 161, family: 'auto' },
      credentialId: credentialIdSchema.parse('c'),
      identity: null,
      enabled: true,
      createdAtMs: 0,
    },
    track: trackAnswer(newTrack(), answer, 1_000),
    observation: answer,
    identity: null,
  }
}
const outlets = (...why: readonly (string | null)[]): readonly Outlet[] =>
  why.map((dead, at) => ({ id: String(at + 1), name: null, state: 'on', ...(dead === null ? {} : { dead }) }))
const said = (before: readonly Outlet[], after: readonly Outlet[]) =>
  powerEdges(pdu(before), pdu(after), 2_000).map(({ kind, message }) => `${kind} ${message}`)

describe('outlets in the journal', () => {
  it('K1 P5 one entry says what a breaker took along, and one that it has power again', () => {
    const live = outlets(null, null, null)
    const dead = outlets('breaker 2 is open', 'breaker 2 is open', null)
    expect(said(live, dead)).toEqual(['power.outlet-changed pdu: outlets 1, 2 have no power: breaker 2 is open'])
    expect(said(dead, live)).toEqual(['power.outlet-changed pdu: outlets 1, 2 have power again'])
    expect(said(dead, dead)).toEqual([])
  })
  it('says nothing of what is drawn, nor of outlets that were not told before', () => {
    const drawn = (watts: number): readonly Outlet[] => [{ id: '1', name: null, state: 'on', watts }]
    expect(said(drawn(100), drawn(300))).toEqual([])
    expect(said([], outlets('breaker 2 is open'))).toEqual([])
  })
})
