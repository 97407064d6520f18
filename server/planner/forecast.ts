import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { BatteryPoint, Forecast, ForecastBar, ForecastStage, WorstCase } from '../domain/forecast'
import type { HostId, PowerGroupId, StageId } from '../domain/ids'
import { isDangerTrigger, type PlanContent } from '../domain/plan'
import { isOpen, type RunWithSteps, type Step } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { bankOf, carries, HORIZON_SECONDS, outputWattsOf, runtimeAt } from './battery-bank'
import { consoleReturnWarnings } from './console-return'
import { cutOffVms, vmsAtStake } from './cut-off'
import { priorDurations, type DurationBook } from './durations'
import { simulate, type SimulationInput, type SimulationResult, type Span } from './forecast-simulation'
import { loadModel } from './load-model'
import { atOnce, type Pieces } from './pieces'
import { indexOf } from './world-index'

/** The true runtime lies at least so far around what a credible UPS says; further where its learned band is wider. */
export const RUNTIME_BAND = 0.1
/** Whatever a band says, no less than this part of what is shown is taken for real. */
const LEAST_BELIEVED = 0.5
const MOST_POINTS = 200

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
  /** A run that is on: the forecast is of its rest, from now. */
  readonly progress?: { readonly run: RunWithSteps; readonly nowMs: number } | null
}

const nothing = (content: PlanContent, vmCount: number, notes: readonly string[]): Forecast => ({
  verdict: 'unknown',
  vmCount,
  cutOff: [],
  marginSeconds: null,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds: content.reserveSeconds,
  battery: [],
  stages: [],
  bars: [],
  notes,
})

const outputOf = (group: PowerGroup, devices: readonly PowerDeviceView[]): number | null => {
  const known = devices.filter((device) => group.deviceIds.includes(device.id)).map(outputWattsOf)
  return known.length === 0 || known.some((watts) => watts === null)
    ? null
    : known.reduce<number>((sum, watts) => sum + (watts ?? 0), 0)
}

