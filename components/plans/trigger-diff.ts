import { hostTriggers, isDangerTrigger, type PlanContent, type Trigger } from '@/server/domain/plan'

/** Null: what fires the hosts' end, and no stage. */
export interface TriggerChange {
  readonly stage: string | null
  readonly before: readonly Trigger[]
  readonly after: readonly Trigger[]
}

const NONE: readonly Trigger[] = []

/** In no order: any of them fires. */
const same = (a: readonly Trigger[], b: readonly Trigger[]): boolean => {
  const written = (triggers: readonly Trigger[]): string =>
    triggers
      .map((trigger) => JSON.stringify(trigger))
      .toSorted()
      .join()
  return written(a) === written(b)
}

/** What fires otherwise than in the version that acts now. */
export const changedTriggers = (before: PlanContent | null, after: PlanContent): readonly TriggerChange[] => {
  if (before === null) return []
  const stages = after.stages.flatMap((stage): readonly TriggerChange[] => {
    const old = before.stages.find(({ id }) => id === stage.id)
    return [{ stage: stage.name, before: old?.triggers ?? NONE, after: stage.triggers }]
  })
  const hosts: TriggerChange = { stage: null, before: hostTriggers(before), after: hostTriggers(after) }
  return [...stages, hosts].filter((change) => !same(change.before, change.after))
}

/** What acts on live mains: stages that take something down, and the hosts (P8). */
export const onLiveMains = (content: PlanContent): { readonly stages: readonly string[]; readonly hosts: boolean } => ({
  stages: content.stages.filter(({ triggers }) => triggers.some(isDangerTrigger)).map(({ name }) => name),
  hosts: hostTriggers(content).some(isDangerTrigger),
})
