import type { RunId } from '../../domain/ids'
import { isEnded, isInOutage } from '../../domain/run'
import type { ForecastQuestion } from '../../planner/forecast-course'
import type { StoreReads } from '../../store/store'
import { durationsOf } from '../durations-of'
import { viewsFor } from '../power-views'
import { notFound } from '../service-error'
import { worldOf } from '../world-of'

/** What is asked of the rest of an outage's run, from now. Null: the run follows no plan, has ended, or sheds on mains, for a danger. */
export const questionOfRun = async (
  runId: RunId,
  nowMs: number,
  read: Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices' | 'runs' | 'plans'>,
): Promise<ForecastQuestion | null> => {
  const run = await read.runs.get(runId)
  if (run === null) throw notFound('This run')
  const version = run.planVersionId === null ? null : await read.plans.version(run.planVersionId)
  if (version === null || run.powerGroupId === null || isEnded(run.phase)) return null
  if (run.phase === 'shedding' && !isInOutage(run)) return null
  const [world, devices, durations] = await Promise.all([worldOf(read), viewsFor(read, run.powerGroupId), durationsOf(read)])
  return { content: version.content, groupId: run.powerGroupId, world, devices, durations, progress: { run, nowMs } }
}
