import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkPlan } from '../../cli/commands/plan-check'
import { exportPlan } from '../../cli/commands/plan-export'
import type { GroupState } from '../../decide/group-state'
import { planIdSchema, planVersionIdSchema } from '../../domain/ids'
import type { JournalEntry } from '../../domain/journal'
import type { PlannedMove } from '../../domain/order'
import type { PlanContent } from '../../domain/plan'
import type { PlanViolation } from '../../domain/plan-file/plan-file'
import type { PowerDeviceView, World } from '../../domain/world'
import { priorDurations } from '../../planner/durations'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { device, feed, group, host, hostId, plan, stageId, vm, vmId, world } from '../../testing/world-samples'
import { MaintenanceKeeper } from '../maintenance-keeper'
import { AbortedOutages } from '../outages/aborted-outages'
import { OutageKeeper } from '../outages/outage-keeper'
import { StartWatch } from '../outages/start-watch'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'

const log = pino({ level: 'silent' })
const BY = { actor: 'ann', channel: 'web', reason: null } as const
const row = group(['ups'])

let service: ServiceWorld
let recorder: Recorder
let book: RunBook
let folder: string
const clock = { now: () => START_MS }
beforeEach(async () => {
  service = await openServiceWorld()
  recorder = new Recorder(service.store, log, clock.now)
  book = new RunBook(recorder, new Publisher(service.store, log, clock.now))
  folder = mkdtempSync(join(tmpdir(), 'rejected-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await service.close()
})

const rejections = async (): Promise<readonly JournalEntry[]> => {
  await recorder.noted()
  return service.store.read.journal.page({ kinds: ['plan.rejected'], limit: 10 })
}

/** Takes the file out of the journal and has it checked by the command line, as who reads a bug report does. */
const checkedAgain = async (entry: JournalEntry | undefined) => {
  const { output } = await exportPlan(`${entry?.id}`, service.environment)
  const path = join(folder, 'plan.json')
  writeFileSync(path, output)
  const told = await checkPlan(path, { json: true })
  return { exitCode: told.exitCode, ...(JSON.parse(told.output) as { kind: string; violations: readonly PlanViolation[] }) }
}

describe('a maintenance that the checker rejects', () => {
  const site = world({
    hosts: [host('a'), host('b')],
    vms: [vm('web', 'a'), vm('db', 'a')],
    feeds: [feed('ups', 'b'), feed('other', 'a')],
    groups: [row],
  })
  const calm = [device('ups'), device('other')]
  const dark = [device('ups', { supply: 'battery' }), device('other')]
  /** What the UPSs say at each look: the planner looks first, then the checker. */
  const enter = (...looks: readonly PowerDeviceView[][]) => {
    const left = [...looks]
    const deviceViews = () => left.shift() ?? looks.at(-1) ?? []
    const keeper = new MaintenanceKeeper(clock, book, {
      world: site,
      trustedWorld: site,
      durations: priorDurations,
      deviceViews,
    })
    return keeper.enter({ hostId: hostId('a'), choices: [] }, BY)
  }

  it('D4 K1 is not carried out, and is on record with a plan file by which anybody has the same verdict', async () => {
    expect(await enter(calm, dark)).toMatchObject({
      message: expect.stringContaining('The independent checker refuses this plan') as string,
    })
    expect(book.active).toEqual([])
    const [entry, ...more] = await rejections()
    expect(more).toEqual([])
    expect(entry).toMatchObject({ actor: 'ann', outcome: 'refused', runId: null, object: { kind: 'host', name: 'a' } })
    const again = await checkedAgain(entry)
    expect(again).toMatchObject({ exitCode: 1, kind: 'run' })
    expect(again.violations.map(({ rule }) => rule)).toEqual(['target-without-power', 'target-without-power'])
    expect(entry?.data).toMatchObject({ kind: 'run', violationCount: 2, violations: again.violations })
  })

  it('is told once, however often it is tried', async () => {
    await enter(calm, dark)
    await enter(calm, dark)
    expect(await rejections()).toHaveLength(1)
  })

  it('is carried out where nothing is wrong with it, and nothing is on record', async () => {
    expect(await enter(calm)).toMatchObject({ runId: expect.any(String) as string })
    expect(await rejections()).toEqual([])
  })
})

describe('an outage of which the checker rejects steps', () => {
  const content = plan({
    stages: [
      {
        id: stageId('first'),
        name: 'First',
        triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
        placements: [{ vmId: vmId('web'), vmName: 'web', action: 'migrate', fallback: 'shutdown' }],
      },
    ],
  })
  const onBattery: GroupState = {
    condition: 'on-battery',
    inTrouble: true,
    onBatterySinceMs: START_MS - 10_000,
    secondsOnBattery: 10,
    runtimeSeconds: 900,
    runtimeReason: 'device',
    chargePercent: 90,
    loadPercent: 10,
    outputWatts: 100,
    dangers: [],
    evidence: [],
  }
  const planned = world({
    hosts: [host('a'), host('b')],
    vms: [vm('web', 'a')],
    feeds: [feed('ups', 'a'), feed('live', 'b')],
    groups: [row, group(['live'], 1, 'other')],
  })
  /** Changed between plan and check: nobody may go to b any more. */
  const changed: World = { ...planned, hosts: [host('a'), host('b', { inMaintenance: true })] }
  const ids = { plan: planIdSchema.parse('plan'), version: planVersionIdSchema.parse('v1') }
  const versionOf = (carried: PlanContent) => ({
    ...{ id: ids.version, planId: ids.plan, number: 1, content: carried },
    ...{ createdBy: 'ann', createdAtMs: 0, note: null },
  })
  const keeperOf = (seen: World, trusted = planned, carried = content): OutageKeeper =>
    new OutageKeeper({
      starts: new StartWatch({ now: () => 0, probeOf: () => null, ask: async () => true }),
      clock,
      log,
      book,
      aborted: new AbortedOutages(service.store),
      site: {
        world: seen,
        trustedWorld: trusted,
        durations: priorDurations,
        groupStates: () => [{ group: row, state: onBattery }],
        hostIdsAtRisk: () => new Set([hostId('a')]),
        hostIdsOf: () => new Set([hostId('a')]),
        planOf: () => ({
          plan: {
            id: ids.plan,
            name: 'Row',
            powerGroupId: row.id,
            mode: 'armed',
            publishedVersionId: ids.version,
            createdAtMs: 0,
          },
          version: versionOf(carried),
        }),
        version: () => versionOf(carried),
      },
    })
  const views = [device('ups', { supply: 'battery' }), device('live')]
  const begin = (seen: World) => keeperOf(seen).consider(row, onBattery, views)

  it('D4 K1 the move is not made, its fallback is, and the plan as it was is on record', async () => {
    await begin(changed)
    const [run] = book.active
    expect(run?.steps.map(({ action, object }) => `${action} ${object.name}`)).toEqual(['shutdown web'])
    const [entry, ...more] = await rejections()
    expect(more).toEqual([])
    expect(entry).toMatchObject({ actor: 'engine', runId: run?.id, outcome: 'refused' })
    const again = await checkedAgain(entry)
    expect(again).toMatchObject({ exitCode: 1, violations: [{ rule: 'target-in-maintenance' }] })
  })

  it('nothing is on record where the world is as it was planned from', async () => {
    await begin(planned)
    expect(book.active[0]?.steps.map(({ action }) => action)).toEqual(['migrate'])
    expect(await rejections()).toEqual([])
  })

  it('D4 K1 a placement of all VMs together that its checker does not accept is not used, and is on record once', async () => {
    // Its manager lists a host twice, on which there is room for one of two VMs.
    const vms = ['web', 'db'].map((name) => vm(name, 'a', { memoryMiB: 40_960 }))
    const twice: World = { ...planned, vms, hosts: [...planned.hosts, host('b')] }
    const [first] = content.stages
    const stages = first === undefined ? [] : [{ ...first, placements: [] }]
    const unplaced = { ...content.unplaced, action: 'migrate', fallback: 'leave' } as const
    const keeper = keeperOf(twice, twice, { ...content, stages, unplaced })
    await keeper.consider(row, onBattery, views)
    await keeper.consider(row, onBattery, views)
    expect(book.active[0]?.steps.map(({ action }) => action)).toEqual(['migrate'])
    const found = (await rejections()).filter(({ message }) => message.startsWith('A placement of VMs together is not used'))
    expect(found).toMatchObject([{ actor: 'engine', runId: book.active[0]?.id, outcome: 'refused' }])
    const again = await checkedAgain(found[0])
    expect(again).toMatchObject({ exitCode: 1, kind: 'placement' })
    expect(again.violations.map(({ rule }) => rule)).toEqual(['memory', 'memory'])
  })
})

describe('an order of moves that its checker does not accept', () => {
  const MIB = 40_960
  const site = world({
    hosts: [host('a'), host('b'), host('c')],
    vms: [vm('web', 'a', { memoryMiB: MIB }), vm('old', 'b', { memoryMiB: MIB })],
  })
  const moves: PlannedMove[] = [
    { vmId: vmId('old'), targetHostId: hostId('c'), fromHostId: hostId('b') },
    { vmId: vmId('web'), targetHostId: hostId('b'), fromHostId: hostId('a') },
  ]
  /** `oldSeconds`: how long the move is said to take that makes room. After 1e20 s, a second more is no later. */
  const enter = (oldSeconds: number) => {
    const durations = {
      ...priorDurations,
      vm: (_action: unknown, { name }: { readonly name: string }) => {
        const seconds = name === 'old' ? oldSeconds : 1
        return { p50Seconds: seconds, p95Seconds: seconds }
      },
    }
    const keeper = new MaintenanceKeeper(clock, book, { world: site, trustedWorld: site, durations, deviceViews: () => [] })
    return keeper.enter({ hostId: hostId('a'), choices: [], moves }, BY)
  }

  it('D4 K1 is not used, and is on record once; what is planned without it is judged by itself', async () => {
    await enter(1e20)
    await enter(1e20)
    expect(book.active).toEqual([])
    const found = await rejections()
    const orders = found.filter(({ message }) => message.startsWith('An order of moves is not used'))
    expect(orders).toMatchObject([{ actor: 'ann', runId: null, outcome: 'refused', object: { kind: 'host', name: 'a' } }])
    const again = await checkedAgain(orders[0])
    expect(again).toMatchObject({ exitCode: 1, kind: 'sequence' })
    expect(again.violations.map(({ rule }) => rule)).toEqual(['time'])
    expect(found.map(({ data }) => data)).toMatchObject([{ kind: 'run' }, { kind: 'sequence' }])
  })

  it('is used where it is sound, and nothing is on record', async () => {
    await enter(10)
    expect(book.active[0]?.steps.map(({ object, after }) => [object.name, after.length])).toEqual([
      ['old', 0],
      ['web', 1],
      ['a', 2],
    ])
    expect(await rejections()).toEqual([])
  })
})
