import type { HostId } from '../../domain/ids'
import type { RunWithSteps } from '../../domain/run'
import type { World } from '../../domain/world'
import type { RunBook } from '../run-book'
import { recordRan, recordSwitchedOff } from './record-ran'
import { rememberThrough } from './remember-through'
import type { StartWatch } from './start-watch'

/** What is seen of the site, and what a run's way back will go by although nobody could tell it then any more (A1). */
export const keepRecord = async (
  book: RunBook,
  run: RunWithSteps,
  { world, hostIds, starts }: { readonly world: World; readonly hostIds: () => ReadonlySet<HostId>; readonly starts: StartWatch },
  nowMs: number,
): Promise<void> => {
  await recordRan(book, run, world, hostIds, nowMs)
  await recordSwitchedOff(book, run, world)
  await rememberThrough(book, run, world, nowMs)
  await starts.settle(book, run, world)
}