/** Parts of the shown runtime that are there in a bad and in a good case: the widest bands of the group's devices. */
const believedOf = (group: PowerGroup, devices: readonly PowerDeviceView[]): { readonly low: number; readonly high: number } => {
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

const tidy = (seconds: number): number => Math.round(seconds * 10) / 10

const worstCaseOf = (endsAtSeconds: number | null, leftSeconds: number): WorstCase => ({
  endsAtSeconds: endsAtSeconds === null ? null : tidy(endsAtSeconds),
  leftSeconds: tidy(leftSeconds),
})

const objectOf = ({ object }: Step): ForecastBar['object'] => {
  switch (object.kind) {
    case 'vm':
      return { kind: object.kind, id: object.id }
    case 'host':
      return { kind: object.kind, id: object.id }
    case 'safeguard':
      return { kind: object.kind, id: object.id }
  }
}

const barOf = (span: Span, worstEndSeconds: number): ForecastBar => {
  const { step } = span
  return {
    stageId: step.stageId,
    object: objectOf(step),
    name: step.object.name,
    action: step.action,
    startSeconds: tidy(span.startSeconds),
    endSeconds: tidy(span.endSeconds),
    worstEndSeconds: tidy(Math.max(span.endSeconds, worstEndSeconds)),
  }
}

/** Expected spans with the end where everything is slow; what begins in the worst case only is shown as there. */
const barsOf = (expected: SimulationResult, worst: SimulationResult, past: readonly ForecastBar[]): readonly ForecastBar[] => {
  const bars = [...expected.spans.entries()].map(([id, span]) => barOf(span, worst.spans.get(id)?.endSeconds ?? span.endSeconds))
  const only = [...worst.spans.entries()]
    .filter(([id]) => !expected.spans.has(id))
    .map(([, span]) => barOf(span, span.endSeconds))
  return [...past, ...bars, ...only].sort((left, right) => left.startSeconds - right.startSeconds)
}

/** A course until the battery is empty, thinned out to what a chart can show. */
const pointsOf = (
  { points, darkAtSeconds }: SimulationResult,
  band: { readonly low: number; readonly high: number },
): readonly BatteryPoint[] => {
  const byTime = new Map(points.map((point) => [point.atSeconds, point]))
  const shown = [...byTime.values()].filter(
    (point, place) => place === 0 || darkAtSeconds === null || point.atSeconds <= darkAtSeconds,
  )
  const stride = Math.max(1, (shown.length - 1) / (MOST_POINTS - 1))
  const places = Array.from({ length: Math.min(shown.length, MOST_POINTS) }, (_, place) => Math.round(place * stride))
  return places.flatMap((place) => {
    const point = shown[place]
    if (point === undefined) return []
    return {
      atSeconds: tidy(point.atSeconds),
      runtimeSeconds: tidy(point.runtimeSeconds),
      lowSeconds: tidy(point.runtimeSeconds * band.low),
      highSeconds: tidy(point.runtimeSeconds * band.high),
    }
  })
}

const stagesOf = (
  content: PlanContent,
  simulation: SimulationResult,
  firedAt: ReadonlyMap<StageId, number>,
): readonly ForecastStage[] =>
  content.stages.map((stage) => {
    const fired = simulation.stages.get(stage.id)
    return {
      stageId: stage.id,
      name: stage.name,
      firesAtSeconds: fired === undefined ? null : tidy(firedAt.get(stage.id) ?? fired.atSeconds),
      endsAtSeconds: fired === undefined ? null : tidy(fired.endSeconds),
      shedWatts: Math.round(fired?.shedWatts ?? 0),
      gainedSeconds: tidy(fired?.gainedSeconds ?? 0),
    }
  })

/** Where the outage stands: what is open, what has fired, and what has ended already. */
const standingOf = (question: ForecastQuestion, group: PowerGroup) => {
  const { progress, devices } = question
  if (progress == null) {
    const own = devices.filter((device) => group.deviceIds.includes(device.id) && device.supply === 'battery')
    const startSeconds = Math.max(0, ...own.map((device) => device.secondsOnBattery ?? 0))
    return { startSeconds, open: [], firedAt: new Map<StageId, number>(), hostsFired: false, past: [] }
  }
  const { run, nowMs } = progress
  const beganAtMs = run.outageStartedAtMs ?? run.startedAtMs
  const since = (atMs: number): number => Math.max(0, (atMs - beganAtMs) / 1000)
  const down = run.steps.filter((step) => step.direction === 'down').sort((left, right) => left.seq - right.seq)
  const ended = (step: Step): ForecastBar[] =>
    step.startedAtMs === null || step.endedAtMs === null
      ? []
      : [
          barOf(
            { step, startSeconds: since(step.startedAtMs), endSeconds: since(step.endedAtMs), ends: step.state === 'done' },
            0,
          ),
        ]
  return {
    startSeconds: since(nowMs),
    open: down
      .filter(isOpen)
      .map((step) => ({ step, ranSeconds: step.startedAtMs === null ? 0 : Math.max(0, (nowMs - step.startedAtMs) / 1000) })),
    firedAt: new Map(run.fired.map((stage) => [stage.stageId, since(stage.firedAtMs)])),
    hostsFired: down.some((step) => step.action === 'shutdown-host'),
    past: down.flatMap(ended),
  }
}

/**
 * How an outage of this group would go under this plan, from now: when each stage fires, when each VM and host has ended
 * (as expected, and where everything is slow), how the battery follows the falling load, and whether everything ends before the
 * reserve. The verdict and the margin stand on the worst case: every action slow, and as little battery as the bands of the UPSs allow.
 */
export const forecastPlan = (question: ForecastQuestion): Forecast => atOnce(forecastInPieces(question))

/** As `forecastPlan`: with ten thousand VMs it takes a while. */
export function* forecastInPieces(question: ForecastQuestion): Pieces<Forecast> {
  const { content, world, devices, durations = priorDurations } = question
  const { startChargePercent, oneFeedOnly } = question.assumptions ?? { startChargePercent: null, oneFeedOnly: false }
  const group = world.groups.find((each) => each.id === question.groupId)
  if (group === undefined) return nothing(content, 0, [P.groupUnknown])
  const hostIds = new Set<HostId>(
    world.feeds.filter((feed) => group.deviceIds.includes(feed.deviceId)).map((feed) => feed.hostId),
  )
  yield
  indexOf(world)
  yield
  const warnings = consoleReturnWarnings(content, world, hostIds)
  const warned = warnings.length === 0 ? {} : { warnings }
  const vms = vmsAtStake(world, hostIds, question.progress?.run ?? null)
  yield
  const load = loadModel(world, group, outputOf(group, devices))
  const band = believedOf(group, devices)
  const makeBank = (believed: number) => {
    const cautious = believed < 1
    const bank = bankOf({ group, devices, totalWatts: load.totalWatts, startChargePercent, oneFeedOnly, cautious })
    for (const battery of bank.batteries) battery.left = believed
    return bank
  }
  const now = makeBank(1)
  if (now.batteries.length < now.required) return { ...nothing(content, vms.length, [...now.notes, P.runtimesUntold]), ...warned }

  const { startSeconds, open, firedAt, hostsFired, past } = standingOf(question, group)
  const common = {
    content,
    world,
    devices,
    hostIds,
    load,
    durations,
    startSeconds,
    open,
    firedStageIds: new Set(firedAt.keys()),
    hostsFired,
    planned: new Map(),
  }
  const run = (quantile: SimulationInput['quantile'], believed: number): Pieces<SimulationResult> =>
    simulate({ ...common, quantile, believed, bank: makeBank(believed) })
  yield
  const expected = yield* run('expected', 1)
  const worst = yield* run('worst', band.low)

  yield
  const cutOff = cutOffVms(content, vms, worst)
  const leftSeconds = worst.lastEndSeconds === null ? runtimeAt(makeBank(band.low), load.totalWatts) : worst.leftAtEndSeconds
  const countedSeconds = Math.min(leftSeconds, HORIZON_SECONDS)
  const margin = countedSeconds - content.reserveSeconds
  // What a stage that never began would have needed is not known, so neither is what is missing.
  const unbegun = content.stages.some(
    (stage) =>
      !worst.stages.has(stage.id) && stage.triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger)),
  )
  const missed = cutOff.length > 0 && (unbegun || worst.spans.size === 0)
  yield
  return {
    verdict: cutOff.length > 0 ? 'cut-off' : margin < 0 || !carries(now) ? 'late' : 'clean',
    vmCount: vms.length,
    cutOff,
    marginSeconds: missed ? null : Math.floor(margin),
    ...(missed ? {} : { worst: worstCaseOf(worst.lastEndSeconds, countedSeconds) }),
    endsAtSeconds: expected.lastEndSeconds === null ? null : tidy(expected.lastEndSeconds),
    emptyAtSeconds: expected.darkAtSeconds === null ? null : tidy(expected.darkAtSeconds),
    reserveSeconds: content.reserveSeconds,
    battery: pointsOf(expected, band),
    worstCourse: pointsOf(worst, band).map(({ atSeconds, runtimeSeconds }) => ({ atSeconds, runtimeSeconds })),
    stages: stagesOf(content, expected, firedAt),
    bars: barsOf(expected, worst, past),
    notes: [...now.notes, ...load.notes, ...new Set(expected.notes.map((note) => note.message))],
    ...warned,
  }
}
