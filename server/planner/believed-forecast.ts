import type { CheckedForecast } from '../domain/checked-world'
import type { Forecast } from '../domain/forecast'
import { type CheckedQuestion, checkForecastInPieces, type ForecastViolation } from './check-forecast'
import { supposing } from './check-supposed'
import { forecastWithCourse } from './forecast'
import type { ForecastQuestion } from './forecast-course'
import type { Pieces } from './pieces'

/** A forecast that its independent checker has not accepted. */
export interface RejectedForecast {
  readonly question: CheckedQuestion
  readonly forecast: CheckedForecast
  readonly violations: readonly ForecastViolation[]
}

/** What people are told instead, in words; and whoever else is to know. */
export type OnRejectedForecast = (rejected: RejectedForecast) => string

/**
 * Nothing of it is shown or decided by. Without a margin no hold of a person is released and nobody's grace is shortened: nothing is
 * switched off earlier because of it (A6, D3).
 */
const notBelieved = ({ vmCount, reserveSeconds, warnings }: Forecast, why: string): Forecast => ({
  verdict: 'unknown',
  vmCount,
  cutOff: [],
  marginSeconds: null,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds,
  battery: [],
  stages: [],
  bars: [],
  notes: [why],
  ...(warnings === undefined ? {} : { warnings }),
})

/** The forecast as it was made, where the independent checker accepts it; else that nothing is foretold. */
export function* believed(
  question: CheckedQuestion,
  forecast: Forecast,
  onRejected: OnRejectedForecast,
): Pieces<{ readonly forecast: Forecast; readonly isBelieved: boolean }> {
  const violations = yield* checkForecastInPieces(question, forecast)
  if (violations.length === 0) return { forecast, isBelieved: true }
  return { forecast: notBelieved(forecast, onRejected({ question, forecast, violations })), isBelieved: false }
}

/** As `forecastInPieces`, where the independent checker accepts it; else that nothing is foretold. */
export function* believedForecast(
  question: ForecastQuestion,
  onRejected: OnRejectedForecast,
): Pieces<{ readonly forecast: Forecast; readonly isBelieved: boolean }> {
  const { forecast, course } = yield* forecastWithCourse(question)
  if (course === null) return { forecast, isBelieved: true }
  const { world, devices, assumptions } = question
  const { content, group, load, startSeconds } = course
  yield
  const asked = {
    ...{ content, world, group, devices },
    fromSeconds: startSeconds,
    totalWatts: load.totalWatts,
    watts: new Map<string, number>([...load.vmWatts, ...load.hostWatts]),
  }
  const checked = assumptions === undefined ? asked : supposing(asked, assumptions)
  return yield* believed(checked, forecast, onRejected)
}
