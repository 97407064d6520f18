import type { Forecast, ShorterGrace } from '../domain/forecast'
import type { HostId, PowerGroupId, StageId } from '../domain/ids'
import { withLongOutage } from '../domain/long-outage'
import { isDangerTrigger, type PlanContent } from '../domain/plan'
import { isOpen, type RunWithSteps, type Step } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { type Bank, bankOf, HORIZON_SECONDS, outputWattsOf, runtimeAt } from './battery-bank'
import { countCutOff, cutOffVms, vmsAtStake } from './cut-off'
import { type Draw, Z95 } from './drawn-durations'
import { priorDurations, type DurationBook } from './durations'
import {
  simulate,
  type SimulationInput,
  type SimulationResult,
  type Span,
  type StageDelay,
  type VmDelay,
} from './forecast-simulation'
import type { KnownSteps } from './forecast-step-facts'
import { graceLimits } from './grace-limits'
import { type LoadModel, loadModel } from './load-model'
import type { Pieces } from './pieces'
import { createPlanKeys } from './plan-keys'
import { createPlanMemory, type PlanMemory } from './plan-memory'
import { byValueOf, onceEach } from './shed/by-value'
import { type BatteryTargets, targetPowerOf } from './target-power'
import type { VirtualMachine } from '../domain/world'
import { indexOf } from './world-index'

/** The true runtime lies at least so far around what a credible UPS says; further where its learned band is wider. */
export const RUNTIME_BAND = 0.1
/** Whatever a band says, no less than this part of what is shown is taken for real. */
const LEAST_BELIEVED = 0.5
export interface ForecastAssumptions {
  /** Null: as charged as now. Ignored while an outage is on. */
  readonly startChargePercent: number | null
  /** Only as many UPSs as the group requires still supply, the weakest. */
  readonly oneFeedOnly: boolean
}

export interface ForecastQuestion {
  readonly content: PlanContent
  readonly groupId: PowerGroupId
  readonly world: World
  /** All devices, not only the group's: migration targets hang on the others. */
  readonly devices: readonly PowerDeviceView[]
  readonly assumptions?: ForecastAssumptions
  readonly durations?: DurationBook
  /** Also within what it stays in nine of ten cases, which takes twice as long. Absent: not. */
  readonly withBand?: boolean
  /** A run that is on: the forecast is of its rest, from now. */
  readonly progress?: { readonly run: RunWithSteps; readonly nowMs: number } | null
  /** What the group carries in this world, where that is not the one of now. Absent: what its devices measure. */
  readonly loadWatts?: number
  /** Hosts on battery that its moves may go to. Absent: none (D4). */
  readonly batteries?: BatteryTargets
  /** Of the same world and group. Not read where a run is on. Absent: nothing is known from before. */
  readonly memory?: PlanMemory
}

/** How it goes in one of the cases, and what follows from the worst. */
export interface WorstCourse {
  readonly result: SimulationResult
  readonly cutOff: Forecast['cutOff']
  /** Runtime left when the last action ends, at most a day; what the margin is counted from. */
  readonly leftSeconds: number
  /** Null: nobody knows what is missing. */
  readonly marginSeconds: number | null
}

/** What is asked of a course that is only tried. */
export interface TriedCourse {
  /** How many lose their power while they run. */
  readonly cutOffCount: number
  /** As of `WorstCourse`. */
  readonly marginSeconds: number | null
  readonly darkAtSeconds: number | null
}

/** One stage with all behind it, or one VM with what waits for it, is later than planned. */
type Delay = StageDelay | VmDelay

/** All that the forecasts of one question share. */
export interface Course {
  /** As it acts. */
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly vms: readonly VirtualMachine[]
  readonly load: LoadModel
  readonly band: { readonly low: number; readonly high: number }
  /** As full as the devices say, now. */
  readonly bank: Bank
  readonly startSeconds: number
  /** For how long the group has been on battery: less where its mains were back in between (P6). */
  readonly lastedSeconds: number
  readonly firedAt: ReadonlyMap<StageId, number>
  readonly past: readonly Span[]
  /** With as little battery as the band allows. */
  readonly worstBank: () => Bank
  readonly expected: () => Pieces<SimulationResult>
  /** One of the ways in which it may go. */
  readonly drawn: (draw: Draw) => Pieces<SimulationResult>
  readonly worst: (delay?: Delay) => Pieces<WorstCourse>
  /** How the worst case ends with a delay: as `worst` says, in half the time. */
  readonly tried: (delay: Delay) => Pieces<TriedCourse>
  /** Whose grace would have to be shorter for so much to be gained in the worst case: of a run that is on (D3). */
  readonly gracesFor: (worst: SimulationResult, missingSeconds: number) => readonly ShorterGrace[]
}

