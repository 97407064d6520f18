import type { StepId, VmId } from '../domain/ids'
import type { LatestMoment } from '../domain/latest-moment'
import { type Bank, type Battery, HORIZON_SECONDS, liveOf, runtimeAt } from './battery-bank'
import type { Course, WorstCourse } from './forecast-course'
import type { SimulationResult, Span } from './forecast-simulation'
import type { LoadModel } from './load-model'

const wattsOf = ({ step, ends }: Span, load: LoadModel): number => {
  if (!ends) return 0
  if (step.object.kind === 'vm') return load.vmWatts.get(step.object.id) ?? 0
  return step.object.kind === 'host' ? (load.hostWatts.get(step.object.id) ?? 0) : 0
}

/** What waits for a step, and so on: how long it all takes behind it, one after the other, and what it draws until then. */
interface Behind {
  readonly seconds: number
  readonly watts: number
}

/** By step, from the last backwards. What several ways lead to counts by each of them: never too little. */
const behindEach = (spans: readonly Span[], load: LoadModel): ReadonlyMap<StepId, Behind> => {
  const behind = new Map<StepId, Behind>()
  const latestFirst = [...spans].sort((left, right) => right.startSeconds - left.startSeconds || right.step.seq - left.step.seq)
  for (const span of latestFirst) {
    const own = behind.get(span.step.id) ?? { seconds: 0, watts: 0 }
    const seconds = span.endSeconds - span.startSeconds + own.seconds
    const watts = wattsOf(span, load) + own.watts
    for (const id of span.step.after) {
      const known = behind.get(id) ?? { seconds: 0, watts: 0 }
      behind.set(id, { seconds: Math.max(known.seconds, seconds), watts: Math.min(load.totalWatts, known.watts + watts) })
    }
  }
  return behind
}

/** The load just before the end of each. */
const loadBeforeEnd = (spans: readonly Span[], load: LoadModel): ReadonlyMap<Span, number> => {
  const before = new Map<Span, number>()
  let watts = load.totalWatts
  for (const span of [...spans].sort((left, right) => left.endSeconds - right.endSeconds)) {
    before.set(span, watts)
    watts = Math.max(0, watts - wattsOf(span, load))
  }
  return before
}

/** Part of a battery that a load takes each second, where the batteries that are left share it as they do now. */
const drainPerSecond = (battery: Battery, sharedBy: number, watts: number): number =>
  watts <= 0 || !battery.drains ? 0 : 1 / (battery.runtimeSeconds * battery.stretch(watts / sharedBy))

interface Ending {
  readonly bank: Bank
  readonly result: SimulationResult
  readonly endsAtSeconds: number
  readonly reserveSeconds: number
}

/** The batteries when the last action ends; null: one is empty by then, and what more load does to the others is another course. */
const bankAtEnd = (bank: Bank, left: readonly number[]): Bank | null => {
  const live = new Set(liveOf(bank))
  const batteries = bank.batteries.map((battery, at) => ({ ...battery, left: left[at] ?? 0 }))
  const hasLost = bank.batteries.some((battery, at) => live.has(battery) && (left[at] ?? 0) <= 0)
  return hasLost ? null : { ...bank, batteries }
}

/**
 * The margin if one VM begins so much later than in the worst course, and all that waits for it too: never more than it would be. What
 * they draw meanwhile is counted at the highest load of that time, where each watt costs most.
 */
const marginWhenLater = (
  { bank, result, endsAtSeconds, reserveSeconds }: Ending,
  span: Span,
  behind: Behind,
  loads: { readonly atEndWatts: number; readonly ownWatts: number },
  laterSeconds: number,
): number => {
  const moreWatts = loads.ownWatts + behind.watts
  const lastEnd = Math.max(endsAtSeconds, span.endSeconds + laterSeconds + behind.seconds)
  const before = Math.max(0, Math.min(laterSeconds, endsAtSeconds - span.endSeconds))
  const sharedBy = liveOf(bank).reduce((sum, { loadWatts }) => sum + loadWatts, 0)
  const more = (battery: Battery, watts: number): number =>
    drainPerSecond(battery, sharedBy, watts + moreWatts) - drainPerSecond(battery, sharedBy, watts)
  const batteries = bank.batteries.map((battery) => ({
    ...battery,
    left: Math.max(0, battery.left - before * Math.max(more(battery, loads.atEndWatts), more(battery, result.atEnd.wattsBefore))),
  }))
  // What is left of the others when one dies sooner is another course.
  if (batteries.some(({ left }, at) => left <= 0 && (bank.batteries[at]?.left ?? 0) > 0)) return -reserveSeconds - 1
  const drained = { ...bank, batteries }
  if (lastEnd <= endsAtSeconds) return runtimeAt(drained, result.atEnd.wattsBefore) - reserveSeconds
  const watts = result.atEnd.wattsAfter + moreWatts
  return runtimeAt(drained, watts) - (lastEnd - endsAtSeconds) - reserveSeconds
}

