import { describe, expect, it } from 'vitest'
import { newTrack, type PowerTrack, trackAnswer } from '../decide/power-track'
import { credentialIdSchema } from '../domain/ids'
import type { DeviceKind, Outlet } from '../domain/ups'
import { observation } from '../testing/power-samples'
import { deviceId, feed } from '../testing/world-samples'
import { FeedChain } from './feed-chain'
import type { WatchedDevice } from './power-watch'

/** After so many answers that say the same. */
const watched = (name: string, kind: DeviceKind, outlets: readonly Outlet[] = [], answers = 2): WatchedDevice => {
  const answer = { ...observation({}), outlets }
  const identity = {
    kind,
    family: 'x',
    manufacturer: null,
    model: null,
    serial: null,
    firmware: null,
    agentFirmware: null,
  }
  return {
    row: {
      id: deviceId(name),
      name,
      address: { protocol: 'snmp', host: '192.0.2.1', port: 161, family: 'auto' },
      credentialId: credentialIdSchema.parse('c'),
      identity,
      enabled: true,
      createdAtMs: 0,
    },
    track: Array.from({ length: answers }).reduce<PowerTrack>((track) => trackAnswer(track, answer, 1_000), newTrack()),
    observation: answer,
    identity,
  }
}
const outlet = (given: Partial<Outlet>): Outlet => ({ id: '3', name: null, state: 'on', ...given })

describe('the feeds behind PDUs', () => {
  const feeds = [feed('pdu', 'h', 'A', '3')]
  const links = [{ deviceId: deviceId('pdu'), label: 'A', sourceId: deviceId('ups'), outletId: null }] as const
  const deadNow = (chain: FeedChain, given: Partial<Outlet>, answers?: number) =>
    chain.feeds(feeds, links, [watched('ups', 'ups'), watched('pdu', 'pdu', [outlet(given)], answers)])

  it('P5 P7 are dead when a second answer says that their breaker is open, and live again when it is closed', () => {
    const chain = new FeedChain()
    expect(deadNow(chain, { dead: 'breaker 2 is open' }, 1).map(({ dead }) => dead)).toEqual([undefined])
    expect(deadNow(chain, {}).map(({ dead }) => dead)).toEqual([undefined])
    expect(deadNow(chain, { dead: 'breaker 2 is open' })[0]?.dead).toBe('outlet 3 of pdu has no power: breaker 2 is open')
    expect(deadNow(chain, { dead: 'line 1 of the input has no voltage' })[0]?.dead).toContain('line 1')
    expect(deadNow(chain, {}).map(({ dead }) => dead)).toEqual([undefined])
  })
  it('stay the very same while only what is drawn from outlets changes', () => {
    const chain = new FeedChain()
    expect(deadNow(chain, { watts: 120 })).toBe(deadNow(chain, { watts: 340 }))
  })
})
