import type { StageId, VmId } from '../domain/ids'
import type { LatestMoment, PlanMoments } from '../domain/latest-moment'
import { isDangerTrigger, type Stage } from '../domain/plan'
import { carries } from './battery-bank'
import { type Course, courseInPieces, type ForecastQuestion, type TriedCourse, type WorstCourse } from './forecast-course'
import { gainOfEach } from './gains'
import { latestOfVms } from './latest-of-vms'
import { atOnce, type Pieces } from './pieces'

/** A moment that was tried, with the margin then: negative where time is missing; null: nobody knows. */
interface Tried {
  readonly seconds: number
  readonly isSafe: boolean
  readonly marginSeconds: number | null
}

type TryAt = (seconds: number) => Pieces<Tried>

/** Of so many others that lose their power anyway, none more may. */
const triesOf = (course: Course, delay: (untilSeconds: number) => Parameters<Course['tried']>[0], cutOffCount: number): TryAt =>
  function* (seconds) {
    const tried = yield* course.tried(delay(seconds))
    const { marginSeconds } = tried
    return { seconds, marginSeconds, isSafe: tried.cutOffCount <= cutOffCount && marginSeconds !== null && marginSeconds >= 0 }
  }

/** Where between the two the margin would be used up if it fell evenly; half way where that cannot be said. */
const likelyShare = (safeMargin: number | null, unsafeMargin: number | null): number =>
  safeMargin === null || unsafeMargin === null || unsafeMargin >= 0 ? 0.5 : safeMargin / (safeMargin - unsafeMargin)

/** After so many tries by the margin, every other one is at half way: no shape of the margin takes long. */
const TRIES_BY_MARGIN = 8

/**
 * Between a moment that is safe and one that is not, the last whole second that is: by the secant, where the margin of an end that stays
 * once more counts for less by as much as the other end's has fallen (Anderson and Björck), and in the end by halves.
 */
function* lastSafeSecond(tryAt: TryAt, safe: Tried, unsafe: Tried): Pieces<number> {
  let [low, high] = [safe, unsafe]
  let [lowMargin, highMargin] = [safe.marginSeconds, unsafe.marginSeconds]
  let wasSafe: boolean | null = null
  for (let tries = 0; high.seconds - low.seconds > 1; tries += 1) {
    const span = high.seconds - low.seconds
    const byHalf = tries >= TRIES_BY_MARGIN && tries % 2 === 0
    const share = byHalf ? 0.5 : likelyShare(lowMargin, highMargin)
    const tried = yield* tryAt(low.seconds + Math.min(span - 1, Math.max(1, Math.floor(span * share))))
    const { isSafe, marginSeconds } = tried
    if (isSafe) {
      if (wasSafe === true) highMargin = fallen(highMargin, marginSeconds, low.marginSeconds)
      ;[low, lowMargin] = [tried, marginSeconds]
    } else {
      if (wasSafe === false) lowMargin = fallen(lowMargin, marginSeconds, high.marginSeconds)
      ;[high, highMargin] = [tried, marginSeconds]
    }
    wasSafe = isSafe
  }
  return low.seconds
}

/** What an end's margin counts for whose other end went from `before` to `now`. */
const fallen = (margin: number | null, now: number | null, before: number | null): number | null => {
  if (margin === null || now === null || before === null || before === 0) return margin
  const part = 1 - now / before
  return margin * (part > 0 ? part : 0.5)
}

/** Plans of so many actions: each VM's moment is tried on the whole course, which takes the square of their number. */
const MOST_TRIED = 60

/**
 * Of one VM, with every slot and every wait as they then are: from a bound on the safe side, as far as the forward course bears it.
 */
function* latestOfVm(course: Course, worst: WorstCourse, vmId: VmId, bound: LatestMoment): Pieces<LatestMoment> {
  const span = worst.result.spans.get(vmId)
  if (span === undefined || (bound.kind !== 'at' && bound.kind !== 'now')) return bound
  const tryAt = triesOf(course, (untilSeconds) => ({ vmId, untilSeconds }), worst.cutOff.length)
  const { marginSeconds } = worst
  const isSafe = marginSeconds !== null && marginSeconds >= 0
  const planned: Tried = { seconds: Math.floor(span.startSeconds), marginSeconds, isSafe }
  const { darkAtSeconds } = yield* course.tried({ vmId, untilSeconds: Number.POSITIVE_INFINITY })
  if (!isSafe || darkAtSeconds === null) return bound
  const told = bound.kind === 'at' && bound.seconds > planned.seconds ? yield* tryAt(bound.seconds) : planned
  const seconds = yield* told.isSafe
    ? lastSafeSecond(tryAt, told, afterDark(told, darkAtSeconds))
    : lastSafeSecond(tryAt, planned, told)
  return seconds <= course.startSeconds ? { kind: 'now' } : { kind: 'at', seconds }
}

