import type { StageId } from '../domain/ids'
import type { PlanContent, Stage } from '../domain/plan'
import type { RunWithSteps, Step } from '../domain/run'
import type { GroupState } from './group-state'
import { firstHolding } from './trigger'

export interface StageFiring {
  readonly kind: 'fire-stage'
  readonly stageId: StageId
  readonly why: string
}

export type RunDecision =
  | StageFiring
  | { readonly kind: 'stop-hosts'; readonly why: string }
  | { readonly kind: 'mains-back'; readonly why: string }
  | { readonly kind: 'outage-again'; readonly why: string }
  | { readonly kind: 'begin-recovery'; readonly why: string }
  | { readonly kind: 'release-hold'; readonly why: string }
  | { readonly kind: 'finish'; readonly why: string }

const RECHARGE_FACTOR = 10

const ended = (step: Step): boolean => step.state !== 'pending' && step.state !== 'running'

/** Stages whose triggers hold, each with every earlier one that is not manual only: what matters less goes first. */
const stagesToFire = (content: PlanContent, group: GroupState, firedIds: ReadonlySet<StageId>): readonly StageFiring[] => {
  const holding = content.stages.map((stage) => firstHolding(stage.triggers, group))
  const last = holding.findLastIndex((why) => why !== null)
  const lastName = content.stages[last]?.name ?? ''
  const isAutomatic = (stage: Stage) => stage.triggers.some((trigger) => trigger.kind !== 'manual')
  return content.stages.flatMap((stage, index) => {
    if (index > last || firedIds.has(stage.id)) return []
    const why = holding[index] ?? (isAutomatic(stage) ? `before stage "${lastName}", which fires now` : null)
    return why === null ? [] : [{ kind: 'fire-stage' as const, stageId: stage.id, why }]
  })
}

/** The first stages to fire of a plan that has no run yet; empty: none yet. */
export const decideStart = (content: PlanContent, group: GroupState): readonly StageFiring[] =>
  group.inTrouble ? stagesToFire(content, group, new Set()) : []

/** Mains are back and another orderly shutdown is affordable (R2; until a battery model exists: steady mains and a set charge). */
const whyRecover = (run: RunWithSteps, content: PlanContent, group: GroupState, nowMs: number): string | null => {
  if (run.mainsBackAtMs === null || group.inTrouble || group.condition === 'unknown' || group.condition === 'off') return null
  const steadySeconds = (nowMs - run.mainsBackAtMs) / 1000
  if (steadySeconds < content.recovery.steadySeconds) return null
  if (!run.steps.every((step) => step.direction === 'up' || ended(step))) return null
  if (group.chargePercent === null) {
    // A UPS that gives no charge: after an outage its battery wins a second back in about ten (P6).
    const outageSeconds = (run.mainsBackAtMs - (run.outageStartedAtMs ?? run.startedAtMs)) / 1000
    if (steadySeconds < RECHARGE_FACTOR * outageSeconds) return null
    return `mains steady for ${Math.floor(steadySeconds)} s; the charge is not known, but ten times the outage has passed`
  }
  if (group.chargePercent < content.recovery.minChargePercent) return null
  return `mains steady for ${Math.floor(steadySeconds)} s, charge ${group.chargePercent} % ≥ ${content.recovery.minChargePercent} %`
}

/**
 * What is to be decided about a running outage run, now. Pure: same inputs, same decisions (D1).
 * `hostStepsBuilt`: the hosts' steps of this outage were issued already.
 * `armed`: whether the plan may act now; a disarmed one begins nothing and its hold does not expire (A10).
 * `managersFresh`: every manager that recovery needs was read since the mains returned (R4).
 * `marginSeconds`: what the forecast of the rest leaves above the reserve; a hold expires when nothing is left (A6).
 */
export const decideRun = (input: {
  readonly run: RunWithSteps
  readonly content: PlanContent
  readonly group: GroupState
  readonly hostStepsBuilt: boolean
  readonly armed: boolean
  readonly managersFresh: boolean
  readonly marginSeconds: number | null
  readonly nowMs: number
}): readonly RunDecision[] => {
  const { run, content, group, nowMs } = input
  switch (run.phase) {
    case 'shedding': {
      if (!group.inTrouble && (group.condition === 'on-mains' || group.condition === 'redundancy-lost'))
        return [{ kind: 'mains-back', why: group.evidence.join('; ') }]
      if (!input.armed) return []
      const decisions: RunDecision[] = [...stagesToFire(content, group, new Set(run.fired.map((stage) => stage.stageId)))]
      const why =
        content.hosts.action === 'shutdown' && !input.hostStepsBuilt ? firstHolding(content.hosts.triggers, group) : null
      if (why !== null) decisions.push({ kind: 'stop-hosts', why })
      const low = group.condition === 'low-battery'
      const spent = input.marginSeconds !== null && input.marginSeconds <= 0
      if (run.heldSinceMs !== null && (low || spent))
        decisions.push({
          kind: 'release-hold',
          why: low ? 'low battery' : `latest safe moment: margin ${Math.floor(input.marginSeconds ?? 0)} s`,
        })
      return decisions
    }
    case 'waiting': {
      if (group.inTrouble) return [{ kind: 'outage-again', why: group.evidence.join('; ') }]
      if (run.heldSinceMs !== null || !input.managersFresh) return []
      const why = whyRecover(run, content, group, nowMs)
      return why === null ? [] : [{ kind: 'begin-recovery', why }]
    }
    case 'recovering':
      if (group.inTrouble) return [{ kind: 'outage-again', why: group.evidence.join('; ') }]
      return run.steps.every(ended) ? [{ kind: 'finish', why: 'every step has ended' }] : []
    case 'entering':
    case 'in-maintenance':
    case 'leaving':
    case 'done':
    case 'aborted':
    case 'failed':
      return []
  }
}
