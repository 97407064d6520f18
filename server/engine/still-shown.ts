import { notBack, type Whereabouts } from '../domain/not-back'
import type { RunWithSteps } from '../domain/run'
import type { ManagerView } from '../domain/world'
import { stillAside } from './still-aside'

const SHOWN_MS = 10 * 60_000
/** While something that it took down is not back: longer than a night shift. */
const SHOWN_WITH_LOSS_MS = 24 * 3_600_000

/** While something that it set aside is not put back: for as long as anybody may still know of it. */
const SHOWN_WITH_ASIDE_MS = 90 * 24 * 3_600_000

/** Whether a run that has ended is still to be seen live. What a person aborted is theirs. */
export const isStillShown = (
  run: RunWithSteps,
  { vms, managers }: { readonly vms: () => Whereabouts; readonly managers: readonly ManagerView[] },
  nowMs: number,
): boolean => {
  const { kind, phase, dryRun, endedAtMs } = run
  if (endedAtMs === null || nowMs - endedAtMs <= SHOWN_MS) return true
  const aside = stillAside(run, managers)
  // Of a manager that was removed nobody can look any more.
  const isKnown = aside.some(({ safeguard }) => managers.some(({ id }) => id === safeguard?.managerId))
  if (aside.length > 0 && nowMs - endedAtMs <= (isKnown ? SHOWN_WITH_ASIDE_MS : SHOWN_WITH_LOSS_MS)) return true
  if (kind !== 'outage' || dryRun || phase === 'aborted' || nowMs - endedAtMs > SHOWN_WITH_LOSS_MS) return false
  return notBack(run, vms()).down.length > 0
}
