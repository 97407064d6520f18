import type { Forecast, ForecastBar } from '@/server/domain/forecast'

/** Of a bar, by when it has ended in nineteen of twenty cases; undefined: that is not known. */
export const lateEndsOf = (forecast: Pick<Forecast, 'band'> | null): ((bar: ForecastBar) => number | undefined) => {
  const late = new Map<string, number>(forecast?.band?.lateEnds.map(({ objectId, seconds }) => [objectId, seconds]))
  return ({ object, endSeconds }) => {
    const seconds = late.get(object.id)
    return seconds !== undefined && seconds > endSeconds ? seconds : undefined
  }
}
