import type { Outlet, UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt } from '../snmp/table'
import { combineUnits } from './combine-units'
import { type PduLayout, pduPollOids } from './layout'
import { observePdu } from './observe-pdu'
import { pduWiringOids } from './wiring-oids'

/** How a family tells of PDUs that are linked with each other and answer through the card of the first. */
export interface LinkedPdus {
  /** Their numbers in the MIB, as far as answered, the first one's first. */
  readonly units: (answers: SnmpAnswers) => readonly number[]
  readonly layoutOf: (unit: number, answers: SnmpAnswers) => PduLayout
  /** What to ask for of one of them; of the first all has been asked. */
  readonly oidsOf: (unit: number, answers: SnmpAnswers) => readonly string[]
  /** The answers as the layout of one of them reads them. */
  readonly prepared: (unit: number, answers: SnmpAnswers) => SnmpAnswers
  /** An outlet of one of them, by the id and the name by which people tell it from those of the others. */
  readonly named: (unit: number, outlet: Outlet) => Outlet
}

/** More of them would not be read within the time of one poll. */
export const MOST_UNITS = 8

export const linkedOids = (linked: LinkedPdus, answers: SnmpAnswers): readonly string[] =>
  linked
    .units(answers)
    .flatMap((unit, place) => [
      ...(place === 0 ? [] : linked.oidsOf(unit, answers)),
      ...pduWiringOids(linked.layoutOf(unit, answers), linked.prepared(unit, answers)),
    ])

export const observeLinked = (linked: LinkedPdus, answers: SnmpAnswers): UpsObservation => {
  const units = linked.units(answers)
  const told = units.map((unit) => {
    const observation = observePdu(linked.layoutOf(unit, answers), linked.prepared(unit, answers))
    const outlets = units.length === 1 ? observation.outlets : observation.outlets.map((outlet) => linked.named(unit, outlet))
    return { name: `unit ${unit}`, observation: { ...observation, outlets } }
  })
  const [only] = told
  return only !== undefined && told.length === 1 ? only.observation : combineUnits(told)
}

/** First how many outlets it has, then no more than these. */
export const oidsByOutletCount = (
  count: MibObject,
  answers: SnmpAnswers,
  layoutWith: (rows: number) => PduLayout,
): readonly string[] =>
  answers.has(count.oid) ? [count.oid, ...pduPollOids(layoutWith(numberAt(answers, count) ?? 0))] : [count.oid]

/** Layouts are built of hundreds of objects, and asked for in every poll. */
export const remembered = <Given extends readonly number[]>(
  make: (...given: Given) => PduLayout,
): ((...given: Given) => PduLayout) => {
  const known = new Map<string, PduLayout>()
  return (...given) => {
    const key = given.join()
    const before = known.get(key)
    if (before !== undefined) return before
    const made = make(...given)
    known.set(key, made)
    return made
  }
}
