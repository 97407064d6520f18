import type { ReadinessDoc } from '../../domain/readiness'
import type { ManagerView } from '../../domain/world'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'

/**
 * Managers that would not work tonight, though they still answer over what was opened before. Those that do not, and silent UPSs,
 * have alarms of their own.
 */
export const readinessAlarms = (doc: ReadinessDoc, managers: readonly ManagerView[]): readonly AlarmCondition[] =>
  doc.ways.flatMap(({ way, object, findings }) => {
    const [first] = findings.filter(({ severity }) => severity !== 'advisory')
    const isAnswering = managers.some(({ id, contact }) => id === object.id && contact === 'ok')
    if (way === 'ups' || first === undefined || !isAnswering) return []
    const isCritical = findings.some(({ severity }) => severity === 'critical')
    const hint = findings.map(({ message, hint }) => [message, hint].filter(Boolean).join(' ')).join(' · ')
    return [
      isCritical
        ? alarmCondition('not-ready', 'critical', object, 'Would not work tonight', hint)
        : alarmCondition('ready-with-notes', 'advisory', object, 'Works, but not everything that a plan may ask of it', hint),
    ]
  })
