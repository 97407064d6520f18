import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HardwareAddress, hardwareAddressSchema, type HardwareSecret } from '../../domain/hardware'
import type { WayProof } from '../../domain/way-proof'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { bmcWay } from './bmc-way'
import { no } from './change-answer'
import type { HostWay } from './host-way'
import { HostWayChanger } from './host-way-changer'

const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const address = hardwareAddressSchema.parse({ kind: 'redfish', url: 'https://bmc-2', pins: [] })
const secret = { kind: 'password', user: 'root', password: 'very-secret-before' } as const
const rotated = { ...secret, password: 'very-secret-since' }
const BY = { actor: 'anna', channel: 'web' } as const
const save = { confirmed: false, reason: 'new board' }
const PROVED: WayProof = { findings: [], needsConfirmation: false }

let world: ServiceWorld
let reloads: number
let proof: WayProof
let asked: { readonly address: HardwareAddress; readonly secret: HardwareSecret }[]
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: START_MS })
  })
  reloads = 0
  proof = PROVED
  asked = []
})
afterEach(() => world.close())

/** The BMC's way, with what is found there written out. */
const way = (): HostWay<HardwareAddress, HardwareSecret> => ({
  ...bmcWay(() => null),
  look: (target) => {
    asked.push(target)
    return Promise.resolve({ found: { identity: { product: 'Made BMC' } }, proof })
  },
})
const changer = (of = way()) =>
  new HostWayChanger({ store: world.store, now: () => START_MS, reload: () => Promise.resolve(void (reloads += 1)) }, of)
const seal = (given: HardwareSecret) => world.store.secrets.seal(given)
const saved = (more: Partial<{ address: HardwareAddress; sealed: string | null; hostId: typeof IDS.host }> = {}, how = save) =>
  changer().save({ hostId: IDS.host, address, sealed: seal(secret), ...more }, how, BY)
const row = () => world.store.read.hardware.get(IDS.host)
const stored = async () => {
  const now = await row()
  return now === null ? null : world.store.read.credentials.reveal(now.credentialId)
}
const told = () => world.store.read.journal.page({ limit: 5 })

describe('how a host is reached', () => {
  it('A12 K5 is saved once it was proved, told without its secret, and replaced with nothing left behind', async () => {
    expect(await saved()).toMatchObject({ ok: true, result: { identity: { product: 'Made BMC' }, needsConfirmation: false } })
    expect((await told())[0]).toMatchObject({ kind: 'hardware.added', ...BY, reason: 'new board', object: { id: IDS.host } })
    const count = (await world.store.read.credentials.list()).length
    expect(await saved({ sealed: seal(rotated) })).toMatchObject({ ok: true })
    expect(await stored()).toEqual(rotated)
    expect((await told())[0]).toMatchObject({ kind: 'hardware.changed', data: { newCredential: 'password' } })
    expect(await world.store.read.credentials.list()).toHaveLength(count)
    expect(JSON.stringify(await told())).not.toContain('very-secret')
    expect(reloads).toBe(2)
  })

  it('A12 a changed fingerprint is saved with the credential that is stored', async () => {
    await saved()
    const pinned = { ...address, pins: [PIN] } as HardwareAddress
    expect(await saved({ address: pinned, sealed: null })).toMatchObject({ ok: true })
    expect(asked.at(-1)).toEqual({ address: pinned, secret })
    expect((await row())?.address).toEqual(pinned)
    expect((await told())[0]?.data).toMatchObject({ before: { pins: [] }, now: { pins: [PIN] }, newCredential: null })
  })

  it('A5 D11 another machine’s is refused whoever confirms it, and the refusal is told', async () => {
    proof = {
      findings: [{ trouble: 'wrong-machine', severity: 'critical', message: 'This is another machine.', hint: 'Check it.' }],
      needsConfirmation: false,
    }
    expect(await saved({}, { ...save, confirmed: true })).toMatchObject({ ok: false, message: 'This is another machine.' })
    expect([await row(), reloads]).toEqual([null, 0])
    expect((await told())[0]).toMatchObject({ kind: 'hardware.change-refused', outcome: 'refused' })
  })

  it('A5 where nothing proves whose it is a person is asked, and answers for it', async () => {
    proof = { ...PROVED, needsConfirmation: true }
    expect(await saved()).toMatchObject({ ok: false, message: containing('Nothing proves that this is host-2') })
    expect(await saved({}, { ...save, confirmed: true })).toMatchObject({ ok: true })
    expect((await told())[0]?.data).toMatchObject({ proof: 'a person confirmed it' })
  })

  it('in an outage a person’s word is enough for a credential, not for another address', async () => {
    const confirmed = { ...save, confirmed: true }
    proof = { ...PROVED, needsConfirmation: true }
    await saved({}, confirmed)
    await world.store.write(async (tx) => {
      const run = await tx.runs.get(IDS.run)
      if (run !== null) await tx.runs.put({ ...run, phase: 'shedding', endedAtMs: null })
    })
    const elsewhere = { ...address, url: 'https://bmc-9' } as HardwareAddress
    expect(await saved({ address: elsewhere }, confirmed)).toMatchObject({ ok: false, message: containing('outage run') })
    expect(await saved({ sealed: seal(rotated) }, confirmed)).toMatchObject({ ok: true })
  })

  it('A5 one BMC belongs to one host', async () => {
    await saved()
    expect(await saved({ hostId: IDS.thirdHost })).toMatchObject({ ok: false, message: containing('another host') })
  })

  it('nothing is saved by a look, and one that nobody answers at is told as it is', async () => {
    expect(await changer().probe({ hostId: IDS.host, address, sealed: seal(secret) })).toMatchObject({ ok: true })
    const silent = { ...way(), look: () => Promise.resolve(no('Nobody answers there.', 'Check the address.')) }
    const answer = await changer(silent).save({ hostId: IDS.host, address, sealed: seal(secret) }, save, BY)
    expect(answer).toMatchObject({ ok: false, message: 'Nobody answers there.' })
    expect([await row(), reloads]).toEqual([null, 0])
  })

  it('what somebody else changed meanwhile is not overwritten', async () => {
    await saved()
    const meddled = {
      ...way(),
      look: async () => {
        const now = await row()
        if (now !== null)
          await world.store.write((tx) =>
            tx.hardware.put({ ...now, address: { ...address, url: 'https://x' } as HardwareAddress }),
          )
        return { found: {}, proof }
      },
    }
    const answer = await changer(meddled).save({ hostId: IDS.host, address, sealed: null }, save, BY)
    expect(answer).toMatchObject({ ok: false, message: containing('somebody else') })
  })

  it('K5 a credential that this machine’s key does not open is entered anew, and not used as it is', async () => {
    await saved()
    const { read, secrets } = world.store
    const reveal = () => Promise.reject(new Error('sealed with another key'))
    const store = {
      read: { ...read, credentials: { ...read.credentials, reveal } },
      secrets,
      write: world.store.write.bind(world.store),
    }
    const of = new HostWayChanger({ store, now: () => START_MS, reload: () => Promise.resolve() }, way())
    const at = { hostId: IDS.host, address }
    expect(await of.save({ ...at, sealed: null }, save, BY)).toMatchObject({ ok: false, message: containing('cannot be opened') })
    expect(await of.save({ ...at, sealed: seal(rotated) }, save, BY)).toMatchObject({ ok: true })
  })
})
