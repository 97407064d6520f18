import type { HostId } from '../../domain/ids'
import type { RunWithSteps } from '../../domain/run'
import type { HostWitnesses } from '../../planner/recovery/hosts-switched-off'
import type { RunBook } from '../run-book'
import type { HostOffWatch } from './host-off-watch'
import { recordRan, recordSwitchedOff } from './record-ran'
import { rememberThrough } from './remember-through'
import type { StartWatch } from './start-watch'

interface Witnesses extends HostWitnesses {
  readonly hostIds: () => ReadonlySet<HostId>
  readonly starts: StartWatch
  readonly hostsOff: HostOffWatch
}

/** What is seen of the site, and what a run's way back will go by although nobody could tell it then any more (A1). */
export const keepRecord = async (
  book: RunBook,
  run: RunWithSteps,
  { hostIds, starts, hostsOff, ...seen }: Witnesses,
  nowMs: number,
): Promise<void> => {
  const { world } = seen
  await recordRan(book, run, world, hostIds, nowMs)
  await recordSwitchedOff(book, run, world)
  await hostsOff.settle(book, book.get(run.id) ?? run, seen, nowMs)
  await rememberThrough(book, run, world, nowMs)
  await starts.settle(book, run, world)
}
