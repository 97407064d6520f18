import type { Messages } from '@/components/messages/messages'
import { isHeldDownByDanger, isInOutage, type Run, type RunWithSteps } from '@/server/domain/run'

interface Forecasted {
  readonly forecast?: { readonly marginSeconds: number | null } | null
}

/** On mains, in a danger, no battery sets a latest safe moment: there a hold ends by a person's word only (A6, P8). */
const onMains = (run: Run): boolean => (run.danger ?? null) !== null && !isInOutage(run)

/**
 * Seconds until a hold ends by itself, as known now: with nothing done, the margin is used up second by second (A6). Null: it is not
 * known, or no battery ends it.
 */
export const holdLeftSeconds = (run: Run, group: Forecasted | null): number | null => {
  const margin = group?.forecast?.marginSeconds ?? null
  return isInOutage(run) && margin !== null && margin > 0 ? margin : null
}

/** `left`: until it ends by itself; null: not known. */
export const heldWords = (run: Run, time: string, left: string | null, m: Messages): string => {
  if (run.danger?.over === true) return m.runs.dangerOver
  return onMains(run) ? m.runs.heldInDanger(time) : m.runs.held(time, left)
}

export const holdEffect = (run: Run, left: string | null, m: Messages): string =>
  onMains(run) ? m.runs.holdInDanger : m.runs.holdEffect(left)

export const continueEffect = (run: Run, pending: number, m: Messages): string =>
  run.danger?.over === true
    ? m.runs.continueAfterDanger
    : isHeldDownByDanger(run)
      ? m.runs.continueInDanger
      : m.runs.continueEffect(pending)

/** What a person should know who lets a way back wait no longer: what the battery could do then, in words (A6, R2). */
export const goNowEffect = (
  { recoveryNote }: Run,
  percent: (value: number) => string,
  time: (seconds: number) => string,
  m: Messages,
): string => {
  const { lack, isBlind } = recoveryNote ?? {}
  if (isBlind === true) return `${m.runs.goNowEffect} ${m.runs.goNowBlind}`
  if (lack === undefined) return `${m.runs.goNowEffect} ${m.runs.goNowUntold}`
  const { hasPercent, needPercent, ifNow } = lack
  const words = [m.runs.goNowEffect, m.runs.goNowCharge(percent(hasPercent), percent(needPercent))]
  if (ifNow === undefined) return [...words, m.runs.goNowUntold].join(' ')
  const { marginSeconds, lossCount } = ifNow
  const left =
    marginSeconds < 0 ? m.runs.goNowShort(time(-marginSeconds), lossCount) : m.runs.goNowLeft(time(marginSeconds), lossCount)
  return [...words, left].join(' ')
}

/** On how many hosts the run has set autostart aside, or may have, and not put it back. */
const autostartsAside = ({ dryRun, steps }: RunWithSteps): number => {
  const away = new Map<string, readonly string[]>()
  for (const { action, attempts, object, safeguard, state } of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (safeguard?.found.kind !== 'autostart') continue
    if (action === 'disarm' && (attempts.length > 0 || safeguard.isKept)) away.set(object.id, safeguard.hostIds)
    if (action === 'restore' && state === 'done') away.delete(object.id)
  }
  return dryRun ? 0 : new Set([...away.values()].flat()).size
}

/** A second abort does not wait for what is put back either. */
const autostartEffect = (run: RunWithSteps, m: Messages): readonly string[] => {
  const hosts = autostartsAside(run)
  if (hosts === 0) return []
  return [run.abandoned === true ? m.runs.autostartLeftAside(hosts) : m.runs.autostartAside(hosts)]
}

export const abortEffect = (run: RunWithSteps, m: Messages): string => {
  if (run.kind === 'maintenance') return m.runs.abortMaintenance
  return [onMains(run) ? m.runs.abortDanger : m.runs.abortOutage, ...autostartEffect(run, m)].join(' ')
}
