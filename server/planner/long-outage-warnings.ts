import { isFiredByOutage, LONG_OUTAGE_STAGE, withLongOutage } from '../domain/long-outage'
import type { PlanContent } from '../domain/plan'
import { PLAN_SENTENCES } from '../domain/plan-sentences'
import { say } from '../domain/sentence'
import type { World } from '../domain/world'

const minutes = (seconds: number): number => Math.round(seconds / 60)

/** What a plan's policy for long outages promises and would not do, in words: it only ends what stages that an outage fires name. */
export const longOutageWarnings = (content: PlanContent, world: Pick<World, 'vms'>): readonly string[] => {
  const { shedAfterSeconds, shedTier, endAfterSeconds } = content.longOutage
  const endsNothing = content.hosts.action === 'keep' && !content.stages.some(isFiredByOutage)
  const shed = withLongOutage(content, world.vms).stages.find(({ id }) => id === LONG_OUTAGE_STAGE)
  return [
    ...(endAfterSeconds !== null && endsNothing
      ? [say(PLAN_SENTENCES.longEndsNothing, { minutes: minutes(endAfterSeconds) })]
      : []),
    ...(shedAfterSeconds !== null && shed?.placements.length === 0
      ? [say(PLAN_SENTENCES.longShedsNothing, { tier: shedTier, minutes: minutes(shedAfterSeconds) })]
      : []),
  ]
}
