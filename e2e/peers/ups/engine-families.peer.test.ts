import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../server/domain/ups-command'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import type { HostConfig, UpsConfig, UpsFamily, WorldConfig } from '../../../server/simulator/world/config'
import { until } from '../../../server/testing/require-peer'
import { deviceIdOf } from '../watched-simulator'
import { type CommandedSite, startCommandedSite } from './commanded-site'

interface Case {
  readonly family: UpsFamily
  /** What the UPS says of a test that passed. */
  readonly passed: string
  /** Whether a countdown to off can be stopped. */
  readonly cancels: boolean
}

const CASES: readonly Case[] = [
  { family: 'rfc1628', passed: 'upsTestResultsSummary 1 (passed)', cancels: true },
  { family: 'apc-powernet', passed: 'upsAdvTestDiagnosticsResults 1 (ok)', cancels: false },
  { family: 'xups', passed: 'xupsTestBatteryStatus 2 (passed)', cancels: true },
  { family: 'mge', passed: 'upsmgTestBatteryResult 1 (success)', cancels: true },
]
const OUTLET = 2
const FREE_OUTLET = 3

const upsOf = ({ family }: Case): UpsConfig => ({
  name: family,
  label: 'A',
  groupName: family,
  model: 'SIM-1000',
  family,
  ratedWatts: 1_000,
  baseWatts: 100,
  battery: { fullLoadRuntimeSeconds: 400, peukertExponent: 1.2, rechargeSeconds: 100, lowRuntimeSeconds: 120 },
  startChargePercent: 100,
})

const hostOf = (name: string, upsName: string | null, outlet?: number): HostConfig => ({
  name,
  feeds: upsName === null ? [] : [upsName],
  ...(upsName === null || outlet === undefined ? {} : { outlets: { [upsName]: outlet } }),
  idleWatts: 150,
  memoryMiB: 65_536,
  cpuThreads: 32,
  bootSeconds: 5,
  shutdownSeconds: 3,
  bootsWhenPowered: false,
})
const onOutlet = 'on-outlet'
/** The cluster answers through it while all others are off. */
const bystander = 'bystander'
const MAIN_OUTLET = 1

const config: WorldConfig = {
  ...smallDatacenter,
  groups: CASES.map(({ family }) => ({ name: family, requiredDevices: 1 })),
  upses: CASES.map(upsOf),
  hosts: [
    hostOf(bystander, null),
    ...CASES.map(({ family }) => hostOf(`on-${family}`, family, family === 'apc-powernet' ? MAIN_OUTLET : undefined)),
    hostOf(onOutlet, 'apc-powernet', OUTLET),
  ],
  vms: [],
}

