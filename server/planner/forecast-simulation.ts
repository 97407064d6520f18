import { runIdSchema, stepIdSchema, type HostId, type StageId, type StepId, type VmId } from '../domain/ids'
import { isDangerTrigger, type PlanContent, type Trigger } from '../domain/plan'
import type { Step } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import { carries, drain, HORIZON_SECONDS, runtimeAt, secondsToFirstEmpty, shownBy, type Bank } from './battery-bank'
import type { DurationBook } from './durations'
import { SAME_TIME_SECONDS, secondsUntilAny } from './forecast-trigger'
import { planHostsInPieces } from './host-steps'
import type { LoadModel } from './load-model'
import type { Pieces } from './pieces'
import type { PlanKeys } from './plan-keys'
import { NO_BATCH, type PlanMemory, type PlannedBatch } from './plan-memory'
import { type KnownSteps, stepFacts } from './forecast-step-facts'
import { createScheduler, type Task } from './scheduler'
import { planStageInPieces } from './stage-steps'
import type { Quantile, StepOutcome } from './step-outcome'
import type { PlanNote, PlannedSteps, StepSource } from './step-writer'
import type { BatteryTargets } from './target-power'
import { indexOf } from './world-index'

export interface SimulationInput {
  readonly content: PlanContent
  readonly world: World
  readonly devices: readonly PowerDeviceView[]
  /** Hosts on battery that may take VMs. Absent: none (D4). */
  readonly batteries?: BatteryTargets
  readonly hostIds: ReadonlySet<HostId>
  readonly load: LoadModel
  /** Fresh for each simulation: it is drained. */
  readonly bank: Bank
  readonly durations: DurationBook
  readonly quantile: Quantile
  /** Part of the shown energy that is really there. */
  readonly believed: number
  readonly startSeconds: number
  /** For how long the group has been on battery by then: less than that where its mains were back in between. */
  readonly lastedSeconds: number
  /** Open steps of a run that is on, with the seconds each has run, and those that it waits for its moment. */
  readonly open: readonly { readonly step: Step; readonly ranSeconds: number; readonly waitsSeconds: number }[]
  /** Where VMs are stopped by value: the moments of what a stage issues, seconds from now, by all that is issued and not ended. */
  readonly byValue: ((at: ByValueSight) => ReadonlyMap<StepId, number>) | null
  readonly firedStageIds: ReadonlySet<StageId>
  readonly hostsFired: boolean
  /** What was planned for a firing: simulations that meet the same plan alike. */
  readonly memory: PlanMemory
  readonly planKeys: PlanKeys
  /** Absent: every stage fires as its triggers say. */
  readonly delay?: StageDelay
  /** Absent: every VM begins as soon as its turn comes. */
  readonly vmDelay?: VmDelay
  /** Only how it ends is asked: the battery's course is not told, which takes as long as the rest. Absent: it is. */
  readonly withoutPoints?: true
  /** What is known of steps from simulations of the same quantile in the same world. Absent: nothing. */
  readonly knownSteps?: KnownSteps
}

/** How it stands when a stage fires whose VMs are stopped by value. */
export interface ByValueSight {
  readonly atSeconds: number
  /** On battery by then. */
  readonly lastedSeconds: number
  readonly watts: number
  /** Parts of each battery that are left, of what is really there. */
  readonly left: readonly number[]
  /** What is under way or waits, and what the stage issues. */
  readonly underWay: readonly Step[]
  readonly issued: readonly Step[]
  readonly firedStageIds: ReadonlySet<StageId>
}

/** This stage fires at that moment whatever its triggers say, and with it what stands behind it, the hosts too, as far as an outage fires that. */
export interface StageDelay {
  readonly stageId: StageId
  /** Since the mains failed; infinite: never. */
  readonly untilSeconds: number
}

/** This VM's action begins no sooner, and then only when nobody else wants its slot; what waits for it waits on. */
export interface VmDelay {
  readonly vmId: VmId
  /** Since the mains failed; infinite: never. */
  readonly untilSeconds: number
}

export interface Span {
  readonly step: Step
  readonly startSeconds: number
  readonly endSeconds: number
  readonly ends: boolean
}

export interface FiredInSimulation {
  readonly atSeconds: number
  endSeconds: number
  shedWatts: number
  gainedSeconds: number
  openCount: number
}

