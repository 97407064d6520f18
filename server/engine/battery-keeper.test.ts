import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatteryDoc } from '../domain/battery'
import { newTrack, trackAnswer } from '../decide/power-track'
import { credentialIdSchema, deviceIdSchema } from '../domain/ids'
import { openStore } from '../store/open-store'
import type { Store } from '../store/store'
import { observation } from '../testing/power-samples'
import { BatteryKeeper } from './battery-keeper'
import type { WatchedDevice } from './power-watch'

const T0 = 1_700_000_000_000
const log = pino({ level: 'silent' })
const id = (name: string) => deviceIdSchema.parse(name)

const answered = (name: string, values: Parameters<typeof observation>[0], atMs: number): WatchedDevice => {
  const answer = observation(values)
  return {
    row: {
      id: id(name),
      name,
      address: { protocol: 'snmp', host: '192.0.2.1', port: 161, family: 'auto' },
      credentialId: credentialIdSchema.parse('c'),
      identity: null,
      enabled: true,
      createdAtMs: T0,
    },
    track: trackAnswer(newTrack(), answer, atMs),
    observation: answer,
    identity: null,
  }
}

/** What the keeper said last of each device's battery. */
const told = new Map<string, BatteryDoc | null>()
const tell = (id: string, doc: BatteryDoc | null) => void told.set(id, doc)

let directory: string
let store: Store
beforeEach(async () => {
  told.clear()
  directory = mkdtempSync(join(tmpdir(), 'batteries-'))
  store = await openStore({ dataDirectory: directory, databaseUrl: null })
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

/** Two answers that say the same: what a runtime is learned from. */
const tellTwice = (keeper: BatteryKeeper, name: string, values: Parameters<typeof observation>[0], atMs: number): void => {
  for (const at of [atMs, atMs + 500]) keeper.look([answered(name, values, at)], at)
}

const ask = (keeper: BatteryKeeper, name: string, loadPercent: number) =>
  keeper.batteryOf(id(name))?.runtimeAt({ loadPercent, loadWatts: null }, 100, T0) ?? null

describe('the keeper of batteries', () => {
  it('learns from answers and still knows after a restart', async () => {
    const keeper = new BatteryKeeper(store, log, tell)
    tellTwice(keeper, 'ups', { values: { loadPercent: 40, runtimeSeconds: 1_200 } }, T0)
    tellTwice(keeper, 'ups', { values: { loadPercent: 80, runtimeSeconds: 450 } }, T0 + 2_000)
    const band = ask(keeper, 'ups', 40)
    expect(band?.learned).toBe(true)
    expect(band?.expectedSeconds ?? 0).toBeGreaterThan(1_080)
    expect(keeper.batteryOf(id('ups'))?.curve?.length).toBeGreaterThan(4)
    await keeper.save()

    const after = new BatteryKeeper(store, log, tell)
    await after.load()
    after.look([answered('ups', { supply: 'battery', values: { loadPercent: 40, chargePercent: 90 } }, T0 + 9_000)], T0 + 9_000)
    expect(ask(after, 'ups', 40)).toEqual(band)
  })

  it('learns of thousands in turn, a few curves at each look', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    const devicesAt = (atMs: number) =>
      Array.from({ length: 10 }, (_, at) =>
        answered(`ups${at}`, { values: { loadPercent: 20 + at, runtimeSeconds: 1_200 + 77 * at } }, atMs),
      )
    const learned = () => devicesAt(T0).filter(({ row }) => (keeper.batteryOf(row.id)?.curve ?? null) !== null).length
    keeper.look(devicesAt(T0), T0)
    keeper.look(devicesAt(T0 + 1), T0 + 1)
    expect(learned()).toBeGreaterThan(0)
    expect(learned()).toBeLessThan(10)
    for (let look = 2; look < 8; look += 1) keeper.look(devicesAt(T0 + look), T0 + look)
    expect(learned()).toBe(10)
  })

  it('says of a battery what changed, and nothing while an answer teaches nothing', () => {
    let said = 0
    const keeper = new BatteryKeeper(store, log, () => (said += 1))
    for (let poll = 0; poll < 20; poll += 1) keeper.look([answered('ups', {}, T0 + poll * 2_000)], T0 + poll * 2_000)
    // What it is taken for at first, and what was learned.
    expect(said).toBe(2)
  })

  it('P4 a runtime told with the load of a moment before is not learned', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    tellTwice(keeper, 'ups', { values: { loadPercent: 26, runtimeSeconds: 1_980 } }, T0)
    const before = ask(keeper, 'ups', 26)
    // The load has doubled; this card's load figure follows one answer later than its runtime.
    keeper.look([answered('ups', { values: { loadPercent: 26, runtimeSeconds: 900 } }, T0 + 2_000)], T0 + 2_000)
    expect(ask(keeper, 'ups', 26)).toEqual(before)
    tellTwice(keeper, 'ups', { values: { loadPercent: 50, runtimeSeconds: 900 } }, T0 + 4_000)
    expect(told.get('ups')?.model.anchors.map(({ loadShare, runtimeSeconds }) => [loadShare, runtimeSeconds])).toEqual([
      [0.26, 1_980],
      [0.5, 900],
    ])
  })

  it('P2 learns nothing from a device out of contact', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    const device = answered('ups', {}, T0)
    keeper.look([{ ...device, track: { ...device.track, contact: 'lost' } }], T0)
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })

  it('knows nothing of a battery that was replaced, nor of a device that is gone', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    tellTwice(keeper, 'ups', {}, T0)
    expect(ask(keeper, 'ups', 40)?.learned).toBe(true)
    expect(told.get('ups')?.curve?.length).toBeGreaterThan(4)
    keeper.replaced(id('ups'), T0 + 1)
    expect(told.get('ups')).toBeNull()
    expect(ask(keeper, 'ups', 40)).toBeNull()
    keeper.retain(new Set())
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })

  it('P2 P4 P9 of another UPS in its place the worse of both bounds what it says, nothing is learned, and nothing forgotten', () => {
    let isAnother = false
    const keeper = new BatteryKeeper(store, log, tell, () => isAnother)
    tellTwice(keeper, 'ups', { values: { loadPercent: 40, runtimeSeconds: 4_000 } }, T0)
    const own = ask(keeper, 'ups', 40)
    expect(own?.learned).toBe(true)
    isAnother = true
    const stranger = ask(keeper, 'ups', 40)
    // A bound that counts, as when contact is lost: it may be the old one, which writes its serial number otherwise.
    expect(stranger?.learned).toBe(true)
    expect(stranger?.lowSeconds ?? 0).toBeLessThan(own?.lowSeconds ?? 0)
    tellTwice(keeper, 'ups', { values: { loadPercent: 40, runtimeSeconds: 300 } }, T0 + 10_000)
    expect(ask(keeper, 'ups', 40)).toEqual(stranger)
    isAnother = false
    expect(ask(keeper, 'ups', 40)).toEqual(own)
  })

  it('learns anew what cannot be read', async () => {
    await store.write((tx) => tx.settings.set('battery-models', { ups: { anchors: 'none' } }))
    const keeper = new BatteryKeeper(store, log, tell)
    await keeper.load()
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })
})
