import { DANGER_KINDS, type DangerKind } from '../domain/danger'
import { type DangerTrigger, isDangerTrigger, type PlanContent, type Trigger } from '../domain/plan'
import { HEAT_PASSES_CELSIUS } from './danger-track'
import type { GroupState } from './group-state'
import { reaches, triggerHolds } from './trigger'

/** So long no sign of it: then a danger has passed. An overload that only flickers has not. */
const PASSED_AFTER_MS = 60_000

/** By danger, since when the group has shown no sign of it. Absent: it shows one. */
export type Calm = ReadonlyMap<DangerKind, number>

export interface HoldingDanger {
  readonly kind: DangerKind
  readonly why: string
}

const dangerTriggers = ({ stages, hosts }: PlanContent): readonly DangerTrigger[] =>
  [...stages.flatMap(({ triggers }) => triggers), ...(hosts.action === 'shutdown' ? hosts.triggers : [])].filter(isDangerTrigger)

/** Dangers that a trigger of this plan names and that hold now. */
export const holdingDangers = (content: PlanContent, group: GroupState): readonly HoldingDanger[] => {
  if (group.dangers.length === 0) return []
  const holding = dangerTriggers(content).flatMap((trigger) => {
    const why = triggerHolds(trigger, group)
    return why === null ? [] : [{ kind: trigger.kind, why }]
  })
  return DANGER_KINDS.flatMap((kind) => holding.find((danger) => danger.kind === kind) ?? [])
}

/** Any sign, however short or silent; of heat also a few degrees below the coolest trigger. */
const showsSign = (content: PlanContent, group: GroupState, kind: DangerKind): boolean =>
  group.dangers.length > 0 &&
  dangerTriggers(content).some(
    (trigger) => trigger.kind === kind && group.dangers.some((sign) => reaches(trigger, sign, HEAT_PASSES_CELSIUS)),
  )

export const calmAfter = (before: Calm, content: PlanContent, group: GroupState, nowMs: number): Calm => {
  const calm = DANGER_KINDS.filter((kind) => !showsSign(content, group, kind))
  if (calm.length === before.size && calm.every((kind) => before.has(kind))) return before
  return new Map(calm.map((kind) => [kind, before.get(kind) ?? nowMs]))
}

export const hasPassed = (calm: Calm, kind: DangerKind, nowMs: number): boolean => {
  const sinceMs = calm.get(kind)
  return sinceMs !== undefined && nowMs - sinceMs >= PASSED_AFTER_MS
}

/**
 * Whether something takes all hosts of the group, and not only those that nothing else keeps alive: heat is in the room, and an
 * overload ends by whatever is shed.
 */
export const takesAllHosts = (triggers: readonly Trigger[], group: GroupState): boolean =>
  triggers.some(
    (trigger) => isDangerTrigger(trigger) && trigger.kind !== 'battery-fault' && triggerHolds(trigger, group) !== null,
  )
