import type { PlanContent } from '../../domain/plan'
import type { World } from '../../domain/world'
import { refused } from '../service-error'
import { planProblems } from './plan-problems'

export const requireSound = (content: PlanContent, world: World): void => {
  refuseFor(planProblems(content, new Set(world.hosts.map(({ id }) => id))))
}

/** Names the first few problems, so that the message stays readable. */
export const refuseFor = (problems: readonly string[]): void => {
  if (problems.length === 0) return
  const more = problems.length > 4 ? ` (and ${problems.length - 4} more)` : ''
  throw refused(`${problems.slice(0, 4).join('; ')}${more}`, 'Change the plan and try again.')
}
