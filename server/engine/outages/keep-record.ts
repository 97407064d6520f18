import type { HostId } from '../../domain/ids'
import type { RunWithSteps } from '../../domain/run'
import type { PowerDeviceView, World } from '../../domain/world'
import type { RunBook } from '../run-book'
import type { HostOffWatch } from './host-off-watch'
import { recordRan, recordSwitchedOff } from './record-ran'
import { rememberThrough } from './remember-through'
import type { StartWatch } from './start-watch'

interface Witnesses {
  readonly world: World
  readonly views: readonly PowerDeviceView[]
  readonly hostIds: () => ReadonlySet<HostId>
  readonly starts: StartWatch
  readonly hostsOff: HostOffWatch
}

/** What is seen of the site, and what a run's way back will go by although nobody could tell it then any more (A1). */
export const keepRecord = async (
  book: RunBook,
  run: RunWithSteps,
  { world, views, hostIds, starts, hostsOff }: Witnesses,
  nowMs: number,
): Promise<void> => {
  await recordRan(book, run, world, hostIds, nowMs)
  await recordSwitchedOff(book, run, world)
  await hostsOff.settle(book, book.get(run.id) ?? run, world, views, nowMs)
  await rememberThrough(book, run, world, nowMs)
  await starts.settle(book, run, world)
}
