import { credibleValue, type ReadingName } from '../../../domain/power-reading'
import type { UpsObservation } from '../../../domain/ups'

/** What one family of MIB objects says about a device. Lists of these go from the richest family to the poorest. */
export interface Told {
  readonly family: string
  readonly label: string
  /** Readings that it tells in larger steps than others do, with the size of the step. */
  readonly coarseSteps?: Partial<Record<ReadingName, number>>
  readonly observation: UpsObservation
}

/** Cards serve skeletons of families that they do not fill: a family counts when it says where the power comes from, or how the battery is. */
export const isMeaningful = ({ supply, readings, upsContact }: UpsObservation): boolean =>
  upsContact === 'lost' ||
  supply !== 'unknown' ||
  credibleValue(readings, 'chargePercent') !== null ||
  credibleValue(readings, 'runtimeSeconds') !== null

/** Those that count; where none does, the richest speaks alone. */
export const meaningfulOf = <T extends Told>(told: readonly T[]): readonly T[] => {
  const meaningful = told.filter(({ observation }) => isMeaningful(observation))
  return meaningful.length > 0 ? meaningful : told.slice(0, 1)
}
