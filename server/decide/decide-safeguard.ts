import type { Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { isArmed, isAsFound, isAside, type SafeguardFacts, settingWords, withoutVms } from '../domain/safeguard'
import { say } from '../domain/sentence'

/** What was seen of a safeguard just now, and which of its hosts are not up. */
export interface SafeguardSight {
  readonly kind: 'safeguard'
  /** Null: the manager no longer knows it, or it was not seen. */
  readonly safeguard: SafeguardFacts | null
  /** Why it was not seen, where its hosts, which are not up, may be what could have told. Absent: it was, or is unknown. */
  readonly unseen?: string
  readonly hostsNotUp: readonly string[]
  /** Of them or besides: which are being shut down, by whatever run. Absent: none. */
  readonly goingDown?: readonly string[]
  /** VMs of it, by their manager's ids, that can no longer be as they were found: removed, or on another host. Absent: none. */
  readonly goneVms?: readonly string[]
}

/** Whether it is as the step wants it, in words (A4). Null: not (yet). */
export const safeguardReached = (step: Step, { safeguard, goneVms = [] }: SafeguardSight): string | null => {
  if (safeguard === null) return null
  const found = step.safeguard === undefined ? undefined : withoutVms(step.safeguard.found, new Set(goneVms))
  if (step.action === 'disarm') {
    if (!isAside(found ?? safeguard.setting, safeguard)) return null
    return step.attempts.length === 0 ? RUN_SENTENCES.foundDisarmed : RUN_SENTENCES.disarmed
  }
  if (safeguard.isChanging === true) return null
  if (found === undefined || isAsFound(found, safeguard.setting)) return RUN_SENTENCES.restored
  // Somebody has armed it in a way of their own meanwhile: the observation wins.
  return !isArmed(safeguard) || step.attempts.length > 0
    ? null
    : say(RUN_SENTENCES.armedByOthers, { setting: settingWords(safeguard.setting) })
}

/** Why it must not be put back yet: hosts, quorum, storage (R8). Null: nothing is in the way. */
export const whyHeld = (
  { action }: Pick<Step, 'action'>,
  { safeguard, unseen, hostsNotUp, goingDown = [] }: SafeguardSight,
): string | null => {
  if (action !== 'restore' || (safeguard === null && unseen === undefined)) return null
  const reasons = [
    // Where a majority is enough the platform itself says whether it is there.
    ...(safeguard?.needsMajority === true ? [] : hostsNotUp.map((name) => `${name} is not up`)),
    ...goingDown.map((name) => `${name} is being taken down`),
    ...(safeguard?.unhealthy ?? []),
  ]
  return reasons.length === 0 ? null : say(RUN_SENTENCES.heldBack, { reasons: reasons.join('; ') })
}
