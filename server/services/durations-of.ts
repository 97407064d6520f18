import { DURATIONS } from '../domain/duration'
import { type DurationBook, priorDurations } from '../planner/durations'
import { bookOf } from '../planner/durations/learned-book'
import type { StoreReads } from '../store/store'
import { docOf } from './latest-doc'

/** How long things take here, as the engine has learned; the documented priors, as long as it has not. */
export const durationsOf = async (read: { readonly latest: Pick<StoreReads['latest'], 'get'> }): Promise<DurationBook> => {
  const learned = docOf('durations', await read.latest.get('durations', DURATIONS))
  return learned === null ? priorDurations : bookOf(learned)
}
