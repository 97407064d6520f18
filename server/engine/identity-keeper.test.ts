import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { newTrack } from '../decide/power-track'
import { credentialIdSchema, type DeviceId, deviceIdSchema } from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import type { UpsIdentity } from '../domain/ups'
import { IdentityKeeper } from './identity-keeper'
import type { WatchedDevice } from './power-watch'

const ID = deviceIdSchema.parse('ups')
const identity = (serial: string | null, patch: Partial<UpsIdentity> = {}): UpsIdentity => ({
  family: 'cps',
  manufacturer: null,
  model: 'OR1500',
  serial,
  firmware: null,
  agentFirmware: null,
  ...patch,
})
const device = (known: UpsIdentity | null, told: UpsIdentity | null): WatchedDevice => ({
  row: {
    id: ID,
    name: 'UPS 1',
    address: { protocol: 'snmp', host: '192.0.2.1', port: 161, family: 'auto' },
    credentialId: credentialIdSchema.parse('c'),
    identity: known,
    enabled: true,
    createdAtMs: 0,
  },
  track: newTrack(),
  observation: null,
  identity: told,
})

const keeper = () => {
  const notes: JournalDraft[] = []
  const written = new Map<DeviceId, UpsIdentity>()
  const identities = new IdentityKeeper({
    keep: (found) => {
      for (const { id, identity: told } of found) written.set(id, told)
      return Promise.resolve()
    },
    log: pino({ level: 'silent' }),
    note: (drafts) => void notes.push(...drafts),
    now: () => 1_000,
  })
  return { identities, notes, written }
}
const codes = (identities: IdentityKeeper) => identities.alarms().map(({ code, message }) => [code, message])
const WORDS = 'Another UPS answers here: serial number A100 was, B200 is'

describe('who the devices are', () => {
  it('what one turned out to be is kept, and written once', async () => {
    const { identities, written } = keeper()
    const told = identity('A100')
    expect([identities.see(device(null, told)), identities.see(device(null, told))]).toEqual([true, false])
    await identities.save()
    expect(written.get(ID)).toEqual(told)
    expect(codes(identities)).toEqual([])
  })

  it('P4 K1 a UPS with another serial number is another one: said, journalled once, and not taken for the known one', async () => {
    const { identities, notes, written } = keeper()
    identities.see(device(identity('A100'), identity('B200')))
    identities.see(device(identity('A100'), identity('B200', { firmware: '2' })))
    await identities.save()
    expect(codes(identities)).toEqual([['another-ups', WORDS]])
    expect(identities.isAnother(ID)).toBe(true)
    expect(notes.map(({ kind, message }) => [kind, message])).toEqual([['device.another-answers', `UPS 1: ${WORDS}`]])
    expect(written.size).toBe(0)
  })

  it('P4 also where the first one was met by this very engine, whose configuration does not know it yet', () => {
    const { identities } = keeper()
    identities.see(device(null, identity('A100')))
    identities.see(device(null, identity('B200')))
    expect(codes(identities)).toEqual([['another-ups', WORDS]])
  })

  it('P4 a person’s word makes it the known one, and nothing else does', async () => {
    const { identities, written } = keeper()
    identities.see(device(identity('A100'), identity('B200')))
    identities.accept(ID)
    await identities.save()
    expect(written.get(ID)?.serial).toBe('B200')
    expect(codes(identities)).toEqual([])
    identities.see(device(identity('A100'), identity('B200', { firmware: '2' })))
    expect(identities.isAnother(ID)).toBe(false)
    identities.see(device(identity('A100'), identity('A100')))
    expect(identities.isAnother(ID)).toBe(true)
  })

  it('the alarm ends when the known one is back, and with the device', () => {
    const { identities } = keeper()
    identities.see(device(identity('A100'), identity('B200')))
    identities.see(device(identity('A100'), identity(' a100 ')))
    expect(identities.isAnother(ID)).toBe(false)
    identities.see(device(identity('A100'), identity('B200')))
    identities.retain(new Set())
    expect(codes(identities)).toEqual([])
  })

  it('P4 one that tells no serial number, or none that says anything, is not another one, and the number that was told stays known', async () => {
    const { identities, written } = keeper()
    for (const none of [null, '', 'N/A', '0000000000']) identities.see(device(identity('A100'), identity(none)))
    expect(identities.isAnother(ID)).toBe(false)
    await identities.save()
    expect(written.has(ID)).toBe(false)
    identities.see(device(identity('A100'), identity('B200')))
    expect(codes(identities)).toEqual([['another-ups', WORDS]])
  })

  it('accepting where nothing else answers changes nothing', async () => {
    const { identities, written } = keeper()
    identities.see(device(identity('A100'), identity('A100')))
    identities.accept(ID)
    await identities.save()
    expect(written.size).toBe(0)
  })
})
