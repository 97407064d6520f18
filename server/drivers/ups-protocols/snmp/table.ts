import type { PowerReading, ReadingName } from '../../../domain/power-reading'
import { combinePhases, type PhaseNames } from '../readings/phases'
import { judged } from '../readings/plausible'
import type { SnmpAnswers } from './snmp-answers'
import { numberOf, textOf } from '../text-value'

/** One scalar of a MIB, with the instance (`.0`) in its OID. */
export interface MibObject {
  readonly name: string
  readonly oid: string
}

/** A scalar that is a reading: raw value ÷ divisor is the value in the vocabulary's unit (minutes: divisor 1/60). */
export interface ReadingObject extends MibObject {
  readonly reading: ReadingName
  readonly divisor: number
  /** Raw values by which agents say "unknown" here. */
  readonly unknownAt?: readonly number[]
}

/** A column with one row per phase. `instances` are tried in order; agents disagree about the index. */
export interface PhaseColumn extends MibObject {
  readonly phase: PhaseNames
  readonly divisor: number
  readonly unknownAt?: readonly number[]
  readonly instances: readonly (readonly string[])[]
}

/** -1 and the largest numbers of 16, 31 and 32 bits stand for "unknown" in every family. */
const neverMeant = [-1, 65_535, 655_350, 2_147_483_647, 4_294_967_295] as const

/** Put together once: they are looked up in every poll. */
const oidsOfPhases = new WeakMap<PhaseColumn, readonly (readonly string[])[]>()
const phaseOids = (column: PhaseColumn): readonly (readonly string[])[] => {
  const known = oidsOfPhases.get(column)
  if (known !== undefined) return known
  const oids = column.instances.map((alternatives) => alternatives.map((instance) => `${column.oid}.${instance}`))
  oidsOfPhases.set(column, oids)
  return oids
}

export const oidsOfColumn = (column: PhaseColumn): readonly string[] => phaseOids(column).flat()

export const numberAt = (answers: SnmpAnswers, object: MibObject): number | null => numberOf(answers.get(object.oid))
export const textAt = (answers: SnmpAnswers, object: MibObject): string | null => textOf(answers.get(object.oid))

const sourceNames = new WeakMap<MibObject, string>()
const sourceOf = (mib: string, object: MibObject): string => {
  const known = sourceNames.get(object)
  if (known !== undefined) return known
  const name = `${mib} ${object.name}`
  sourceNames.set(object, name)
  return name
}

const unknownAt = (object: { readonly unknownAt?: readonly number[] }): readonly number[] => object.unknownAt ?? neverMeant

export const readObject = (mib: string, object: ReadingObject, answers: SnmpAnswers): PowerReading | null => {
  const raw = numberAt(answers, object)
  return raw === null ? null : judged(object.reading, raw, object.divisor, sourceOf(mib, object), unknownAt(object))
}

/** The first of several objects that answers credibly, else the first that answers at all. */
export const readFirst = (mib: string, objects: readonly ReadingObject[], answers: SnmpAnswers): PowerReading | null => {
  const told = objects.map((object) => readObject(mib, object, answers)).filter((one) => one !== null)
  return told.find((one) => one.credible) ?? told[0] ?? null
}

/** The raw number of each phase of a column; null where it is silent. */
export const rawPhases = (column: PhaseColumn, answers: SnmpAnswers): readonly (number | null)[] =>
  phaseOids(column).map((alternatives) => {
    for (const oid of alternatives) {
      const raw = numberOf(answers.get(oid))
      if (raw !== null) return raw
    }
    return null
  })

export const readColumn = (
  mib: string,
  column: PhaseColumn,
  answers: SnmpAnswers,
  phaseCount: number,
): Partial<Record<ReadingName, PowerReading>> => {
  const rows = rawPhases(column, answers).slice(0, phaseCount)
  const name = column.phase.whole
  return combinePhases(
    column.phase,
    rows.map((raw) => (raw === null ? null : judged(name, raw, column.divisor, sourceOf(mib, column), unknownAt(column)))),
  )
}
