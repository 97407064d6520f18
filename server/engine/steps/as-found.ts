import type { StepSight } from '../../decide/decide-step'
import type { Step } from '../../domain/run'
import { withoutVms } from '../../domain/safeguard'

/**
 * The step with what was seen just before its first call, not what it was planned from: a safeguard is put back so (R8), and a later
 * boot of a host is another one than this.
 */
export const asFound = (step: Step, sight: StepSight): Step => {
  const { safeguard, bootedBeforeMs, attempts, action } = step
  if (action === 'reboot-host' || action === 'shutdown-host') {
    const bootedAtMs = sight.kind === 'host' ? (sight.host?.bootedAtMs ?? null) : null
    // A reboot is called once: whatever boots after its first call has come of it.
    const isKept = action === 'reboot-host' && bootedBeforeMs !== undefined
    return isKept || bootedAtMs === null ? step : { ...step, bootedBeforeMs: bootedAtMs }
  }
  if (safeguard === undefined || safeguard.isKept || attempts.length > 0 || action !== 'disarm') return step
  if (sight.kind !== 'safeguard' || sight.safeguard === null) return step
  const found = withoutVms(sight.safeguard.setting, new Set(safeguard.sparedVms))
  return { ...step, safeguard: { ...safeguard, found } }
}

/** What of it goes on disk with the intent of the call (A1). */
export const whatWasFound = ({ safeguard, bootedBeforeMs }: Step): Partial<Step> => ({
  ...(safeguard === undefined ? {} : { safeguard }),
  ...(bootedBeforeMs === undefined ? {} : { bootedBeforeMs }),
})