/** When the worst course comes to the reserve. */
const reserveReachedAt = ({ points }: SimulationResult, reserveSeconds: number): number => {
  const at = points.findIndex(({ runtimeSeconds }) => runtimeSeconds < reserveSeconds)
  const last = points[at === -1 ? points.length - 1 : Math.max(0, at - 1)]
  return last === undefined ? 0 : last.atSeconds + Math.max(0, last.runtimeSeconds - reserveSeconds)
}

/** The longest action of any other VM: one that comes later may find its slot taken by that, and waits for its end. */
const longestOfOthers = (spans: readonly Span[]): ((span: Span) => number) => {
  const secondsOf = ({ startSeconds, endSeconds }: Span): number => endSeconds - startSeconds
  const ofVms = spans.filter(({ step }) => step.object.kind === 'vm').sort((left, right) => secondsOf(right) - secondsOf(left))
  return (span) => {
    const other = ofVms[0] === span ? ofVms[1] : ofVms[0]
    return other === undefined ? 0 : secondsOf(other)
  }
}

/** VMs of the worst course whose action has not begun, each with its latest moment: see `latestMoments`. */
export const latestOfVms = (course: Course, worst: WorstCourse, reserveSeconds: number): ReadonlyMap<VmId, LatestMoment> => {
  const { load, startSeconds } = course
  const { result, marginSeconds } = worst
  const spans = [...result.spans.values()]
  const behind = behindEach(spans, load)
  const loads = loadBeforeEnd(spans, load)
  const longestOther = longestOfOthers(spans)
  const bank = bankAtEnd(course.worstBank(), result.atEnd.left)
  const reachedAt = reserveReachedAt(result, reserveSeconds)

  const latestOf = (span: Span): LatestMoment => {
    const waiting = behind.get(span.step.id) ?? { seconds: 0, watts: 0 }
    if (marginSeconds === null || marginSeconds < 0) {
      const missing = Math.ceil(span.endSeconds + waiting.seconds - reachedAt)
      return missing > 0 ? { kind: 'too-late', missingSeconds: missing } : { kind: 'now' }
    }
    const planned = Math.floor(span.startSeconds)
    const at = (seconds: number): LatestMoment => (seconds <= startSeconds ? { kind: 'now' } : { kind: 'at', seconds })
    if (bank === null) return at(planned)
    const ending = { bank, result, endsAtSeconds: result.lastEndSeconds ?? startSeconds, reserveSeconds }
    const own = { atEndWatts: loads.get(span) ?? load.totalWatts, ownWatts: wattsOf(span, load) }
    const isSafe = (seconds: number): boolean => {
      const laterSeconds = seconds <= span.startSeconds ? 0 : seconds - span.startSeconds + longestOther(span)
      return marginWhenLater(ending, span, waiting, own, laterSeconds) >= 0
    }
    if (runtimeAt(bank, result.atEnd.wattsAfter + own.ownWatts + waiting.watts) >= HORIZON_SECONDS) return { kind: 'any-time' }
    let safe = planned
    let unsafe = planned + HORIZON_SECONDS
    while (unsafe - safe > 1) {
      const between = Math.floor((safe + unsafe) / 2)
      if (isSafe(between)) safe = between
      else unsafe = between
    }
    return at(safe)
  }

  return new Map(
    spans.flatMap((span) =>
      span.step.object.kind === 'vm' && span.step.direction === 'down' && span.startSeconds >= startSeconds
        ? [[span.step.object.id, latestOf(span)] as const]
        : [],
    ),
  )
}
