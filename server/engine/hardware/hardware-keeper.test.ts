import pino from 'pino'
import { afterEach, expect, it } from 'vitest'
import { type HardwareDoc, hardwareAddressSchema } from '../../domain/hardware'
import { credentialIdSchema, type HostId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import { bmcModel } from '../../testing/ipmi/bmc-model'
import { sampleSensors } from '../../testing/ipmi/sample-sensors'
import { type BmcStandIn, startBmc } from '../../testing/ipmi/stand-in'
import { until } from '../../testing/require-peer'
import { host, hostId } from '../../testing/world-samples'
import { HardwareKeeper } from './hardware-keeper'

const account = { user: 'root', password: 'right-secret', kg: null }
const h1 = hostId('h1')
const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

interface Lab {
  readonly bmc: BmcStandIn
  readonly keeper: HardwareKeeper
  readonly clock: { nowMs: number }
  readonly told: JournalDraft[]
  seen: ReturnType<typeof host>
  readonly doc: () => HardwareDoc
}

const lab = async (password = account.password): Promise<Lab> => {
  const bmc = await startBmc(bmcModel(sampleSensors()), account)
  const docs = new Map<HostId, HardwareDoc | null>()
  const clock = { nowMs: 1_000_000 }
  const keeper = new HardwareKeeper({
    now: () => clock.nowMs,
    log: pino({ level: 'silent' }),
    reveal: () => Promise.resolve({ kind: 'ipmi-user', user: account.user, password, kgHex: '' }),
    publish: (id, doc) => docs.set(id, doc),
    hostOf: () => made.seen,
    note: (drafts) => made.told.push(...drafts),
  })
  const made: Lab = {
    bmc,
    keeper,
    clock,
    told: [],
    seen: host('h1'),
    doc: () => {
      const doc = docs.get(h1)
      if (doc === null || doc === undefined) throw new Error('nothing is published')
      return doc
    },
  }
  open.push(keeper, { stop: () => bmc.close() })
  const address = hardwareAddressSchema.parse({ kind: 'ipmi', host: '127.0.0.1', port: bmc.port })
  await keeper.follow([{ hostId: h1, address, credentialId: credentialIdSchema.parse('c'), createdAtMs: 0 }])
  return made
}

/** Reads once more, at once. */
const readAgain = async ({ keeper, doc, clock }: Lab, byMs: number) => {
  const before = doc().readAtMs
  clock.nowMs += byMs
  keeper.setUrgent(new Set())
  keeper.setUrgent(new Set([h1]))
  await until('another reading', () => doc().readAtMs !== before && doc().readAtMs === clock.nowMs)
}

it('P2 a BMC’s power supplies stand for the host’s, with the moment when they were read', async () => {
  const one = await lab()
  await until('a reading', () => one.keeper.takeNews() && one.doc().contact === 'ok')
  const manager = host('h1', { powerSupplies: [{ name: 'old', input: 'ok', inputWatts: null }], powerWatts: 99 })
  const facts = one.keeper.factsOf(manager)
  expect(facts.powerSupplies).toEqual([
    { name: 'PSU1 Status', input: 'ok', inputWatts: 220, readAtMs: 1_000_000, askedAtMs: 1_000_000 },
    { name: 'PSU2 Status', input: 'ok', inputWatts: null, readAtMs: 1_000_000, askedAtMs: 1_000_000 },
  ])
  expect(facts.powerWatts).toBe(99)
  one.clock.nowMs += 301_000
  expect(one.keeper.factsOf(manager)).toBe(manager)
  expect(one.keeper.factsOf(host('h2'))).toEqual(host('h2'))
})

it('A5 a BMC tells whether its host is off, and an old reading tells nothing', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  expect(one.keeper.powerOf(h1)).toBe('on')
  one.bmc.model.power = 'off'
  expect(await one.keeper.look(h1)).toBe('off')
  one.clock.nowMs += 46_000
  expect(one.keeper.powerOf(h1)).toBe('unknown')
  expect([one.keeper.powerOf(hostId('h2')), await one.keeper.look(hostId('h2'))]).toEqual([undefined, undefined])
})

it('A5 R1 a host whose manager is silent keeps its last “up”: its BMC says that it is off all the same', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  one.bmc.model.power = 'off'
  await readAgain(one, 1_000)
  expect(one.keeper.factsOf(host('h1', { stale: true })).verifiedOff).toBe(true)
  expect(one.keeper.factsOf(host('h1', { connection: 'down' })).verifiedOff).toBe(true)
  expect(one.keeper.factsOf(host('h1')).verifiedOff).toBeUndefined()
})

it('A5 a silent BMC is an alarm and no power state; a wrong password never becomes one either', async () => {
  const one = await lab('wrong-secret')
  await until('a refusal', () => one.doc().message !== null)
  expect(one.doc()).toMatchObject({ contact: 'never', power: 'unknown', reading: null })
  expect([one.keeper.powerOf(h1), await one.keeper.look(h1)]).toEqual(['unknown', 'unknown'])
  expect(one.keeper.alarms().map(({ code }) => code)).toEqual(['bmc-no-contact'])
  expect(JSON.stringify([one.doc(), one.keeper.alarms()])).not.toContain('wrong-secret')
})

it('A5 a BMC that says “off” of a running host is doubted, told, and wakes nobody', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  one.bmc.model.power = 'off'
  await readAgain(one, 1_000)
  expect(one.keeper.powerOf(h1)).toBe('off')
  await readAgain(one, 120_000)
  expect([one.keeper.powerOf(h1), await one.keeper.look(h1)]).toEqual(['unknown', 'unknown'])
  expect(one.keeper.alarms().map(({ code }) => code)).toContain('bmc-doubted')
  expect(one.told.map(({ kind }) => kind)).toEqual(['hardware.doubted'])
  expect((await one.keeper.wake(h1)).kind).toBe('refused')
  one.bmc.model.power = 'on'
  await readAgain(one, 1_000)
  expect(one.keeper.powerOf(h1)).toBe('on')
})

it('R7 wakes its host; what has gone from the configuration is not asked any more', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  one.bmc.model.power = 'off'
  expect(one.keeper.wayToWake(h1)).toBe('sure')
  expect(await one.keeper.wake(h1)).toEqual({ kind: 'ok', value: null })
  expect(one.bmc.model.power).toBe('on')
  await one.keeper.follow([])
  expect(() => one.doc()).toThrow('nothing is published')
  expect([one.keeper.wayToWake(h1), one.keeper.powerOf(h1)]).toEqual([null, undefined])
})

it('sensors beyond their limits are one alarm for their host', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  expect(one.keeper.alarms()).toMatchObject([
    { code: 'bmc-sensor', severity: 'warning', message: 'Beyond its limits: Fan 1A 7200 rpm' },
  ])
})

it('A5 a host is verified off while its BMC says so and its manager does not call it up, and for no longer than that is fresh', async () => {
  const one = await lab()
  await until('a reading', () => one.doc().contact === 'ok')
  const down = host('h1', { connection: 'down' })
  expect(one.keeper.factsOf(down).verifiedOff).toBeUndefined()
  one.bmc.model.power = 'off'
  one.seen = down
  await readAgain(one, 1_000)
  expect(one.keeper.factsOf(down).verifiedOff).toBe(true)
  expect(one.keeper.factsOf(host('h1')).verifiedOff).toBeUndefined()
  one.clock.nowMs += 301_000
  expect(one.keeper.factsOf(down).verifiedOff).toBeUndefined()
})
