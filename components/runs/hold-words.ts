import type { Messages } from '@/components/messages/messages'
import { isHeldDownByDanger, isInOutage, type Run } from '@/server/domain/run'

/** On mains, in a danger, no battery sets a latest safe moment: there a hold ends by a person's word only (A6, P8). */
const onMains = (run: Run): boolean => (run.danger ?? null) !== null && !isInOutage(run)

export const heldWords = (run: Run, time: string, m: Messages): string => {
  if (run.danger?.over === true) return m.runs.dangerOver
  return onMains(run) ? m.runs.heldInDanger(time) : m.runs.held(time)
}

export const holdEffect = (run: Run, m: Messages): string => (onMains(run) ? m.runs.holdInDanger : m.runs.holdEffect)

export const continueEffect = (run: Run, pending: number, m: Messages): string =>
  run.danger?.over === true
    ? m.runs.continueAfterDanger
    : isHeldDownByDanger(run)
      ? m.runs.continueInDanger
      : m.runs.continueEffect(pending)

export const abortEffect = (run: Run, m: Messages): string => {
  if (run.kind === 'maintenance') return m.runs.abortMaintenance
  return onMains(run) ? m.runs.abortDanger : m.runs.abortOutage
}
