import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceChangeAnswerSchema } from '../../domain/device-change'
import { credentialIdSchema } from '../../domain/ids'
import type { Order } from '../../domain/order'
import { readingsFrom } from '../../domain/power-reading'
import type { UpsIdentity, UpsSecret } from '../../domain/ups'
import { upsAddressSchema } from '../../domain/ups'
import { type DriverResult, ok, refused } from '../../drivers/ports'
import type { UpsProbe } from '../../drivers/ups/probe'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { DeviceChanger } from './device-changer'

const SERIAL = 'AS1234567890'
const OTHER_SERIAL = 'AS0987654321'
const AT = upsAddressSchema.parse({ protocol: 'snmp', host: '192.0.2.10' })
const ELSEWHERE = upsAddressSchema.parse({ protocol: 'snmp', host: '192.0.2.77' })
const secret = { kind: 'snmp-community', version: '2c', community: 'very-secret-before' } as const
const rotated = { ...secret, community: 'very-secret-since' }
const BY = { actor: 'anna', channel: 'cli' } as const
const save = { confirmed: false, reason: 'yearly' }

const identity = (serial: string | null, more: Partial<UpsIdentity> = {}): UpsIdentity => ({
  family: 'rfc1628',
  manufacturer: 'Made',
  model: 'UPS 3000',
  serial,
  firmware: null,
  agentFirmware: null,
  ...more,
})
const probe = (told: UpsIdentity): UpsProbe => ({
  ...told,
  also: [],
  powerState: 'on-mains',
  flags: [],
  alarms: [],
  outlets: [],
  readings: { ...readingsFrom({}), powerState: { value: 'on-mains', unit: null, source: null, credible: true, reason: null } },
})

let world: ServiceWorld
let reloads: number
let asked: { readonly host: string; readonly secret: UpsSecret }[]
/** What answers, by host. */
let answers: Map<string, DriverResult<UpsProbe>>
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await endRuns()
  reloads = 0
  asked = []
  answers = new Map([
    ['192.0.2.10', ok(probe(identity(SERIAL)))],
    ['192.0.2.11', ok(probe(identity(OTHER_SERIAL)))],
    ['192.0.2.77', ok(probe(identity(SERIAL)))],
  ])
  await known(IDS.device, identity(SERIAL))
  await known(IDS.spareDevice, identity(OTHER_SERIAL))
})
afterEach(() => world.close())

const endRuns = () =>
  world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: START_MS })
  })
/** Each with a copy of its own of the credential. */
const known = (id: typeof IDS.device, told: UpsIdentity | null) =>
  world.store.write(async (tx) => {
    const row = await tx.devices.get(id)
    if (row === null) throw new Error('no device')
    const credentialId = credentialIdSchema.parse(`of-${id}`)
    await tx.credentials.put({ id: credentialId, name: id, secret })
    await tx.devices.put({ ...row, credentialId, identity: told })
  })
const carryOut = (more: Partial<Extract<Order, { kind: 'device.change' }>> = {}) =>
  new DeviceChanger({
    store: world.store,
    now: () => START_MS,
    probe: ({ address, secret: given }) => {
      asked.push({ host: address.host, secret: given })
      return Promise.resolve(answers.get(address.host) ?? refused('Nobody answers.', 'Look at it.'))
    },
    reload: () => Promise.resolve(void (reloads += 1)),
  }).carryOut(
    {
      kind: 'device.change',
      deviceId: IDS.device,
      address: AT,
      sealed: world.store.secrets.seal(rotated),
      also: [],
      save,
      ...more,
    },
    BY,
  )
const row = (id = IDS.device) => world.store.read.devices.get(id)
const secretOf = async (id = IDS.device) => {
  const device = await row(id)
  return device === null ? null : world.store.read.credentials.reveal(device.credentialId)
}
const told = () => world.store.read.journal.page({ limit: 5 })
const everythingOnIt = async () => {
  const { read } = world.store
  return JSON.stringify([
    await read.feeds.list(),
    await read.groups.list(),
    await read.plans.version(IDS.version),
    await read.latest.all('device'),
    await read.latest.all('battery'),
  ])
}

