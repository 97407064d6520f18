import { isOpen, type RunWithSteps, type Step } from '../../domain/run'
import { runtimeAt } from '../battery-bank'
import { courseInPieces, type ForecastQuestion, hostsFedBy } from '../forecast-course'
import { priorDurations } from '../durations'
import { atOnce } from '../pieces'
import { chargeOf } from './charge-of'
import { secondsToCome } from './may-wait'
import { type StageMoments, stageMoments } from './stage-moments'

export interface RunMoments {
  /** Null: it does not fit, and nothing waits. */
  readonly moments: StageMoments | null
  readonly watts: number
  /** At worst, at the load as it is. */
  readonly lastsSeconds: number
  readonly neededSeconds: number
}

/** The moments of those steps of a run that may wait, from how everything stands now; null: nobody can say how long the battery lasts. */
export const runMoments = (
  question: Omit<ForecastQuestion, 'progress' | 'assumptions' | 'memory'> & {
    readonly run: RunWithSteps
    readonly nowMs: number
  },
  waits: (step: Step) => boolean,
): RunMoments | null => {
  const { world, run, nowMs, durations = priorDurations } = question
  const group = world.groups.find(({ id }) => id === question.groupId)
  if (group === undefined) return null
  const course = atOnce(courseInPieces({ ...question, progress: { run, nowMs } }, group))
  const { content } = course
  const bank = course.worstBank()
  if (course.bank.batteries.length < course.bank.required) return null
  const down = run.steps.filter((step) => step.direction === 'down')
  const watts = course.load.totalWatts
  const reserveSeconds =
    content.reserveSeconds +
    secondsToCome({
      content,
      world,
      hostIds: hostsFedBy(world, group),
      durations,
      firedIds: new Set(run.fired.map(({ stageId }) => stageId)),
      hostsCalled: down.some(({ action }) => action === 'shutdown-host'),
      lastedSeconds: course.lastedSeconds,
    })
  const moments = stageMoments({
    world,
    durations,
    load: course.load,
    watts,
    runtimeAt: (load) => runtimeAt(bank, load),
    charge: chargeOf(course.bank),
    ends: down.filter(isOpen).map((step) => ({
      step,
      mayWait: waits(step),
      ranSeconds: step.startedAtMs === null ? 0 : Math.max(0, (nowMs - step.startedAtMs) / 1000),
      ...(step.notBeforeMs === undefined ? {} : { before: Math.max(0, (step.notBeforeMs - nowMs) / 1000) }),
    })),
    reserveSeconds,
    lastedSeconds: course.lastedSeconds,
    clockSeconds: nowMs / 1000,
  })
  return { moments, watts, lastsSeconds: runtimeAt(bank, watts), neededSeconds: reserveSeconds }
}
