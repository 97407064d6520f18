import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import type { PlanContent } from '@/server/domain/plan'
import type { PlanSetting } from './plan-diff'

export const settingTitle = (part: PlanSetting, { plans: p }: Messages): string =>
  ({
    reserveSeconds: p.reserve,
    unplaced: p.unplaced,
    shedding: p.shedding,
    moveTo: p.moveTargets,
    longOutage: p.longOutage,
    hosts: p.hosts,
    recovery: p.recovery,
  })[part]

/** One part of what holds for the whole plan, short enough to be read beside what it was. Triggers are told elsewhere. */
export const settingWords = (
  part: PlanSetting,
  { reserveSeconds, unplaced, shedding, moveTo, longOutage, hosts, recovery }: PlanContent,
  percent: (value: number) => string,
  m: Messages,
): string => {
  const words = m.plans.settingWords
  const limited = (what: string, seconds: number): string => words.limited(what, formatDuration(seconds))
  switch (part) {
    case 'reserveSeconds':
      return formatDuration(reserveSeconds)
    case 'unplaced': {
      const then = words.otherwise(m.status.fallback[unplaced.fallback])
      return unplaced.action === 'keep'
        ? m.status.action.keep
        : `${limited(m.status.action[unplaced.action], unplaced.limitSeconds)}, ${then}`
    }
    case 'shedding':
      return words.shedding[shedding]
    case 'moveTo':
      return words.moveTo[moveTo]
    case 'longOutage': {
      const { shedAfterSeconds, shedTier, endAfterSeconds } = longOutage
      const told = [
        shedAfterSeconds === null ? null : words.shedAfter(formatDuration(shedAfterSeconds), m.plans.longTier[shedTier]),
        endAfterSeconds === null ? null : words.endAfter(formatDuration(endAfterSeconds)),
      ].filter((text) => text !== null)
      return told.length === 0 ? words.stagesAlone : told.join('; ')
    }
    case 'hosts':
      return hosts.action === 'keep' ? m.plans.hostAction.keep : limited(m.plans.hostAction.shutdown, hosts.limitSeconds)
    case 'recovery':
      return [
        words.recoversAt(percent(recovery.minChargePercent), formatDuration(recovery.steadySeconds)),
        recovery.startVms ? limited(words.startsVms, recovery.startLimitSeconds) : words.startsNone,
        recovery.moveHome ? words.movesHome : words.movesNone,
      ].join('; ')
  }
}
