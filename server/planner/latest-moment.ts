import type { StageId, VmId } from '../domain/ids'
import type { LatestMoment, PlanMoments } from '../domain/latest-moment'
import { carries } from './battery-bank'
import { type Course, courseInPieces, type ForecastQuestion, type WorstCourse } from './forecast-course'
import { gainOfEach } from './gains'
import { latestOfVms } from './latest-of-vms'
import { atOnce, type Pieces } from './pieces'

/** A moment with its margin; null: something loses its power, or nobody knows what is missing. */
interface Tried {
  readonly seconds: number
  readonly marginSeconds: number | null
}

const isSafe = ({ marginSeconds }: Tried): boolean => marginSeconds !== null && marginSeconds >= 0

/** Where between the two the margin would be used up if it fell evenly; half way where that cannot be said. */
const likelyShare = (safe: Tried, unsafe: Tried): number =>
  safe.marginSeconds === null || unsafe.marginSeconds === null
    ? 0.5
    : safe.marginSeconds / (safe.marginSeconds - unsafe.marginSeconds)

/**
 * Between a moment that is safe and one that is not, the last whole second that is: by turns with the secant and by halves, so that
 * no shape of the margin takes long.
 */
function* lastSafeSecond(tryAt: (seconds: number) => Pieces<Tried>, safe: Tried, unsafe: Tried): Pieces<number> {
  let low = safe
  let high = unsafe
  for (let byHalf = false; high.seconds - low.seconds > 1; byHalf = !byHalf) {
    const span = high.seconds - low.seconds
    const ahead = Math.floor(span * (byHalf ? 0.5 : likelyShare(low, high)))
    const tried = yield* tryAt(low.seconds + Math.min(span - 1, Math.max(1, ahead)))
    if (isSafe(tried)) low = tried
    else high = tried
  }
  return low.seconds
}

/** Plans of so many actions: each VM's moment is tried on the whole course, which takes the square of their number. */
const MOST_TRIED = 60

/**
 * Of one VM, with every slot and every wait as they then are: from a bound on the safe side, as far as the forward course bears it.
 */
function* latestOfVm(course: Course, worst: WorstCourse, vmId: VmId, bound: LatestMoment): Pieces<LatestMoment> {
  const span = worst.result.spans.get(vmId)
  if (span === undefined || (bound.kind !== 'at' && bound.kind !== 'now')) return bound
  function* tryAt(seconds: number): Pieces<Tried> {
    const tried = yield* course.worst({ vmId, untilSeconds: seconds })
    return { seconds, marginSeconds: tried.cutOff.length > worst.cutOff.length ? null : tried.marginSeconds }
  }
  const planned: Tried = { seconds: Math.floor(span.startSeconds), marginSeconds: worst.marginSeconds }
  const never = yield* course.worst({ vmId, untilSeconds: Number.POSITIVE_INFINITY })
  const { darkAtSeconds } = never.result
  if (!isSafe(planned) || darkAtSeconds === null) return bound
  const told = bound.kind === 'at' && bound.seconds > planned.seconds ? yield* tryAt(bound.seconds) : planned
  const afterAll = { seconds: Math.max(told.seconds, Math.ceil(darkAtSeconds)) + 1, marginSeconds: null }
  const seconds = yield* isSafe(told) ? lastSafeSecond(tryAt, told, afterAll) : lastSafeSecond(tryAt, planned, told)
  return seconds <= course.startSeconds ? { kind: 'now' } : { kind: 'at', seconds }
}

function* latestOfStage(course: Course, stageId: StageId): Pieces<LatestMoment> {
  const now = course.startSeconds
  const atOnceCourse = yield* course.worst({ stageId, untilSeconds: now })
  const { marginSeconds, cutOff } = atOnceCourse
  if (marginSeconds === null || marginSeconds < 0)
    return { kind: 'too-late', missingSeconds: marginSeconds === null ? null : -marginSeconds }
  const never = yield* course.worst({ stageId, untilSeconds: Number.POSITIVE_INFINITY })
  const { darkAtSeconds } = never.result
  const isNeverMissed = never.marginSeconds !== null && never.marginSeconds >= 0 && never.cutOff.length <= cutOff.length
  if (isNeverMissed || darkAtSeconds === null) return { kind: 'any-time' }
  function* tryAt(seconds: number): Pieces<Tried> {
    const tried = yield* course.worst({ stageId, untilSeconds: seconds })
    return { seconds, marginSeconds: tried.cutOff.length > cutOff.length ? null : tried.marginSeconds }
  }
  const first = yield* tryAt(Math.floor(now) + 1)
  if (!isSafe(first)) return { kind: 'now' }
  const afterAll = { seconds: Math.max(first.seconds, Math.ceil(darkAtSeconds)) + 1, marginSeconds: null }
  return { kind: 'at', seconds: yield* lastSafeSecond(tryAt, first, afterAll) }
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
  const stages: { stageId: StageId; name: string; moment: LatestMoment }[] = []
  for (const { id, name } of content.stages)
    if (!course.firedAt.has(id)) stages.push({ stageId: id, name, moment: yield* latestOfStage(course, id) })
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
