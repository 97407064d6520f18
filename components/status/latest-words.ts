import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import type { LatestMoment, PlanMoments } from '@/server/domain/latest-moment'

/** `timeOf`: a moment in seconds since the mains failed, as a reader wants it. Null: nothing limits it. */
export const latestWords = (moment: LatestMoment, timeOf: (seconds: number) => string, m: Messages): string | null => {
  switch (moment.kind) {
    case 'at':
      return m.status.latest.at(timeOf(moment.seconds))
    case 'now':
      return m.status.latest.now
    case 'too-late':
      return m.status.latest.tooLate(moment.missingSeconds === null ? null : formatDuration(moment.missingSeconds))
    case 'any-time':
      return null
  }
}

/** A stage's, as it stands on a time axis. Absent: nowhere on it. */
export const latestOnAxis = (
  moments: PlanMoments | null,
  stageId: string,
  timeOf: (seconds: number) => string,
  m: Messages,
): { readonly seconds: number; readonly title: string } | undefined => {
  const moment = moments?.stages.find((each) => each.stageId === stageId)?.moment
  return moment?.kind === 'at' ? { seconds: moment.seconds, title: m.status.latest.at(timeOf(moment.seconds)) } : undefined
}

/** Already used up, or about to be. */
export const isPressing = ({ kind }: LatestMoment): boolean => kind === 'now' || kind === 'too-late'