describe('a device is reached otherwise', () => {
  it('D11 K5 with a new credential: the same serial number is saved, all that hangs on it stays, and it is told without secrets', async () => {
    const before = await everythingOnIt()
    expect(await carryOut()).toMatchObject({ ok: true, result: { devices: [{ state: 'same' }], needsConfirmation: false } })
    expect(asked).toEqual([{ host: '192.0.2.10', secret: rotated }])
    expect(await secretOf()).toEqual(rotated)
    expect(await everythingOnIt()).toBe(before)
    expect(reloads).toBe(1)
    const [entry] = await told()
    expect(entry).toMatchObject({ kind: 'device.changed', ...BY, reason: 'yearly', object: { id: IDS.device } })
    expect(entry?.data).toMatchObject({ newCredential: 'snmp-community', proof: `serial number ${SERIAL}` })
    expect(JSON.stringify(await told())).not.toContain('very-secret')
    const ids = (await world.store.read.credentials.list()).map(({ id }) => id)
    expect(ids).not.toContain(`of-${IDS.device}`)
  })

  it('D11 at another address, also in the middle of an outage: its serial number proves it', async () => {
    await beginOutage()
    expect(await carryOut({ address: ELSEWHERE })).toMatchObject({ ok: true })
    expect((await row())?.address).toEqual(ELSEWHERE)
    expect((await told())[0]?.data).toMatchObject({ before: { host: '192.0.2.10' }, now: { host: '192.0.2.77' } })
  })

  it('with its stored credential where only its family or its name on a NUT server changes', async () => {
    const address = { ...AT, family: 'rfc1628' } as const
    expect(await carryOut({ address, sealed: null })).toMatchObject({ ok: true })
    expect(asked[0]?.secret).toEqual(secret)
    expect((await row())?.credentialId).toBe(`of-${IDS.device}`)
  })

  it.each([
    ['another serial number', identity('XX5555555555'), 'Another device answers there'],
    ['another kind of device', identity(null, { kind: 'pdu' }), 'Another device answers there'],
  ])('D11 %s is refused whoever confirms it, with the reason, and the refusal is told', async (_, other, words) => {
    answers.set('192.0.2.77', ok(probe(other)))
    const answer = await carryOut({ address: ELSEWHERE, save: { ...save, confirmed: true } })
    expect(answer).toMatchObject({ ok: false, message: containing(words) })
    expect((await row())?.address).toEqual(AT)
    expect((await told())[0]).toMatchObject({ kind: 'device.change-refused', outcome: 'refused', message: containing(words) })
    expect(reloads).toBe(0)
  })

  it('D11 the address of a device that is watched already is refused, where its own number is not known', async () => {
    await known(IDS.device, identity(null))
    answers.set('192.0.2.77', ok(probe(identity(OTHER_SERIAL))))
    const answer = await carryOut({ address: ELSEWHERE, save: { ...save, confirmed: true } })
    expect(answer).toMatchObject({ ok: false, message: containing('ups-spare answers there') })
  })

  it('where nothing proves it a person is asked, and answers for it', async () => {
    answers.set('192.0.2.10', ok(probe(identity(null))))
    expect(await carryOut({ save: null })).toMatchObject({ ok: true, result: { needsConfirmation: true } })
    expect(await carryOut()).toMatchObject({ ok: false, message: containing('Nothing proves') })
    expect(await secretOf()).toEqual(secret)
    expect(await carryOut({ save: { ...save, confirmed: true } })).toMatchObject({ ok: true })
    expect(await secretOf()).toEqual(rotated)
    expect((await told())[0]?.data).toMatchObject({ proof: 'a person confirmed it' })
  })

  it('in an outage a person’s word is enough for its credential, not for another address', async () => {
    await beginOutage()
    for (const host of ['192.0.2.10', '192.0.2.77']) answers.set(host, ok(probe(identity(null))))
    const confirmed = { ...save, confirmed: true }
    expect(await carryOut({ address: ELSEWHERE, save: confirmed })).toMatchObject({
      ok: false,
      message: containing('outage run'),
    })
    expect(await carryOut({ save: confirmed })).toMatchObject({ ok: true })
  })

  it('A12 what does not let us in is not saved; nothing is saved by a look', async () => {
    answers.set('192.0.2.10', refused('Wrong community.', 'Look at the card.'))
    expect(await carryOut()).toMatchObject({ ok: false, message: 'Wrong community.' })
    answers.set('192.0.2.10', ok(probe(identity(SERIAL))))
    const looked = await carryOut({ save: null })
    expect(looked.ok && deviceChangeAnswerSchema.parse(looked.result).devices).toHaveLength(1)
    expect([await secretOf(), reloads]).toEqual([secret, 0])
  })

  it('what somebody else changed meanwhile is not overwritten; a new name is', async () => {
    const changing = (name: string, host: string) =>
      new DeviceChanger({
        store: world.store,
        now: () => START_MS,
        probe: async () => {
          const now = await row()
          if (now !== null) await world.store.write((tx) => tx.devices.put({ ...now, name, address: { ...AT, host } }))
          return ok(probe(identity(SERIAL)))
        },
        reload: () => Promise.resolve(),
      }).carryOut(
        { kind: 'device.change', deviceId: IDS.device, address: AT, sealed: world.store.secrets.seal(rotated), also: [], save },
        BY,
      )
    expect(await changing('renamed', '192.0.2.10')).toMatchObject({ ok: true })
    expect((await row())?.name).toBe('renamed')
    expect(await changing('renamed', '192.0.2.12')).toMatchObject({ ok: false, message: containing('somebody else') })
  })
})

describe('devices that share a credential', () => {
  const also = [IDS.spareDevice]

  it('get the new one each by its own proof, at its own address', async () => {
    expect(await carryOut({ also })).toMatchObject({ ok: true, result: { devices: [{ state: 'same' }, { state: 'same' }] } })
    expect(asked.map(({ host }) => host)).toEqual(['192.0.2.10', '192.0.2.11'])
    expect([await secretOf(), await secretOf(IDS.spareDevice)]).toEqual([rotated, rotated])
    expect((await row(IDS.spareDevice))?.address).toMatchObject({ host: '192.0.2.11' })
    expect((await told()).map(({ object }) => object.id)).toEqual([IDS.spareDevice, IDS.device])
  })

  it('one that does not let us in keeps what it has; the others are saved', async () => {
    answers.set('192.0.2.11', refused('Wrong community.', 'Look at the card.'))
    const answer = await carryOut({ also })
    expect(answer).toMatchObject({
      ok: true,
      result: { devices: [{ state: 'same' }, { state: 'failed', message: containing('Wrong') }] },
    })
    expect([await secretOf(), await secretOf(IDS.spareDevice)]).toEqual([rotated, secret])
  })

  it('D11 nothing of all is saved while one of them is not proved and nobody answers for it', async () => {
    answers.set('192.0.2.11', ok(probe(identity(null))))
    expect(await carryOut({ also })).toMatchObject({ ok: false, message: containing('ups-spare') })
    expect([await secretOf(), await secretOf(IDS.spareDevice)]).toEqual([secret, secret])
  })
})

const beginOutage = () =>
  world.store.write(async (tx) => {
    const run = await tx.runs.get(IDS.run)
    if (run !== null) await tx.runs.put({ ...run, phase: 'shedding', endedAtMs: null })
  })
