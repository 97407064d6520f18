import { notBack, type Whereabouts } from '../domain/not-back'
import type { RunWithSteps } from '../domain/run'
import { isSetAside } from '../planner/safeguard-steps'

const SHOWN_MS = 10 * 60_000
/** While something that it took down is not back: longer than a night shift. */
const SHOWN_WITH_LOSS_MS = 24 * 3_600_000

/** Whether a run that has ended is still to be seen live. What a person aborted is theirs. */
export const isStillShown = (run: RunWithSteps, vms: () => Whereabouts, nowMs: number): boolean => {
  const { kind, phase, dryRun, endedAtMs } = run
  if (endedAtMs === null || nowMs - endedAtMs <= SHOWN_MS) return true
  if (kind === 'outage' && !dryRun && isSetAside(run.steps).length > 0) return nowMs - endedAtMs <= SHOWN_WITH_LOSS_MS
  if (kind !== 'outage' || dryRun || phase === 'aborted' || nowMs - endedAtMs > SHOWN_WITH_LOSS_MS) return false
  return notBack(run, vms()).down.length > 0
}
