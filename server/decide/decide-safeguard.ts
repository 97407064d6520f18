import { isTaken, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import {
  deviations,
  isArmed,
  isAsFound,
  isAside,
  type SafeguardFacts,
  settingWords,
  startingVms,
  toSetAside,
  vmNames,
  withoutVms,
} from '../domain/safeguard'
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
  /** VMs of it, by their manager's ids, that are not there any more. Absent: none. */
  readonly removedVms?: readonly string[]
  /** On another host now: nothing can be done about those that do not start there. Absent: none. */
  readonly elsewhereVms?: readonly string[]
}

/** What could not be put back, or is shown otherwise than before, is said: it is not fought for. */
const restoredWords = (lostNames: readonly string[], others: readonly string[]): string => {
  const [names, details] = [lostNames.join(', '), others.join('; ')]
  if (lostNames.length > 0)
    return others.length > 0
      ? say(RUN_SENTENCES.restoredNeither, { names, details })
      : say(RUN_SENTENCES.restoredNotElsewhere, { names })
  return others.length > 0 ? say(RUN_SENTENCES.restoredOtherwise, { details }) : RUN_SENTENCES.restored
}

/** Whether it is as the step wants it, in words (A4). Null: not (yet). */
export const safeguardReached = (step: Step, sight: SafeguardSight): string | null => {
  const { safeguard, removedVms = [], elsewhereVms = [] } = sight
  if (safeguard === null) return null
  const starting = startingVms(safeguard.setting)
  const lost = elsewhereVms.filter((nativeId) => !starting.has(nativeId))
  const isDisarm = step.action === 'disarm'
  const whole = isDisarm && step.safeguard !== undefined ? toSetAside(step.safeguard) : step.safeguard?.found
  const found = whole === undefined ? undefined : withoutVms(whole, new Set([...removedVms, ...lost]))
  if (isDisarm) {
    if (!isAside(found ?? safeguard.setting, safeguard)) return null
    return step.attempts.length === 0 ? RUN_SENTENCES.foundDisarmed : RUN_SENTENCES.disarmed
  }
  if (safeguard.isChanging === true) return null
  if (found === undefined) return RUN_SENTENCES.restored
  if (isAsFound(found, safeguard.setting)) {
    const others = deviations(found, safeguard.setting)
    // Once its platform was told exactly how it was, what that made of it stays.
    if (others.length > 0 && !isTaken(step.attempts.at(-1))) return null
    return restoredWords(vmNames(whole, lost), others)
  }
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
