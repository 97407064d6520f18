import { type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { lineAlive, phaseCount } from '../readings/line-voltage'
import { readOutlets } from '../snmp/outlets'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt, type PhaseColumn, rawPhases, readColumn, readObject } from '../snmp/table'
import { standingStates } from '../states/read-states'
import { toldByStates } from '../states/told-by-states'
import type { PduLayout } from './layout'

/** Minus one stands for "not measured". */
const measured = (column: PhaseColumn | null, answers: SnmpAnswers, count: number): readonly number[] =>
  column === null
    ? []
    : rawPhases(column, answers)
        .slice(0, count)
        .filter((raw) => raw !== null)
        .filter((raw) => raw >= 0)
        .map((raw) => raw / column.divisor)

/** A dead input is believed only where nothing flows either: a PDU that is not metered for it says 0 V. */
const supplyOf = (volts: readonly number[], amperes: readonly number[], inputs: number): Supply => {
  if (amperes.some((one) => one > 0)) return 'mains'
  switch (lineAlive(volts)) {
    case true:
      return 'mains'
    case false:
      // Others may carry it.
      return inputs > 1 ? 'unknown' : 'off'
    case null:
      return 'unknown'
  }
}

const readingsOf = (layout: PduLayout, answers: SnmpAnswers, count: number) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const column of [layout.volts, layout.amperes, ...layout.columns])
    if (column !== null && measured(column, answers, count).length > 0)
      Object.assign(given, readColumn(layout.mibName, column, answers, count))
  for (const object of layout.readings) {
    const told = (numberAt(answers, object) ?? -1) < 0 ? null : readObject(layout.mibName, object, answers)
    if (told?.credible === true) given[object.reading] = told
  }
  return readingsFrom(given)
}

/** A number, or as many as a list such as "0,1,5" has. Silence is one. */
const countAt = (answers: SnmpAnswers, object: MibObject | undefined): number => {
  const told = object === undefined ? undefined : answers.get(object.oid)
  if (typeof told === 'number') return told
  return told?.split(',').length ?? 1
}

/** What a PDU says: whether its input lives as far as it measures that, what it carries, and its outlets. */
export const observePdu = (layout: PduLayout, answers: SnmpAnswers): UpsObservation => {
  const allVolts = layout.volts === null ? [] : rawPhases(layout.volts, answers)
  const told = layout.phases === null ? null : numberAt(answers, layout.phases.object)
  const count = phaseCount(
    told === null ? null : (layout.phases?.counts?.[told] ?? told),
    allVolts.map((raw) => (raw === null ? null : raw / (layout.volts?.divisor ?? 1))),
  )
  const volts = measured(layout.volts, answers, count)
  const amperes = measured(layout.amperes, answers, count)
  const inputs = countAt(answers, layout.inputs)
  const linked = countAt(answers, layout.linked)
  const { flags, alarms, evidence, contactLost } = toldByStates(standingStates(layout.states, answers))
  return {
    supply: contactLost ? 'unknown' : supplyOf(volts, amperes, inputs),
    flags,
    upsContact: contactLost ? 'lost' : 'ok',
    readings: readingsOf(layout, answers, count),
    outlets: readOutlets(layout.outlets, answers),
    alarms,
    evidence: [
      ...(volts.length === 0 ? ['measures no voltage'] : [`input ${volts.join(', ')} V`]),
      ...(amperes.length === 0 ? [] : [`carries ${amperes.join(', ')} A`]),
      ...(inputs > 1 ? [`has ${inputs} inputs, of which the first is read`] : []),
      ...(linked > 1 ? [`${linked} PDUs are linked, of which the first is read`] : []),
      ...evidence,
    ],
  }
}
