import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeviceCare, NO_CARE } from '../../domain/care'
import { credentialIdSchema, type DeviceId } from '../../domain/ids'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import type { StoreWrites } from '../../store/store'
import { deviceSeen } from '../../testing/power-samples'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { textWith } from '../../testing/matchers'
import { VirtualUps } from '../../testing/virtual-ups'
import { groupId } from '../../testing/world-samples'
import { DeviceCommander } from '../control/device-commander'
import { Recorder } from '../recorder'
import { CareKeeper } from './care-keeper'
import { SelfTestWatch } from './self-test-watch'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const a = deviceSeen('ups-a')
const b = deviceSeen('ups-b')
const pair: PowerGroup = { id: groupId(), name: 'Row 1', deviceIds: [a.id, b.id], requiredDevices: 1 }
/** Due in the hour of START_MS, whatever the clock on this machine's wall says. */
const local = new Date(START_MS)
const weekly: DeviceCare = { ...NO_CARE, test: { every: 'weekly', weekday: local.getDay(), hour: local.getHours() } }

describe('the care of UPSs, in virtual time', () => {
  let world: ServiceWorld
  let nowMs: number
  let views: PowerDeviceView[]
  let outageRuns: boolean
  let upses: Map<DeviceId, VirtualUps>
  let keeper: CareKeeper
  let tests: SelfTestWatch
  let give: DeviceCommander['give']
  let told: Promise<unknown>[] = []

  beforeEach(async () => {
    world = await openServiceWorld()
    nowMs = START_MS
    views = [a, b]
    outageRuns = false
    const now = () => nowMs
    upses = new Map([a, b].map(({ id }) => [id, new VirtualUps(now)]))
    const log = pino({ level: 'silent' })
    const recorder = new Recorder(world.store, log, now)
    const session = (id: DeviceId) => upses.get(id)?.session ?? null
    tests = new SelfTestWatch({
      session,
      nameOf: (id) => id,
      record: (drafts, also) => recorder.record(drafts, also),
      onEnd: (row) => keeper.testEnded(row),
    })
    const commander: DeviceCommander = new DeviceCommander({
      now,
      record: (drafts) => recorder.record(drafts),
      device: (id) => ({
        id,
        name: id,
        address: { protocol: 'snmp', host: '192.0.2.1', port: 161, family: 'auto' },
        credentialId: credentialIdSchema.parse('c'),
        enabled: true,
        identity: null,
        createdAtMs: 0,
      }),
      session,
      scene: (id) => {
        const devices = views.map((view) => (upses.get(view.id)?.isTesting ? { ...view, flags: ['testing'] as const } : view))
        const device = devices.find((view) => view.id === id)
        if (device === undefined) return null
        const underTest = new Set([...commander.tellingTests, ...tests.underWay])
        const empty = { hosts: [], vms: [], feeds: [] }
        return {
          device,
          devices,
          groups: [pair],
          world: empty,
          hostDownForMs: () => null,
          bmcPower: () => undefined,
          isContradicted: () => false,
          outageRuns,
          underTest,
          declared: { feeds: [], deviceFeeds: [] },
        }
      },
      beforeTest: (id) => tests.remember(id),
      testBegun: (id, startedBy, confirmed) => tests.begin(id, startedBy, confirmed, nowMs),
      look: () => undefined,
    })
    give = (id, command, by) => commander.give(id, command, by)
    keeper = new CareKeeper({
      store: world.store,
      log,
      views: () => views,
      record: (drafts, also) => recorder.record(drafts, also),
      give: (id, command, by) => {
        const given = give(id, command, by)
        told.push(given)
        return given
      },
    })
    told = []
  })
  afterEach(() => world.close())

  const setCare = async (all: Readonly<Partial<Record<'ups-a' | 'ups-b', DeviceCare>>>) => {
    await world.store.write(async (tx: StoreWrites) => {
      for (const { id, name } of [a, b]) await tx.care.put(id, (name === 'ups-a' ? all['ups-a'] : all['ups-b']) ?? NO_CARE)
    })
    await keeper.load({ interrupted: false })
  }
  /** Lets the time pass in steps of ten seconds, as the engine's tick would see it. */
  const pass = async (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10_000) {
      await keeper.tick(nowMs)
      await Promise.all(told.splice(0))
      await tests.look(nowMs)
    }
  }
  const begun = (id: DeviceId): number => upses.get(id)?.testsBegun ?? 0
  const journalled = async (kind: string) => world.store.read.journal.page({ kinds: [kind], limit: 50 })

  it('a scheduled self-test begins in its hour, once, and how it ended is kept', async () => {
    await setCare({ 'ups-a': weekly })
    nowMs = START_MS - 30 * MINUTE_MS
    await pass(29 * MINUTE_MS)
    expect(begun(a.id)).toBe(0)
    await pass(61 * MINUTE_MS)
    expect(begun(a.id)).toBe(1)
    expect(begun(b.id)).toBe(0)
    const [row, ...others] = await world.store.read.care.tests(a.id, 5)
    expect(others).toEqual([])
    expect(row).toMatchObject({ outcome: 'passed', startedBy: 'schedule', said: 'passed' })
    expect(await journalled('device.command-intent')).toMatchObject([{ channel: 'policy', reason: 'scheduled self-test' }])
  })

  it('it begins again a week later, and one that was missed is not made up for', async () => {
    await setCare({ 'ups-a': weekly })
    nowMs = START_MS + 70 * MINUTE_MS
    await pass(DAY_MS / 12)
    expect(begun(a.id)).toBe(0)
    for (const week of [1, 2]) {
      nowMs = START_MS + week * 7 * DAY_MS
      await pass(20 * MINUTE_MS)
      expect(begun(a.id)).toBe(week)
    }
  })

  it.each<readonly [string, () => void, RegExp]>([
    ['on battery', () => (views = [{ ...a, supply: 'battery' }, b]), /not on mains \(on-battery\)/],
    ['during an outage anywhere', () => (outageRuns = true), /plan is being carried out/],
    ['below 90 % of charge', () => (views = [{ ...a, decidingChargePercent: 71 }, b]), /charged to 71 %/],
    ['while the other UPS of the group is on battery', () => (views = [a, { ...b, supply: 'battery' }]), /ups-b/],
    ['out of contact', () => (views = [{ ...a, contact: 'lost' }, b]), /no-contact/],
  ])('P3 it does not begin %s; it does once that is over, within its hour', async (_when, spoil, why) => {
    await setCare({ 'ups-a': weekly })
    spoil()
    await pass(10 * MINUTE_MS)
    expect(begun(a.id)).toBe(0)
    const [refusal] = await journalled('device.command-refused')
    expect(refusal).toMatchObject({ actor: 'schedule', outcome: 'refused' })
    expect(refusal?.message).toMatch(why)
    views = [a, b]
    outageRuns = false
    await pass(20 * MINUTE_MS)
    expect(begun(a.id)).toBe(1)
  })

  it('P5 both UPSs of a group, due in the same hour, are tested one after the other', async () => {
    await setCare({ 'ups-a': weekly, 'ups-b': weekly })
    let together = 0
    for (let step = 0; step < 59 * 6; step += 1) {
      await pass(10_000)
      if ([...upses.values()].filter(({ isTesting }) => isTesting).length > 1) together += 1
    }
    expect(together).toBe(0)
    expect([begun(a.id), begun(b.id)]).toEqual([1, 1])
  })

  it('P5 nor do two people who press at the same moment get both', async () => {
    await setCare({})
    const by = { actor: 'anna', channel: 'web', reason: null } as const
    const answers = await Promise.all([a, b].map(({ id }) => give(id, { kind: 'self-test' }, by)))
    expect(answers.map((answer) => answer.ok)).toEqual([true, false])
    expect(answers[1]).toMatchObject({ message: textWith('ups-a of the same power group is not on mains (testing)') })
  })

  it('while somebody works on the UPS it is not tested, its group says what it lacks, and the window ends by itself', async () => {
    const window = { fromMs: START_MS, untilMs: START_MS + 20 * MINUTE_MS, by: 'anna', reason: 'new fan' }
    await setCare({ 'ups-a': { ...weekly, window } })
    await pass(15 * MINUTE_MS)
    expect(begun(a.id)).toBe(0)
    expect(keeper.silenced(nowMs)).toEqual(new Set([a.id]))
    expect(keeper.notesOf(pair, views, nowMs)).toEqual([
      'ups-a is in maintenance (anna: new fan); its alarms are silent',
      '1 of 2 UPSs are left, 1 needed',
    ])
    expect(keeper.notesOf({ ...pair, requiredDevices: 2 }, views, nowMs)[1]).toBe('without it the plan has 1 of 2 needed UPSs')
    await pass(10 * MINUTE_MS)
    expect(keeper.notesOf(pair, views, nowMs)).toEqual([])
    expect(keeper.silenced(nowMs)).toEqual(new Set())
    expect(await journalled('device.window-expired')).toHaveLength(1)
    expect((await world.store.read.care.get(a.id))?.window).toBeNull()
    await pass(20 * MINUTE_MS)
    expect(begun(a.id)).toBe(1)
  })

  it('the runtime of each month is kept for years, the newest of a month standing for it', async () => {
    await setCare({})
    for (let month = 0; month < 26; month += 1)
      for (const day of [3, 20]) {
        const seconds = 2_000 - month * 20 - (day === 20 ? 5 : 0)
        const runtimeCurve = [
          { loadShare: 0.1, seconds: seconds * 5 },
          { loadShare: 0.5, seconds },
          { loadShare: 1, seconds: seconds / 2.2 },
        ]
        views = [{ ...a, runtimeCurve }, b]
        nowMs = Date.UTC(2026, month, day, 12)
        await keeper.tick(nowMs)
      }
    const months = await world.store.read.care.months(a.id)
    expect(months).toHaveLength(26)
    expect(months[0]).toMatchObject({ month: '2026-01', runtimeSeconds: 1_995, loadPercent: 50, source: 'model' })
    expect(months.at(-1)).toMatchObject({ month: '2028-02', runtimeSeconds: 1_495 })
    expect(await world.store.read.care.months(b.id)).toEqual([])
  })
})
