import { isBehind } from '../../domain/recovery'
import type { ManagerView } from '../../domain/world'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'

const NAMED = 10

/** S4-10: what would be lost if the other site had to take over now is said before it has to. */
export const recoveryAlarms = (managers: readonly ManagerView[]): readonly AlarmCondition[] =>
  managers.flatMap(({ id, name, recovery }) => {
    if (recovery === undefined || recovery.behindCount === 0) return []
    const names = (recovery.replications ?? []).filter(isBehind).map(({ vmName }) => vmName)
    const more = recovery.behindCount > NAMED ? ` and ${recovery.behindCount - NAMED} more` : ''
    return [
      alarmCondition(
        'replica-too-old',
        'warning',
        { kind: 'manager', id, name },
        'Replicas are older than promised, or failed',
        `${names.slice(0, NAMED).join(', ')}${more}: look at their replication.`,
      ),
    ]
  })
