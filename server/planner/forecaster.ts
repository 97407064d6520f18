import type { Forecast } from '../domain/forecast'
import type { PlanMoments } from '../domain/latest-moment'
import { forecastInPieces } from './forecast'
import { emptyMemory, type ForecastQuestion } from './forecast-course'
import { momentsInPieces } from './latest-moment'
import { atOnce } from './pieces'

type Scene = Pick<ForecastQuestion, 'world' | 'groupId' | 'devices' | 'durations'>
type Asked = Omit<ForecastQuestion, keyof Scene | 'memory'>

/** Plans are small beside the world they stand in, but a long edit makes many. */
const MOST_PLANNED = 500

/**
 * Forecasts of many contents in one world: what an edit does not change is not planned again. Its answers are those of
 * `forecastPlan` and `latestMoments`.
 */
export const createForecaster = (scene: Scene) => {
  const memory = emptyMemory()
  const questionOf = (asked: Asked): ForecastQuestion => {
    if (memory.planned.size > MOST_PLANNED) {
      memory.planned.clear()
      memory.texts.clear()
    }
    return { ...scene, ...asked, memory }
  }
  return {
    forecast: (asked: Asked): Forecast => atOnce(forecastInPieces(questionOf(asked))),
    moments: (asked: Asked): PlanMoments => atOnce(momentsInPieces(questionOf(asked))),
  }
}
