import type { ReadingName } from '../../../domain/power-reading'
import type { UpsObservation } from '../../../domain/ups'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'

/** What a poorer family gives that the richer ones lack. */
export interface Contribution {
  readonly names: readonly ReadingName[]
  readonly outlets: boolean
}

const says = ({ readings, outlets }: UpsObservation, wanted: Contribution): string =>
  JSON.stringify([wanted.names.map((name) => [readings[name].value, readings[name].credible]), wanted.outlets ? outlets : null])

const without = (answers: SnmpAnswers, left: (oid: string) => boolean): SnmpAnswers =>
  new Map([...answers].filter(([oid]) => left(oid)))

/**
 * The objects that a contribution stands on, found by leaving out each in turn: what changes nothing is not needed. Where the rest
 * does not say the same (one object stood in for another), everything that answers is needed.
 */
export const neededObjects = (family: SnmpFamily, answers: SnmpAnswers, wanted: Contribution): readonly string[] => {
  if (wanted.names.length === 0 && !wanted.outlets) return []
  const own = new Set(family.pollOids)
  const told = without(answers, (oid) => own.has(oid) && answers.get(oid) !== null)
  const everything = says(family.observe(told, new Map()), wanted)
  const needed = new Set(
    [...told.keys()].filter(
      (oid) =>
        says(
          family.observe(
            without(told, (one) => one !== oid),
            new Map(),
          ),
          wanted,
        ) !== everything,
    ),
  )
  const rest = says(
    family.observe(
      without(told, (oid) => needed.has(oid)),
      new Map(),
    ),
    wanted,
  )
  return rest === everything ? [...needed] : [...told.keys()]
}
