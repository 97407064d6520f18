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
  const version = { id: ids.version, planId: ids.plan, number: 1, content, createdBy: 'ann', createdAtMs: 0, note: null }
  const keeperOf = (seen: World): OutageKeeper =>
    new OutageKeeper({
      starts: new StartWatch({ now: () => 0, probeOf: () => null, ask: async () => true }),
      clock,
      log,
      book,
      aborted: new AbortedOutages(service.store),
      site: {
        world: seen,
        trustedWorld: planned,
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
          version,
        }),
        version: () => version,
      },
    })
  const begin = (seen: World) => keeperOf(seen).consider(row, onBattery, [device('ups', { supply: 'battery' }), device('live')])

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
})
