import { notBack, type Whereabouts } from '../domain/not-back'
import { isEnded, type RunWithSteps } from '../domain/run'
import type { ManagerView } from '../domain/world'
import type { Store } from '../store/store'
import { type IsDeleted, stillAside } from './still-aside'

/** So far back an engine that starts looks for runs that ended without having brought, or put, everything back. */
const RUNS_LOOKED_AT = 30

const SHOWN_MS = 10 * 60_000
/** While something that it took down is not back: longer than a night shift. */
const SHOWN_WITH_LOSS_MS = 24 * 3_600_000

/** While something that it set aside is not put back: for as long as anybody may still know of it. */
const SHOWN_WITH_ASIDE_MS = 90 * 24 * 3_600_000

/** What tells whether all is back. */
export interface SightOfVms {
  readonly vms: () => Whereabouts
  readonly managers: readonly ManagerView[]
  /** Absent: none is known to be. */
  readonly isDeleted?: IsDeleted
}

/** Whether a run that has ended is still to be seen live. What a person aborted is theirs. */
export const isStillShown = (run: RunWithSteps, { vms, managers, isDeleted }: SightOfVms, nowMs: number): boolean => {
  const { kind, phase, dryRun, endedAtMs } = run
  if (endedAtMs === null || nowMs - endedAtMs <= SHOWN_MS) return true
  const aside = stillAside(run, managers, isDeleted)
  // Of a manager that was removed nobody can look any more.
  const isKnown = aside.some(({ safeguard }) => managers.some(({ id }) => id === safeguard?.managerId))
  if (aside.length > 0 && nowMs - endedAtMs <= (isKnown ? SHOWN_WITH_ASIDE_MS : SHOWN_WITH_LOSS_MS)) return true
  if (kind !== 'outage' || dryRun || phase === 'aborted' || nowMs - endedAtMs > SHOWN_WITH_LOSS_MS) return false
  return notBack(run, vms()).down.length > 0
}

/** Runs that have ended and are still to be seen: what they left off, away or set aside outlives the engine (R1, R8). */
export const endedStillShown = async (
  { read }: Pick<Store, 'read'>,
  sight: SightOfVms,
  nowMs: number,
): Promise<readonly RunWithSteps[]> => {
  const found: RunWithSteps[] = []
  for (const { id, phase, dryRun } of await read.runs.list({ limit: RUNS_LOOKED_AT, kind: 'outage' })) {
    if (!isEnded(phase) || dryRun) continue
    const run = await read.runs.get(id)
    if (run !== null && isStillShown(run, sight, nowMs)) found.push(run)
  }
  return found
}
