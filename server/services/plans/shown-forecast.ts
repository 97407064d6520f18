import type { Forecast } from '../../domain/forecast'
import type { PlanMoments } from '../../domain/latest-moment'
import { PLANNER_SENTENCES as P } from '../../domain/planner-sentences'
import { say } from '../../domain/sentence'
import { believedForecast, type RejectedForecast } from '../../planner/believed-forecast'
import type { ForecastQuestion } from '../../planner/forecast-course'
import { momentsInPieces } from '../../planner/latest-moment'
import type { Pieces } from '../../planner/pieces'

const NO_MOMENTS: PlanMoments = { stages: [], vms: [] }

/** What is only looked at is not journalled: the findings are in the answer. The engine journals those of the plan that acts. */
const findingsOf = ({ violations }: RejectedForecast): string =>
  say(P.forecastRefused, { findings: [...new Set(violations.map(({ rule }) => rule))].join(', ') })

/** A forecast as it is shown to people: as its independent checker accepts it, else nothing, and why. */
export function* shownForecast(question: ForecastQuestion): Pieces<Forecast> {
  return (yield* believedForecast(question, findingsOf)).forecast
}

/** Latest moments stand on the same course as the forecast: where that is not believed, none is told. */
export function* shownMoments(question: ForecastQuestion): Pieces<PlanMoments> {
  const { isBelieved } = yield* believedForecast({ ...question, withBand: false }, findingsOf)
  return isBelieved ? yield* momentsInPieces(question) : NO_MOMENTS
}