const outputOf = (group: PowerGroup, devices: readonly PowerDeviceView[]): number | null => {
  const known = devices.filter((device) => group.deviceIds.includes(device.id)).map(outputWattsOf)
  return known.length === 0 || known.some((watts) => watts === null)
    ? null
    : known.reduce<number>((sum, watts) => sum + (watts ?? 0), 0)
}

/** Parts of the shown runtime that are there in a bad and in a good case: the widest bands of the group's devices. */
export const believedOf = (
  group: PowerGroup,
  devices: readonly PowerDeviceView[],
): { readonly low: number; readonly high: number } => {
  const ratios = devices.flatMap(({ id, runtimeBand, decidingRuntimeSeconds }) =>
    group.deviceIds.includes(id) && runtimeBand !== null && decidingRuntimeSeconds !== null && decidingRuntimeSeconds > 0
      ? [{ low: runtimeBand.lowSeconds / decidingRuntimeSeconds, high: runtimeBand.highSeconds / decidingRuntimeSeconds }]
      : [],
  )
  return {
    low: Math.max(LEAST_BELIEVED, Math.min(1 - RUNTIME_BAND, ...ratios.map(({ low }) => low))),
    high: Math.max(1 + RUNTIME_BAND, ...ratios.map(({ high }) => high)),
  }
}

/** Where the outage stands: what is open, what has fired, and what has ended already. */
const standingOf = (question: ForecastQuestion, group: PowerGroup) => {
  const { progress, devices } = question
  const own = devices.filter((device) => group.deviceIds.includes(device.id) && device.supply === 'battery')
  const onBatterySeconds = own.flatMap(({ secondsOnBattery }) => secondsOnBattery ?? [])
  if (progress == null) {
    const startSeconds = Math.max(0, ...onBatterySeconds)
    return {
      startSeconds,
      lastedSeconds: startSeconds,
      open: [],
      firedAt: new Map<StageId, number>(),
      hostsFired: false,
      past: [],
    }
  }
  const { run, nowMs } = progress
  const beganAtMs = run.outageStartedAtMs ?? run.startedAtMs
  const since = (atMs: number): number => Math.max(0, (atMs - beganAtMs) / 1000)
  const down = run.steps.filter((step) => step.direction === 'down').sort((left, right) => left.seq - right.seq)
  const ended = (step: Step): Span[] =>
    step.startedAtMs === null || step.endedAtMs === null
      ? []
      : [{ step, startSeconds: since(step.startedAtMs), endSeconds: since(step.endedAtMs), ends: step.state === 'done' }]
  return {
    startSeconds: since(nowMs),
    lastedSeconds: onBatterySeconds.length === 0 ? since(nowMs) : Math.min(since(nowMs), Math.max(...onBatterySeconds)),
    open: down.filter(isOpen).map((step) => ({
      step,
      ranSeconds: step.startedAtMs === null ? 0 : Math.max(0, (nowMs - step.startedAtMs) / 1000),
      waitsSeconds: step.state === 'pending' ? Math.max(0, ((step.notBeforeMs ?? nowMs) - nowMs) / 1000) : 0,
    })),
    firedAt: new Map(run.fired.map((stage) => [stage.stageId, since(stage.firedAtMs)])),
    hostsFired: down.some((step) => step.action === 'shutdown-host'),
    past: down.flatMap(ended),
  }
}

/** The hosts that a group's devices feed. */
export const hostsFedBy = (world: World, group: PowerGroup): ReadonlySet<HostId> =>
  new Set(world.feeds.filter((feed) => group.deviceIds.includes(feed.deviceId)).map((feed) => feed.hostId))