export interface SimulationResult {
  /** By VM or host id. */
  readonly spans: ReadonlyMap<string, Span>
  readonly stages: ReadonlyMap<StageId, FiredInSimulation>
  readonly points: readonly { readonly atSeconds: number; readonly runtimeSeconds: number }[]
  /** When too few batteries are left; null: not within a day. */
  readonly darkAtSeconds: number | null
  readonly lastEndSeconds: number | null
  /** Runtime left, at the load until then, when the last action ended; negative: it was dark so long before. */
  readonly leftAtEndSeconds: number
  /** Parts of each battery that were left when the last action ended, in the bank's order, and the load before and after it. */
  readonly atEnd: { readonly left: readonly number[]; readonly wattsBefore: number; readonly wattsAfter: number }
  readonly notes: readonly PlanNote[]
}

const never = Number.POSITIVE_INFINITY

const RUN_ID = runIdSchema.parse('forecast')
const NO_SLOTS: Task['slots'] = []
/** The wait of a VM that is delayed is a piece of work without slots, which no stage cuts short; the VM is the last that wants one. */
const WAIT_ORDER = Number.MIN_SAFE_INTEGER
const LAST_ORDER = Number.MAX_SAFE_INTEGER
/** Steps are issued in so many thousandths of a millisecond each; a turn need not be offered after every one. */
const ISSUED_PER_PIECE = 16

interface Work {
  readonly step: Step
  readonly outcome: StepOutcome
  readonly ranSeconds: number
  readonly watts: number
}

/**
 * Plays an outage through: triggers fire as the devices would show it, the very steps the engine would issue run under the
 * platform's limits, each end lowers the load and stretches the battery. From event to event, never by ticks.
 */
