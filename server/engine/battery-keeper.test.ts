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

const ask = (keeper: BatteryKeeper, name: string, loadPercent: number) =>
  keeper.batteryOf(id(name))?.runtimeAt({ loadPercent, loadWatts: null }, 100, T0) ?? null

describe('the keeper of batteries', () => {
  it('learns from answers and still knows after a restart', async () => {
    const keeper = new BatteryKeeper(store, log, tell)
    keeper.look([answered('ups', { values: { loadPercent: 40, runtimeSeconds: 1_200 } }, T0)], T0)
    keeper.look([answered('ups', { values: { loadPercent: 80, runtimeSeconds: 450 } }, T0 + 2_000)], T0 + 2_000)
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
    const devices = Array.from({ length: 10 }, (_, at) =>
      answered(`ups${at}`, { values: { loadPercent: 20 + at, runtimeSeconds: 1_200 + 77 * at } }, T0),
    )
    const known = () => devices.filter((device) => keeper.batteryOf(device.row.id) !== null).length
    keeper.look(devices, T0)
    expect(known()).toBeGreaterThan(0)
    expect(known()).toBeLessThan(10)
    for (let look = 1; look < 5; look += 1) keeper.look(devices, T0 + look)
    expect(known()).toBe(10)
  })

  it('says of a battery what changed, and nothing while an answer teaches nothing', () => {
    let said = 0
    const keeper = new BatteryKeeper(store, log, () => (said += 1))
    for (let poll = 0; poll < 20; poll += 1) keeper.look([answered('ups', {}, T0 + poll * 2_000)], T0 + poll * 2_000)
    expect(said).toBe(1)
  })

  it('P2 learns nothing from a device out of contact', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    const device = answered('ups', {}, T0)
    keeper.look([{ ...device, track: { ...device.track, contact: 'lost' } }], T0)
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })

  it('knows nothing of a battery that was replaced, nor of a device that is gone', () => {
    const keeper = new BatteryKeeper(store, log, tell)
    keeper.look([answered('ups', {}, T0)], T0)
    expect(ask(keeper, 'ups', 40)?.learned).toBe(true)
    expect(told.get('ups')?.curve?.length).toBeGreaterThan(4)
    keeper.replaced(id('ups'), T0 + 1)
    expect(told.get('ups')).toBeNull()
    expect(ask(keeper, 'ups', 40)).toBeNull()
    keeper.retain(new Set())
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })

  it('learns anew what cannot be read', async () => {
    await store.write((tx) => tx.settings.set('battery-models', { ups: { anchors: 'none' } }))
    const keeper = new BatteryKeeper(store, log, tell)
    await keeper.load()
    expect(keeper.batteryOf(id('ups'))).toBeNull()
  })
})