/** Reads a question about a group that is known. Nothing is simulated yet. */
export function* courseInPieces(question: ForecastQuestion, group: PowerGroup): Pieces<Course> {
  const { world, devices, durations = priorDurations, progress, batteries } = question
  const content = withLongOutage(question.content, world.vms)
  const { startChargePercent, oneFeedOnly } = question.assumptions ?? { startChargePercent: null, oneFeedOnly: false }
  const memory = question.memory === undefined || progress != null ? createPlanMemory() : question.memory
  const hostIds = hostsFedBy(world, group)
  yield
  indexOf(world)
  yield
  const vms = vmsAtStake(world, hostIds, progress?.run ?? null)
  yield
  const load = loadModel(world, group, question.loadWatts ?? outputOf(group, devices))
  yield
  const band = believedOf(group, devices)
  const makeBank = (believed: number, cautious = false): Bank => {
    const bank = bankOf({ group, devices, totalWatts: load.totalWatts, startChargePercent, oneFeedOnly, cautious })
    for (const battery of bank.batteries) battery.left = believed
    return bank
  }
  const worstBank = (): Bank => makeBank(band.low, band.low < 1)
  const lowBank = (left: readonly number[]): Bank => {
    const bank = worstBank()
    for (const [at, battery] of bank.batteries.entries()) battery.left *= left[at] ?? 1
    return bank
  }
  const { startSeconds, lastedSeconds, open, firedAt, hostsFired, past } = standingOf(question, group)
  const planKeys = createPlanKeys(content, world, targetPowerOf(world, devices, undefined, batteries), memory)
  const isByValue = content.shedding === 'by-value'
  const byValue = isByValue ? byValueOf({ content, group, world, durations, load, hostIds, lowBank }) : null
  const byValueOnce = byValue === null ? null : onceEach(byValue)
  const run = (
    quantile: SimulationInput['quantile'],
    believed: number,
    bank: Bank,
    more: Pick<SimulationInput, 'delay' | 'vmDelay' | 'withoutPoints' | 'knownSteps'> = {},
  ): Pieces<SimulationResult> =>
    simulate({
      content,
      world,
      devices,
      ...(batteries === undefined ? {} : { batteries }),
      hostIds,
      load,
      durations,
      startSeconds,
      lastedSeconds,
      open,
      firedStageIds: new Set(firedAt.keys()),
      hostsFired,
      byValue: quantile === 'worst' ? byValue : byValueOnce,
      memory,
      planKeys,
      quantile,
      believed,
      bank,
      ...more,
    })
  const delayedBy = (delay: Delay | undefined): Pick<SimulationInput, 'delay' | 'vmDelay'> =>
    delay === undefined ? {} : 'stageId' in delay ? { delay } : { vmDelay: delay }
  const marginOf = (result: SimulationResult, cutOffCount: number): Pick<WorstCourse, 'leftSeconds' | 'marginSeconds'> => {
    const left = result.lastEndSeconds === null ? runtimeAt(worstBank(), load.totalWatts) : result.leftAtEndSeconds
    const leftSeconds = Math.min(left, HORIZON_SECONDS)
    // What a stage that never began would have needed is not known, so neither is what is missing.
    const unbegun = content.stages.some(
      ({ id, triggers, alone }) =>
        alone !== true &&
        !result.stages.has(id) &&
        triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger)),
    )
    const isUnknown = cutOffCount > 0 && (unbegun || result.spans.size === 0)
    return { leftSeconds, marginSeconds: isUnknown ? null : Math.floor(leftSeconds - content.reserveSeconds) }
  }
  function* worst(delay?: Delay): Pieces<WorstCourse> {
    const result = yield* run('worst', band.low, worstBank(), delayedBy(delay))
    yield
    const cutOff = cutOffVms(content, vms, result)
    return { result, cutOff, ...marginOf(result, cutOff.length) }
  }
  const knownSteps: KnownSteps = new Map()
  function* tried(delay: Delay): Pieces<TriedCourse> {
    const result = yield* run('worst', band.low, worstBank(), { ...delayedBy(delay), withoutPoints: true, knownSteps })
    yield
    const cutOffCount = countCutOff(vms, result)
    return { cutOffCount, marginSeconds: marginOf(result, cutOffCount).marginSeconds, darkAtSeconds: result.darkAtSeconds }
  }
  return {
    content,
    group,
    vms,
    load,
    band,
    bank: makeBank(1),
    startSeconds,
    lastedSeconds,
    firedAt,
    past,
    worstBank,
    expected: () => run('expected', 1, makeBank(1)),
    drawn: (draw) => {
      const believed = 1 + ((draw.battery < 0 ? 1 - band.low : band.high - 1) * draw.battery) / Z95
      return run(draw, believed, makeBank(believed))
    },
    worst,
    tried,
    gracesFor: ({ spans, darkAtSeconds }, missingSeconds) =>
      open.length === 0 ? [] : graceLimits({ world, durations, spans: [...spans.values()], open, darkAtSeconds }, missingSeconds),
  }
}
