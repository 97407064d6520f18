import { type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { Outlet, PartTrouble, UpsObservation } from '../../../domain/ups'
import { lineAlive, phaseCount } from '../readings/line-voltage'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt, type PhaseColumn, rawPhases, readColumn, readObject } from '../snmp/table'
import { standingStates } from '../states/read-states'
import { toldByStates } from '../states/told-by-states'
import { withDeadParts } from './dead-parts'
import type { PduLayout } from './layout'
import { readPduOutlets } from './pdu-outlets'

/** Per line; minus one stands for "not measured". */
const perLine = (column: PhaseColumn | null, answers: SnmpAnswers, count: number): readonly (number | null)[] =>
  column === null
    ? []
    : rawPhases(column, answers)
        .slice(0, count)
        .map((raw) => (raw === null || raw < 0 ? null : raw / column.divisor))

const measured = (column: PhaseColumn | null, answers: SnmpAnswers, count: number): readonly number[] =>
  perLine(column, answers, count).filter((one) => one !== null)

/** What agrees with a voltage of 0 that nothing comes in; null: nothing does. */
const deadInputSign = (layout: PduLayout, answers: SnmpAnswers, outlets: readonly Outlet[]): string | null => {
  const signs = [
    ...(layout.deadInputSigns ?? []),
    ...layout.readings.filter(({ reading }) => reading === 'inputHertz').map((object) => ({ object, at: [0] })),
  ]
  const sign = signs.find(({ object, at }) => at.includes(numberAt(answers, object) ?? -1))
  if (sign !== undefined) return `${sign.object.name} ${numberAt(answers, sign.object)}`
  return outlets.length > 0 && outlets.every(({ state }) => state === 'off') ? 'every outlet is off' : null
}

interface Believed {
  readonly supply: Supply
  readonly evidence: readonly string[]
  readonly troubles: readonly PartTrouble[]
}
const believed = (supply: Supply): Believed => ({ supply, evidence: [], troubles: [] })

/**
 * P4: the card that says "0 V" lives by the same input. It is believed only where nothing flows and a second sign agrees; else
 * its sensor may have failed, or it does not measure, and nobody knows.
 */
const supplyOf = (
  volts: readonly number[],
  amperes: readonly number[],
  inputs: number,
  secondSign: () => string | null,
): Believed => {
  if (amperes.some((one) => one > 0)) return believed('mains')
  switch (lineAlive(volts)) {
    case true:
      return believed('mains')
    case false: {
      // Others may carry it.
      if (inputs > 1) return believed('unknown')
      const sign = secondSign()
      if (sign !== null) return { ...believed('off'), evidence: [sign] }
      return {
        supply: 'unknown',
        evidence: ['nothing but its voltage says that nothing comes in'],
        troubles: [
          {
            words: 'Its input measures 0 V while its card answers and nothing else says that it is dead: this is not believed',
            isUntold: true,
          },
        ],
      }
    }
    case null:
      return believed('unknown')
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

/** Silence is one. */
const countAt = (answers: SnmpAnswers, object: MibObject | undefined): number =>
  object === undefined ? 1 : (numberAt(answers, object) ?? 1)

/** What a PDU says: whether its input lives as far as it measures that, what it carries, and its outlets. */
export const observePdu = (layout: PduLayout, answers: SnmpAnswers): UpsObservation => {
  const allVolts = layout.volts === null ? [] : rawPhases(layout.volts, answers)
  const phases = layout.phases === null ? null : numberAt(answers, layout.phases.object)
  const count = phaseCount(
    phases === null ? null : (layout.phases?.counts?.[phases] ?? phases),
    allVolts.map((raw) => (raw === null ? null : raw / (layout.volts?.divisor ?? 1))),
  )
  const volts = measured(layout.volts, answers, count)
  const amperes = measured(layout.amperes, answers, count)
  const inputs = countAt(answers, layout.inputs)
  const { flags, alarms, evidence, contactLost } = toldByStates(standingStates(layout.states, answers))
  const lines = { volts: perLine(layout.volts, answers, count), amperes: perLine(layout.amperes, answers, count) }
  const told = readPduOutlets(layout, answers)
  // A card that has lost its PDU tells what was.
  const { outlets, troubles: deadParts } = contactLost
    ? { outlets: told, troubles: [] }
    : withDeadParts(told, layout.wiring, answers, lines)
  const supply = contactLost
    ? believed('unknown')
    : supplyOf(volts, amperes, inputs, () => deadInputSign(layout, answers, outlets))
  const troubles = [...deadParts, ...supply.troubles]
  return {
    supply: supply.supply,
    flags,
    upsContact: contactLost ? 'lost' : 'ok',
    readings: readingsOf(layout, answers, count),
    outlets,
    ...(troubles.length === 0 ? {} : { troubles }),
    alarms: [...alarms, ...troubles.map(({ words }) => words)],
    evidence: [
      ...(volts.length === 0 ? ['measures no voltage'] : [`input ${volts.join(', ')} V`]),
      ...(amperes.length === 0 ? [] : [`carries ${amperes.join(', ')} A`]),
      ...(inputs > 1 ? [`has ${inputs} inputs, of which the first is read`] : []),
      ...supply.evidence,
      ...evidence,
    ],
  }
}
