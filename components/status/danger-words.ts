import type { Messages } from '@/components/messages/messages'
import type { RunDanger } from '@/server/domain/danger'
import { isInOutage, type Run, type RunWithSteps } from '@/server/domain/run'
import type { GroupDoc } from '@/server/domain/view'

/** In a list, older runs stand without their steps. */
export type ListedRun = Run & Partial<Pick<RunWithSteps, 'steps'>>

export const dangerWords = ({ kinds, over }: RunDanger, m: Messages): string =>
  over ? m.status.dangerOver : kinds.map((kind) => m.status.danger[kind]).join(', ')

/** How a group stands: its power, and the danger that its plan sheds for. */
export const groupWords = ({ condition, danger = null }: Pick<GroupDoc, 'condition' | 'danger'>, m: Messages): string => {
  const power = m.status.condition[condition]
  if (danger === null) return power
  return condition === 'on-mains' ? dangerWords(danger, m) : `${power}, ${dangerWords(danger, m)}`
}

/** What a danger asked for has been done, and it lasts: nothing is shed any more. */
const isShedForDanger = (run: ListedRun): boolean =>
  run.phase === 'shedding' &&
  (run.danger ?? null) !== null &&
  !isInOutage(run) &&
  run.steps !== undefined &&
  run.steps.length > 0 &&
  run.steps.every(({ state }) => state !== 'pending' && state !== 'running')

export const phaseWords = (run: ListedRun, m: Messages): string => {
  if (run.phase === 'waiting' && run.danger?.over === true) return m.status.waitsForPerson
  return isShedForDanger(run) ? m.status.shedForDanger : m.status.phase[run.phase]
}

/** A danger alone began it: its mains never failed. */
export const runKindWords = ({ kind, outageStartedAtMs }: Pick<Run, 'kind' | 'outageStartedAtMs'>, m: Messages): string =>
  kind === 'outage' && outageStartedAtMs === null ? m.status.dangerRun : m.status.runKind[kind]
