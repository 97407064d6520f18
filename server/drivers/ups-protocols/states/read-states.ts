import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt } from '../snmp/table'
import type { Meaning, StateObject, StatesLayout } from './layout'

/** One state as it stands. `meaning` null: a value that the MIB does not list. */
export interface StandingState {
  readonly name: string
  readonly raw: string
  readonly meaning: Meaning | null
}

export const standingState = ({ object, meanings, otherwise }: StateObject, answers: SnmpAnswers): StandingState | null => {
  // "None" and "unknown" are words of an enumeration too, where elsewhere they stand for nothing.
  const raw = numberAt(answers, object) ?? String(answers.get(object.oid) ?? '').trim()
  if (raw === '') return null
  return { name: object.name, raw: String(raw), meaning: meanings[String(raw).toLowerCase()] ?? otherwise ?? null }
}

export const standingStates = (objects: readonly StateObject[], answers: SnmpAnswers): readonly StandingState[] =>
  objects.map((object) => standingState(object, answers)).filter((one) => one !== null)

/** An alarm that nobody here knows is still an alarm, but no fault: makers add harmless ones. */
export const standingAlarms = (layout: StatesLayout, table: SnmpAnswers | null): readonly StandingState[] => {
  const { alarms } = layout
  if (alarms === null) return []
  return [...(table?.values() ?? [])].map((value) => {
    const oid = String(value ?? '')
    const number = oid.startsWith(`${alarms.below}.`)
      ? Number(oid.slice(alarms.below.length + 1).replace(/\.0$/, ''))
      : Number.NaN
    return { name: 'alarm', raw: oid, meaning: alarms.meanings[number] ?? { word: oid, alarm: `alarm ${oid}` } }
  })
}

/** The states agree, or one that argues for a discharge outweighs those that do not see it. Null: none speaks. */
export const dischargingOf = (states: readonly StandingState[]): boolean | null => {
  const told = states.map(({ meaning }) => meaning?.discharging).filter((one) => one !== undefined)
  return told.length === 0 ? null : told.includes(true)
}
