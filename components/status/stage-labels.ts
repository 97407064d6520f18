import type { Messages } from '@/components/messages/messages'
import { LONG_OUTAGE_STAGE } from '@/server/domain/long-outage'

interface NamedStage {
  readonly stageId: string
  readonly name: string
}

/** A stage's name as a reader knows it: what a policy for long outages becomes has none of a person's. */
export const stageName = ({ stageId, name }: NamedStage, m: Messages): string =>
  stageId === LONG_OUTAGE_STAGE ? m.plans.longOutage : name

/** Names with their places in the plan, in the order given. */
export const stageLabels = (stages: readonly NamedStage[], m: Messages): readonly string[] => {
  const placed = stages.filter(({ stageId }) => stageId !== LONG_OUTAGE_STAGE)
  return stages.map((stage) => (placed.includes(stage) ? `${placed.indexOf(stage) + 1} ${stage.name}` : stageName(stage, m)))
}
