import type { ManagerId } from '../../domain/ids'
import { isUnderWay, type RunWithSteps } from '../../domain/run'
import type { StoreReads } from '../../store/store'
import { conflict } from '../service-error'

type Runs = { readonly runs: Pick<StoreReads['runs'], 'active'> }

/** Ids of hosts, VMs and safeguards begin with their manager's. */
const worksWith = ({ steps }: RunWithSteps, id: ManagerId): boolean => steps.some(({ object }) => object.id.startsWith(`${id}:`))

/**
 * A manager is not sought elsewhere while a run counts on it: an outage that is under way may at any moment, a maintenance while it
 * works with it. One that merely holds its host does not.
 */
export const runCountingOn = async (read: Runs, id: ManagerId): Promise<RunWithSteps | null> =>
  (await read.runs.active()).find(
    (run) => !run.dryRun && run.phase !== 'in-maintenance' && (isUnderWay(run) || worksWith(run, id)),
  ) ?? null

/**
 * What a run works with is not taken away under it; nor, while an outage is under way, what it may need at any moment, as later stages
 * name it only when they begin.
 */
export const requireNoRunWith = async (read: Runs, manager: { readonly id: ManagerId; readonly name: string }): Promise<void> => {
  const hint = 'Let the run end, or abort it first.'
  const working = (await read.runs.active()).find((active) => worksWith(active, manager.id))
  if (working !== undefined) throw conflict(`The run “${working.title}” works with ${manager.name}`, hint)
  const counting = await runCountingOn(read, manager.id)
  if (counting !== null) throw conflict(`The run “${counting.title}” counts on ${manager.name}`, hint)
}
