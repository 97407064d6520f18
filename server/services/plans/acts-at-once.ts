import { decideStart } from '../../decide/decide-run'
import { groupState } from '../../decide/group-state'
import { withLongOutage } from '../../domain/long-outage'
import type { PlanContent } from '../../domain/plan'
import type { PlanRow, StoreReads } from '../../store/store'
import { viewsFor } from '../power-views'
import { ServiceError } from '../service-error'
import { worldOf } from '../world-of'

/** Stages that this version would fire within a second, were it armed: what its triggers ask for holds already. */
export const firingNow = async (
  read: Pick<StoreReads, 'latest' | 'groups' | 'feeds' | 'devices'>,
  { powerGroupId }: PlanRow,
  asPublished: PlanContent,
): Promise<readonly string[]> => {
  const group = (await read.groups.list()).find(({ id }) => id === powerGroupId)
  if (group === undefined) return []
  const content = withLongOutage(asPublished, (await worldOf(read)).vms)
  const state = groupState(group, await viewsFor(read, powerGroupId))
  return decideStart(content, state).map(
    ({ stageId, why }) => `stage “${content.stages.find(({ id }) => id === stageId)?.name ?? stageId}” (${why})`,
  )
}

/** A6: what cannot be undone is named before. */
export const wouldActAtOnce = (plan: PlanRow, firing: readonly string[]): ServiceError =>
  new ServiceError(
    'acts-at-once',
    `${plan.name} would act at once: ${firing.join('; ')}`,
    'Wait until that has passed, or confirm that it is to act at once.',
  )
