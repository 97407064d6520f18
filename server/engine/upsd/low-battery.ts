import type { StageId } from '../../domain/ids'
import { credibleValue } from '../../domain/power-reading'
import type { Run } from '../../domain/run'
import type { PowerDeviceState } from '../../domain/world'

export interface LowBatteryRule {
  readonly runtimeSeconds: number | null
  readonly stageId: StageId | null
}

/** Where contact is lost on battery and neither a rule nor the UPS named a limit: a NAS needs about so long to stop. */
const LAST_MOMENT_SECONDS = 180

/** Stages of what is being shed for now: those of a run that only waits say nothing of the next failure of the mains. */
export const firedStageIds = (runs: readonly Run[]): ReadonlySet<StageId> =>
  new Set(runs.flatMap(({ dryRun, phase, fired }) => (dryRun || phase !== 'shedding' ? [] : fired.map(({ stageId }) => stageId))))

/**
 * Why clients are told "low battery" now, or null. Only ever on battery.
 * While contact is lost the UPS cannot say it itself, so the lower bound of the runtime says it (P2).
 */
export const lowBatteryReason = (
  view: PowerDeviceState,
  rule: LowBatteryRule,
  firedStageIds: ReadonlySet<StageId>,
): string | null => {
  if (view.supply !== 'battery') return null
  if (view.flags.includes('low-battery')) return 'the UPS says so'
  if (view.flags.includes('shutdown-pending')) return 'the UPS is about to switch its output off'
  if (rule.stageId !== null && firedStageIds.has(rule.stageId)) return 'the plan has reached its stage'
  const runtimeSeconds = view.decidingRuntimeSeconds
  if (runtimeSeconds === null) return null
  const own = view.contact === 'lost' ? (credibleValue(view.readings, 'lowBatteryRuntimeSeconds') ?? LAST_MOMENT_SECONDS) : null
  const limitSeconds = rule.runtimeSeconds ?? own
  if (limitSeconds === null || runtimeSeconds > limitSeconds) return null
  return `runtime ${Math.round(runtimeSeconds)} s ≤ ${limitSeconds} s${view.contact === 'lost' ? ', counted down while contact is lost' : ''}`
}
