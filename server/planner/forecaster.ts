import type { Forecast } from '../domain/forecast'
import type { PlanMoments } from '../domain/latest-moment'
import { forecastInPieces } from './forecast'
import type { ForecastQuestion } from './forecast-course'
import { momentsInPieces } from './latest-moment'
import { atOnce } from './pieces'
import { createPlanMemory } from './plan-memory'

type Scene = Pick<ForecastQuestion, 'world' | 'groupId' | 'devices' | 'durations'>
type Asked = Omit<ForecastQuestion, 'world' | 'groupId' | 'memory' | 'devices'> & Partial<Pick<ForecastQuestion, 'devices'>>

/**
 * Forecasts of many contents in one world, with whatever the devices say meanwhile: what an edit does not change is not planned again.
 * Its answers are those of `forecastPlan` and `latestMoments`.
 */
export const createForecaster = (scene: Scene) => {
  const memory = createPlanMemory()
  const questionOf = (asked: Asked): ForecastQuestion => ({ ...scene, ...asked, memory })
  return {
    forecast: (asked: Asked): Forecast => atOnce(forecastInPieces(questionOf(asked))),
    moments: (asked: Asked): PlanMoments => atOnce(momentsInPieces(questionOf(asked))),
  }
}
