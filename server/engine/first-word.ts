import type { PowerGroupId } from '../domain/ids'
import type { PowerGroup } from '../domain/world'
import type { WatchedDevice } from './power-watch'

/** Longer than the first poll of a UPS takes, whether it answers or not. */
const FIRST_WORD_MS = 5_000

type Heard = Pick<WatchedDevice, 'observation' | 'track'> & { readonly row: Pick<WatchedDevice['row'], 'id'> }

/** Neither an answer of its own nor a silence of its own: what is believed of it is what an engine before this one last knew. */
const isUnheard = ({ observation, track }: Heard): boolean => observation === null && track.misses === 0

/**
 * Groups of which this engine has not heard every UPS yet, while it may still be waited for: the mains may have returned since another
 * engine knew of them, and nothing is fired or called by what that one knew (P9, R1).
 */
export const groupsUnheard = (
  groups: readonly Pick<PowerGroup, 'id' | 'deviceIds'>[],
  devices: readonly Heard[],
  watchedForMs: number,
): ReadonlySet<PowerGroupId> => {
  if (watchedForMs >= FIRST_WORD_MS) return new Set()
  const unheard = new Set(devices.filter(isUnheard).map(({ row }) => row.id))
  return new Set(groups.filter(({ deviceIds }) => deviceIds.some((id) => unheard.has(id))).map(({ id }) => id))
}