/** Each family has its own words for a command: what is ordered must be what happens in the simulated UPS. */
describe('commands through the engine to UPSs of four families', () => {
  let commanded: CommandedSite
  beforeAll(async () => {
    commanded = await startCommandedSite(config)
  })
  afterAll(() => commanded.close())

  const inTruth = (name: string) => commanded.site.world.ups(name)
  const off = (delaySeconds: number): UpsCommand => ({ kind: 'output-off', delaySeconds, restart: 'stay-off' })
  const showsSupply = (name: string, supply: string) =>
    until(`${name} to be shown as ${supply}`, async () => (await commanded.shown(name)).includes(`"supply":"${supply}"`))

  it.each(CASES)('A4 $family: a self-test runs, and how it ended is kept in its own words', async ({ family, passed }) => {
    expect(await commanded.tell(family, { kind: 'self-test' }, null)).toMatchObject({ state: 'done' })
    expect(inTruth(family).testEndsAtMs).not.toBeNull()
    const [row] = await until(
      'the test to end',
      async () => {
        const rows = await commanded.world.store.read.care.tests(deviceIdOf(family), 5)
        return rows.length > 0 && rows.every(({ endedAtMs }) => endedAtMs !== null) ? rows : null
      },
      40_000,
    )
    expect(inTruth(family).testResult).toBe('passed')
    expect(row).toMatchObject({ outcome: 'passed', said: passed, startedBy: 'operator' })
  })

  it.each(CASES)('A5 $family: its output stays on while the host on it is on', async ({ family }) => {
    const answer = await commanded.tell(family, off(0))
    expect(answer.state).toBe('failed')
    expect(JSON.stringify(answer.result)).toContain(`on-${family}`)
    expect(await commanded.journalled('device.command-refused', family)).toMatchObject({ outcome: 'refused' })
    expect(inTruth(family)).toMatchObject({ output: 'mains', shutdownAtMs: null })
  })

  it('A5 an outlet stays on while a host hangs on it; one that feeds nobody goes off, shows it, and comes back', async () => {
    const outlet = (kind: 'outlet-off' | 'outlet-on', id: number): UpsCommand => ({ kind, outletId: String(id), delaySeconds: 0 })
    const refused = await commanded.tell('apc-powernet', outlet('outlet-off', OUTLET))
    expect(JSON.stringify(refused.result)).toContain(onOutlet)
    expect(inTruth('apc-powernet').outlets.get(OUTLET)?.on).toBe(true)

    expect(await commanded.tell('apc-powernet', outlet('outlet-off', FREE_OUTLET))).toMatchObject({
      state: 'done',
      result: { confirmed: true },
    })
    expect(inTruth('apc-powernet').outlets.get(FREE_OUTLET)?.on).toBe(false)
    const offShown = `"id":"${FREE_OUTLET}","name":"Outlet Group 2","state":"off"`
    await until('the outlet to be shown as off', async () => (await commanded.shown('apc-powernet')).includes(offShown))
    expect(await commanded.tell('apc-powernet', outlet('outlet-on', FREE_OUTLET))).toMatchObject({ result: { confirmed: true } })
    expect(inTruth('apc-powernet').outlets.get(FREE_OUTLET)?.on).toBe(true)
    expect(commanded.site.world.host(onOutlet).phase).toBe('up')
  })

  it('A5 after the hosts were off for 30 s, verified, every output may go off', async () => {
    for (const { name } of config.hosts) if (name !== bystander) commanded.site.world.shutDownHost(name)
    for (const { family } of CASES)
      await until(`${family} to be let go`, async () => (await commanded.tell(family, off(60))).state === 'done', 90_000, 2_000)
    for (const { family } of CASES) {
      expect(inTruth(family).output).toBe('mains')
      expect(inTruth(family).shutdownAtMs).not.toBeNull()
    }
  })

  it.each(CASES.filter(({ cancels }) => cancels))('$family: a countdown to off is read back, and stopped', async ({ family }) => {
    expect(await commanded.tell(family, off(90))).toMatchObject({ state: 'done', result: { confirmed: true } })
    const { nowMs } = commanded.site.world
    const leftMs = (inTruth(family).shutdownAtMs ?? 0) - nowMs
    expect(leftMs).toBeGreaterThan(60_000)
    expect(leftMs).toBeLessThanOrEqual(90_000)
    expect(await commanded.tell(family, { kind: 'cancel-off' })).toMatchObject({ state: 'done', result: { confirmed: true } })
    expect(inTruth(family)).toMatchObject({ output: 'mains', shutdownAtMs: null })
  })

  it('a family that cannot stop a countdown says so', async () => {
    expect(await commanded.tell('apc-powernet', { kind: 'cancel-off' })).toMatchObject({ state: 'failed' })
    expect(inTruth('apc-powernet').shutdownAtMs).not.toBeNull()
  })

  it.each(CASES)('$family: off at once, read back; it stays off, and comes back when told', async ({ family }) => {
    expect(await commanded.tell(family, off(0))).toMatchObject({ state: 'done', result: { confirmed: true } })
    await until('the output to be off in truth', () => inTruth(family).output === 'off')
    await showsSupply(family, 'off')
    expect(inTruth(family)).toMatchObject({ output: 'off', input: true })
    expect(await commanded.tell(family, { kind: 'output-on', delaySeconds: 0 })).toMatchObject({
      state: 'done',
      result: { confirmed: true },
    })
    await until('the output to be back', () => inTruth(family).output === 'mains')
    await showsSupply(family, 'mains')
  })

  it.each(CASES)('$family: off and on again, by itself', async ({ family }) => {
    const cycle: UpsCommand = { kind: 'output-cycle', delaySeconds: 0, offSeconds: 6 }
    expect(await commanded.tell(family, cycle)).toMatchObject({ state: 'done', result: { confirmed: true } })
    await until('the output to be off', () => inTruth(family).output === 'off')
    await until('the output to be back', () => inTruth(family).output === 'mains', 60_000)
  })
})
