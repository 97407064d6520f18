import { DANGER_KINDS, type DangerKind, HEAT_PASSES_CELSIUS, PASSED_AFTER_SECONDS } from '../domain/danger'
import { dangerTriggers, isDangerTrigger, type PlanContent, type Trigger } from '../domain/plan'
import type { GroupState } from './group-state'
import { reaches, triggerHolds } from './trigger'

/** By danger, since when the group has shown no sign of it. Absent: it shows one. */
export type Calm = ReadonlyMap<DangerKind, number>

export interface CalmWatch {
  readonly calm: Calm
  /** Whose signs there have been since the danger last passed. */
  readonly shownBy: ReadonlyMap<DangerKind, readonly string[]>
}

export const UNWATCHED: CalmWatch = { calm: new Map(), shownBy: new Map() }

export interface HoldingDanger {
  readonly kind: DangerKind
  readonly why: string
}

/** Dangers that a trigger of this plan names and that hold now. */
export const holdingDangers = (content: PlanContent, group: GroupState): readonly HoldingDanger[] => {
  if (group.dangers.length === 0) return []
  const holding = dangerTriggers(content).flatMap((trigger) => {
    const why = triggerHolds(trigger, group)
    return why === null ? [] : [{ kind: trigger.kind, why }]
  })
  return DANGER_KINDS.flatMap((kind) => holding.find((danger) => danger.kind === kind) ?? [])
}

/** Whose signs there are, however short or silent; of heat also a few degrees below the coolest trigger. */
const showing = (content: PlanContent, group: GroupState, kind: DangerKind): readonly string[] => {
  if (group.dangers.length === 0) return []
  const triggers = dangerTriggers(content).filter((trigger) => trigger.kind === kind)
  return group.dangers
    .filter((sign) => triggers.some((trigger) => reaches(trigger, sign, HEAT_PASSES_CELSIUS)))
    .map((sign) => sign.of)
}

/** A group shows no sign, and each UPS that showed one is heard: one that has fallen silent since says nothing of it (P2). */
export const calmAfter = (before: CalmWatch, content: PlanContent, group: GroupState, nowMs: number): CalmWatch => {
  const shownBy = DANGER_KINDS.map((kind) => {
    const now = showing(content, group, kind)
    const known = hasPassed(before.calm, kind, nowMs) ? [] : (before.shownBy.get(kind) ?? [])
    return [kind, now.length === 0 ? known : [...new Set([...known, ...now])], now.length > 0] as const
  })
  const calm = shownBy.flatMap(([kind, names, isShown]) =>
    isShown || names.some((name) => group.silent?.includes(name)) ? [] : [kind],
  )
  const isSame = calm.length === before.calm.size && calm.every((kind) => before.calm.has(kind))
  if (isSame && before.shownBy.size === 0 && shownBy.every(([, names]) => names.length === 0)) return before
  return {
    calm: new Map(calm.map((kind) => [kind, before.calm.get(kind) ?? nowMs])),
    shownBy: new Map(shownBy.flatMap(([kind, names]) => (names.length === 0 ? [] : [[kind, names] as const]))),
  }
}

export const hasPassed = (calm: Calm, kind: DangerKind, nowMs: number): boolean => {
  const sinceMs = calm.get(kind)
  return sinceMs !== undefined && nowMs - sinceMs >= PASSED_AFTER_SECONDS * 1000
}

/**
 * Whether something takes all hosts of the group, and not only those that nothing else keeps alive: heat is in the room, and an
 * overload ends by whatever is shed.
 */
export const takesAllHosts = (triggers: readonly Trigger[], group: GroupState): boolean =>
  triggers.some(
    (trigger) => isDangerTrigger(trigger) && trigger.kind !== 'battery-fault' && triggerHolds(trigger, group) !== null,
  )