export function* simulate(input: SimulationInput): Pieces<SimulationResult> {
  const { content, world, bank, load, durations, quantile, believed, delay, vmDelay } = input
  const delayedFrom = content.stages.findIndex(({ id }) => id === delay?.stageId)
  const index = indexOf(world)
  const scheduler = createScheduler()
  const work = new Map<number, Work>()
  const orderOf = new Map<StepId, number>()
  const staying = new Set<string>()
  const issued: Step[] = []
  const spans = new Map<string, Span>()
  const stages = new Map<StageId, FiredInSimulation>()
  const points: { atSeconds: number; runtimeSeconds: number }[] = []
  const notes: PlanNote[] = []
  const fired = new Set(input.firedStageIds)
  let batch = NO_BATCH
  let hostsFired = input.hostsFired
  let now = input.startSeconds
  let watts = load.totalWatts
  let darkAt: number | null = null
  let lastEnd: number | null = null
  const endNow = (wattsBefore: number): SimulationResult['atEnd'] => ({
    left: bank.batteries.map(({ left }) => left),
    wattsBefore,
    wattsAfter: watts,
  })
  let atEnd = endNow(watts)
  let wasDarkAtEnd = false

  const factsOf = stepFacts({ index, load, durations, quantile }, input.knownSteps)

  const isDelayed = ({ object }: Step, ranSeconds: number): boolean =>
    vmDelay !== undefined && object.id === vmDelay.vmId && ranSeconds === 0 && vmDelay.untilSeconds > now + SAME_TIME_SECONDS

  /** Moments that are waited for: what opens one is a task of no length, which what waits for it comes after. */
  let gates: { readonly order: number; readonly atSeconds: number }[] = []
  const gateFor = (order: number, waitsSeconds: number): number[] => {
    if (waitsSeconds <= 0) return []
    gates.push({ order: -order, atSeconds: now + waitsSeconds })
    return [-order]
  }
  const openGates = (untilSeconds: number): void => {
    for (const { order, atSeconds } of gates)
      if (atSeconds <= untilSeconds + SAME_TIME_SECONDS) scheduler.add({ order, seconds: 0, slots: [], after: [] })
    gates = gates.filter(({ atSeconds }) => atSeconds > untilSeconds + SAME_TIME_SECONDS)
  }
  const nextGate = (): number => Math.min(never, ...gates.map(({ atSeconds }) => atSeconds))

  const issue = (step: Step, ranSeconds = 0, waitsSeconds = 0): void => {
    const known = factsOf(step)
    issued.push(step)
    if (known === null) return
    const isLast = isDelayed(step, ranSeconds)
    const order = isLast ? LAST_ORDER : issued.length
    const held = step.object.kind === 'host' && (index.vmsOnHost.get(step.object.id) ?? []).some((vm) => staying.has(vm.id))
    if (held) return
    if (!known.outcome.ends) staying.add(step.object.id)
    orderOf.set(step.id, order)
    work.set(order, { step, outcome: known.outcome, ranSeconds, watts: known.watts })
    const gate = isLast ? [WAIT_ORDER] : gateFor(order, waitsSeconds)
    if (isLast) scheduler.add({ order: WAIT_ORDER, seconds: (vmDelay?.untilSeconds ?? now) - now, slots: NO_SLOTS, after: [] })
    const after = [...step.after.flatMap((id) => orderOf.get(id) ?? []), ...gate]
    scheduler.add({ order, seconds: Math.max(0, known.outcome.seconds - ranSeconds), slots: known.slots, after })
    const stage = step.stageId === null ? undefined : stages.get(step.stageId)
    if (stage !== undefined) {
      stage.openCount += 1
      if (known.outcome.ends) stage.shedWatts += known.watts
    }
  }

  const lasted = (): number => now - input.startSeconds + input.lastedSeconds

  const momentsOf = (steps: readonly Step[]): ReadonlyMap<StepId, number> | null =>
    input.byValue?.({
      atSeconds: now,
      lastedSeconds: lasted(),
      watts,
      left: bank.batteries.map(({ left }) => left / believed),
      underWay: issued.filter(({ id, object }) => orderOf.has(id) && !spans.has(object.id)),
      issued: steps,
      firedStageIds: fired,
    }) ?? null

  /** Plans what fires now, unless it was planned before after the same firings. */
  function* batchOf(what: string, make: (source: StepSource) => Pieces<PlannedSteps>): Pieces<PlannedBatch> {
    const known = input.memory.find(batch, what)
    if (known !== null) return known
    const number = input.memory.nextBatch()
    let ids = 0
    const makeId = () => {
      ids += 1
      return stepIdSchema.parse(`forecast ${number} ${ids}`)
    }
    const made = { batch: number, planned: yield* make({ runId: RUN_ID, nextSeq: issued.length + 1, makeId }) }
    input.memory.keep(batch, what, made)
    return made
  }

  function* issueAll(what: string, make: (source: StepSource) => Pieces<PlannedSteps>, isByValue = false): Pieces<void> {
    const found = yield* batchOf(what, make)
    const { planned } = found
    batch = found.batch
    notes.push(...planned.notes)
    const moments = isByValue ? momentsOf(planned.steps) : null
    for (const [at, step] of planned.steps.entries()) {
      if (at % ISSUED_PER_PIECE === 0) yield
      issue(step, 0, moments?.get(step.id) ?? 0)
    }
  }

  const openStage = (stageId: StageId): void => {
    fired.add(stageId)
    stages.set(stageId, { atSeconds: now, endSeconds: now, shedWatts: 0, gainedSeconds: 0, openCount: 0 })
  }

  const secondsUntil = (seconds: number): number => (seconds - now <= SAME_TIME_SECONDS ? 0 : seconds - now)

  /** Of what stands behind a stage that is delayed: along with it, if an outage fires it at all. */
  const secondsBehind = (triggers: readonly Trigger[], untilSeconds: number): number =>
    triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger)) ? secondsUntil(untilSeconds) : never

  /** Looked at where a trigger asks, and once a moment. */
  let seen: ReturnType<typeof shownBy> | null = null
  const shown = (): ReturnType<typeof shownBy> => {
    seen ??= shownBy(bank, watts, believed)
    return seen
  }

  const secondsUntilStage = (at: number): number => {
    const triggers = content.stages[at]?.triggers ?? []
    if (delay === undefined || at < delayedFrom) return secondsUntilAny(triggers, lasted(), shown())
    return at === delayedFrom ? secondsUntil(delay.untilSeconds) : secondsBehind(triggers, delay.untilSeconds)
  }

  const secondsUntilHosts = (): number => {
    const { action, triggers } = content.hosts
    if (hostsFired || action !== 'shutdown') return never
    return delay === undefined ? secondsUntilAny(triggers, lasted(), shown()) : secondsBehind(triggers, delay.untilSeconds)
  }

  function* fire(): Pieces<void> {
    const holding = content.stages.map((stage, at) => !fired.has(stage.id) && secondsUntilStage(at) === 0)
    const last = holding.lastIndexOf(true)
    for (const [at, stage] of content.stages.entries()) {
      const isAlone = stage.alone === true
      const automatic = !isAlone && stage.triggers.some((trigger) => trigger.kind !== 'manual')
      if (at > last || fired.has(stage.id) || !(holding[at] === true || automatic)) continue
      openStage(stage.id)
      // Whatever an earlier stage still lets wait is stopped with the next one.
      if (!isAlone) openGates(never)
      const plan = (source: StepSource) =>
        planStageInPieces({
          ...source,
          content,
          stageId: stage.id,
          world,
          groupHostIds: input.hostIds,
          devices: input.devices,
          ...(input.batteries === undefined ? {} : { batteries: input.batteries }),
          existingSteps: issued,
        })
      yield* issueAll(input.planKeys.stage(stage.id), plan, at === last && !isAlone)
    }
    if (secondsUntilHosts() > 0) return
    hostsFired = true
    yield* issueAll(input.planKeys.hosts(), (source) =>
      planHostsInPieces({ ...source, content, world, groupHostIds: input.hostIds, existingSteps: issued }),
    )
  }

  const nextTrigger = (): number => {
    const stages = content.stages.map((stage, at) => (fired.has(stage.id) ? never : secondsUntilStage(at)))
    return now + Math.min(secondsUntilHosts(), ...stages)
  }

  const endAllDue = (): void => {
    const wattsBefore = watts
    const finished: FiredInSimulation[] = []
    while (scheduler.nextEndSeconds() <= now + SAME_TIME_SECONDS) {
      const ended = scheduler.endNext()
      const done = ended === null ? undefined : work.get(ended.order)
      if (ended === null) break
      if (done === undefined) continue
      const { step, outcome } = done
      const startSeconds = ended.startSeconds - done.ranSeconds
      spans.set(step.object.id, { step, startSeconds, endSeconds: ended.endSeconds, ends: outcome.ends })
      if (outcome.ends) watts = Math.max(0, watts - done.watts)
      lastEnd = now
      const stage = step.stageId === null ? undefined : stages.get(step.stageId)
      if (stage === undefined) continue
      stage.openCount -= 1
      stage.endSeconds = now
      if (stage.openCount === 0) finished.push(stage)
    }
    if (lastEnd === now) {
      atEnd = endNow(wattsBefore)
      wasDarkAtEnd = darkAt !== null
    }
    for (const stage of finished)
      stage.gainedSeconds = Math.max(0, runtimeAt(bank, watts) - runtimeAt(bank, watts + stage.shedWatts))
  }

  for (const stageId of input.firedStageIds) openStage(stageId)
  for (const { step, ranSeconds, waitsSeconds } of input.open) {
    yield
    issue(step, ranSeconds, waitsSeconds)
  }
  if (!carries(bank)) darkAt = now
  const horizon = now + HORIZON_SECONDS
  for (;;) {
    yield
    seen = null
    if (darkAt === null) yield* fire()
    openGates(darkAt === null ? now : never)
    scheduler.startReady(now)
    if (input.withoutPoints !== true)
      points.push({ atSeconds: now, runtimeSeconds: darkAt === null ? runtimeAt(bank, watts) : 0 })
    const end = scheduler.nextEndSeconds()
    const next = darkAt === null ? Math.min(end, nextGate(), nextTrigger(), now + secondsToFirstEmpty(bank, watts)) : end
    if (!(next <= horizon)) break
    if (darkAt === null) drain(bank, watts, next - now)
    now = Math.max(now, next)
    if (end <= now + SAME_TIME_SECONDS) endAllDue()
    if (darkAt === null && !carries(bank)) darkAt = now
  }
  const { left, wattsBefore } = atEnd
  const batteriesAtEnd = bank.batteries.map((battery, at) => ({ ...battery, left: left[at] ?? 0 }))
  const leftAtEndSeconds =
    darkAt !== null && wasDarkAtEnd ? darkAt - (lastEnd ?? now) : runtimeAt({ ...bank, batteries: batteriesAtEnd }, wattsBefore)
  return { spans, stages, points, darkAtSeconds: darkAt, lastEndSeconds: lastEnd, leftAtEndSeconds, atEnd, notes }
}