/** When all is dark nothing can be safe any more. */
const afterDark = ({ seconds }: Tried, darkAtSeconds: number): Tried => ({
  seconds: Math.max(seconds, Math.ceil(darkAtSeconds)) + 1,
  marginSeconds: null,
  isSafe: false,
})

/** An outage fires it at some time, and with whatever stands behind it. */
const isOfOutage = ({ alone, triggers }: Stage): boolean =>
  alone !== true && triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger))

/**
 * `atOnce`: how it ends if the stage fires now. `likelySeconds`: a moment that is safe for a stage before it, which more waits for then:
 * a good place to begin, and no more.
 */
function* latestOfStage(course: Course, stageId: StageId, atOnce: TriedCourse, likelySeconds: number): Pieces<LatestMoment> {
  const now = course.startSeconds
  const { marginSeconds, cutOffCount } = atOnce
  if (marginSeconds === null || marginSeconds < 0)
    return { kind: 'too-late', missingSeconds: marginSeconds === null ? null : -marginSeconds }
  const never = yield* course.tried({ stageId, untilSeconds: Number.POSITIVE_INFINITY })
  const { darkAtSeconds } = never
  const isNeverMissed = never.marginSeconds !== null && never.marginSeconds >= 0 && never.cutOffCount <= cutOffCount
  if (isNeverMissed || darkAtSeconds === null) return { kind: 'any-time' }
  const tryAt = triesOf(course, (untilSeconds) => ({ stageId, untilSeconds }), cutOffCount)
  const next = Math.floor(now) + 1
  const likely = likelySeconds > next ? yield* tryAt(likelySeconds) : null
  if (likely?.isSafe === true)
    return { kind: 'at', seconds: yield* lastSafeSecond(tryAt, likely, afterDark(likely, darkAtSeconds)) }
  const first = yield* tryAt(next)
  if (!first.isSafe) return { kind: 'now' }
  return { kind: 'at', seconds: yield* lastSafeSecond(tryAt, first, likely ?? afterDark(first, darkAtSeconds)) }
}

function* latestOfStages(course: Course, stages: readonly Stage[]): Pieces<PlanMoments['stages']> {
  const found: { stageId: StageId; name: string; moment: LatestMoment }[] = []
  // Whichever of them fires now, all others fire with it.
  const firesAll = stages.every((stage) => course.firedAt.has(stage.id) || isOfOutage(stage))
  let atOnce: TriedCourse | null = null
  let likelySeconds = 0
  for (const { id, name } of stages) {
    if (course.firedAt.has(id)) continue
    if (atOnce === null || !firesAll) atOnce = yield* course.tried({ stageId: id, untilSeconds: course.startSeconds })
    const moment = yield* latestOfStage(course, id, atOnce, likelySeconds)
    if (moment.kind === 'at') likelySeconds = moment.seconds
    found.push({ stageId: id, name, moment })
  }
  return found
}

/**
 * Until when each stage, and each VM by itself, may wait in the worst case of the forecast: found from the end, the reserve, backwards.
 * A stage's is tried on the whole course, with those before it as planned and those behind it and the hosts along with it: at the second it says
 * all still ends before the reserve, and a second later it does not.
 * A VM's is tried in the same way where the plan is small, with every slot as it then is and the VM the last that gets one; else it bounds from
 * above what its waiting costs on the worst course. And what each VM gains by ending.
 */
export const latestMoments = (question: ForecastQuestion): PlanMoments => atOnce(momentsInPieces(question))

/** As `latestMoments`: with thousands of VMs it takes as long as some dozens of forecasts. */
export function* momentsInPieces(question: ForecastQuestion): Pieces<PlanMoments> {
  const { content, world } = question
  const group = world.groups.find(({ id }) => id === question.groupId)
  const course = group === undefined ? null : yield* courseInPieces(question, group)
  if (course === null || !carries(course.bank)) return { stages: [], vms: [] }
  const stages = yield* latestOfStages(course, content.stages)
  const worst = yield* course.worst()
  const gains = gainOfEach(course.bank, course.load)
  yield
  const bounds = latestOfVms(course, worst, content.reserveSeconds)
  const isTried = worst.result.spans.size <= MOST_TRIED
  const vms: { vmId: VmId; moment: LatestMoment; gainedSeconds: number }[] = []
  for (const [vmId, bound] of bounds) {
    const moment = isTried ? yield* latestOfVm(course, worst, vmId, bound) : bound
    vms.push({ vmId, moment, gainedSeconds: Math.round(gains.get(vmId) ?? 0) })
  }
  return { stages, vms }
}
