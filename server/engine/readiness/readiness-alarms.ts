import type { ProvedWay, ReadinessDoc } from '../../domain/readiness'
import type { ManagerView } from '../../domain/world'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'

const WOULD_NOT_WORK = 'Would not work tonight'
const IN_PART = 'Works, but not everything that a plan may ask of it'
const NOT_DIRECT = 'Cannot be reached without its manager as it should'
const DIRECT_IN_PART = 'Can be reached without its manager, but not everything would work'
const STAYS_OFF = 'After its plan nothing comes back until a person starts what Ridethrough runs in'
const NOT_BY_BMC = 'Its BMC would not work tonight'

const conditionOf = ({ way, object, findings }: ProvedWay, isCritical: boolean, hint: string): AlarmCondition | null => {
  switch (way) {
    case 'manager':
      return isCritical
        ? alarmCondition('not-ready', 'critical', object, WOULD_NOT_WORK, hint)
        : alarmCondition('ready-with-notes', 'advisory', object, IN_PART, hint)
    case 'direct':
      return isCritical
        ? alarmCondition('direct-path-not-ready', 'warning', object, NOT_DIRECT, hint)
        : alarmCondition('direct-path-notes', 'advisory', object, DIRECT_IN_PART, hint)
    case 'bmc':
      // One that is silent has an alarm of its own.
      return isCritical && findings.some(({ trouble }) => trouble !== 'silent')
        ? alarmCondition('bmc-not-ready', 'warning', object, NOT_BY_BMC, hint)
        : null
    case 'plan':
      return alarmCondition('plan-stays-off', 'warning', object, STAYS_OFF, findings.map(({ message }) => message).join(' · '))
    case 'ups':
      return null
  }
}

/**
 * What would not work tonight: managers, though they still answer over what was opened before (those that do not have an alarm of
 * their own), and ways to hosts. Silent UPSs have alarms of their own.
 */
export const readinessAlarms = (doc: ReadinessDoc, managers: readonly ManagerView[]): readonly AlarmCondition[] =>
  doc.ways.flatMap((proved) => {
    const findings = proved.findings.filter(({ severity }) => severity !== 'advisory')
    const isAnswering = managers.some(({ id, contact }) => id === proved.object.id && contact === 'ok')
    if (findings.length === 0 || (proved.way === 'manager' && !isAnswering)) return []
    const isCritical = findings.some(({ severity }) => severity === 'critical')
    const hint = findings.map(({ message, hint: remedy }) => [message, remedy].filter(Boolean).join(' ')).join(' · ')
    return conditionOf(proved, isCritical, hint) ?? []
  })
