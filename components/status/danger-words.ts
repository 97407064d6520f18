import type { Messages } from '@/components/messages/messages'
import type { RunDanger } from '@/server/domain/danger'
import type { Run } from '@/server/domain/run'
import type { GroupDoc } from '@/server/domain/view'

export const dangerWords = ({ kinds, over }: RunDanger, m: Messages): string =>
  over ? m.status.dangerOver : kinds.map((kind) => m.status.danger[kind]).join(', ')

/** How a group stands: its power, and the danger that its plan sheds for. */
export const groupWords = ({ condition, danger = null }: Pick<GroupDoc, 'condition' | 'danger'>, m: Messages): string => {
  const power = m.status.condition[condition]
  if (danger === null) return power
  return condition === 'on-mains' ? dangerWords(danger, m) : `${power}, ${dangerWords(danger, m)}`
}

export const phaseWords = ({ phase, danger }: Pick<Run, 'phase' | 'danger'>, m: Messages): string =>
  phase === 'waiting' && danger?.over === true ? m.status.waitsForPerson : m.status.phase[phase]

/** A danger alone began it: its mains never failed. */
export const runKindWords = ({ kind, outageStartedAtMs }: Pick<Run, 'kind' | 'outageStartedAtMs'>, m: Messages): string =>
  kind === 'outage' && outageStartedAtMs === null ? m.status.dangerRun : m.status.runKind[kind]
