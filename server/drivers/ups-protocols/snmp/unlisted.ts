import type { SnmpAnswers } from './snmp-answers'
import { type MibObject, numberAt } from './table'

/** An object whose values its MIB lists. */
export interface Enumerated {
  readonly object: MibObject
  readonly values: Readonly<Record<number, unknown>>
}

/** Alarm words for values that the MIB does not list: newer firmware says something that nobody here knows, and that is never "all well". */
export const unlistedAlarms = (enumerated: readonly Enumerated[], answers: SnmpAnswers): readonly string[] =>
  enumerated.flatMap(({ object, values }) => {
    const raw = numberAt(answers, object)
    return raw === null || raw in values ? [] : [`${object.name} says ${raw}, which its MIB does not list`]
  })
