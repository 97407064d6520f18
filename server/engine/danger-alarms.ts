import type { DangerKind } from '../domain/danger'
import type { Run } from '../domain/run'
import type { PowerGroup } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

const WORDS = {
  'temperature-at-least': 'heat',
  overload: 'overload',
  'battery-fault': 'battery fault',
} as const satisfies Record<DangerKind, string>

/** A group whose plan is being carried out. */
export interface CarriedGroup {
  readonly group: Pick<PowerGroup, 'id' | 'name'>
  readonly run: Pick<Run, 'danger' | 'dryRun' | 'recoveryNote'>
}

/** What plans do about dangers, and what waits for a person after them: nothing stays off unsaid (P8, R1). */
export const dangerAlarms = (carried: readonly CarriedGroup[]): readonly AlarmCondition[] =>
  carried.flatMap(({ group, run: { danger, dryRun } }) => {
    if (danger === null || danger === undefined) return []
    const object = { kind: 'group' as const, id: group.id, name: group.name }
    const kinds = danger.kinds.map((kind) => WORDS[kind]).join(', ')
    return [
      danger.over
        ? alarmCondition(
            'danger-over',
            'warning',
            object,
            `The danger has passed (${kinds}); what was taken down stays so until a person continues the run`,
            'Open the run and continue it: it brings everything back.',
          )
        : alarmCondition(
            dryRun ? 'danger-dry-run' : 'danger',
            'warning',
            object,
            `Its plan ${dryRun ? 'would shed' : 'sheds'} load because of a danger: ${kinds}`,
            'The run says which UPS, and what it saw. On mains its Continue brings everything back, also while the danger lasts.',
          ),
    ]
  })
