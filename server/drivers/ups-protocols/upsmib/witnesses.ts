import { isLive, lineAlive } from '../readings/line-voltage'
import { wordOf } from '../snmp/enumeration'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt, rawPhases } from '../snmp/table'
import type { UpsMibLayout } from './layout'
import { alarmNumberOf, type AlarmNumber, BATTERY_STATUS, OUTPUT_SOURCE } from './words'

const sourceWord = (raw: number | null) => (raw === null ? null : wordOf(OUTPUT_SOURCE, raw))
const batteryWord = (raw: number | null) => (raw === null ? null : wordOf(BATTERY_STATUS, raw))

/** What the agent says about the power: each can confirm or contradict upsOutputSource. Null: silent. */
export interface Witnesses {
  readonly source: ReturnType<typeof sourceWord>
  readonly battery: ReturnType<typeof batteryWord>
  readonly secondsOnBattery: number | null
  readonly chargePercent: number | null
  /** True: at least one line has voltage; false: all lines are measured dead. */
  readonly inputAlive: boolean | null
  readonly inputPhases: number
  readonly outputPhases: number
  /** Null: the agent keeps no alarm table, or it could not be read. */
  readonly alarms: ReadonlySet<AlarmNumber> | null
  /** Alarms of the manufacturer's own, as OIDs. */
  readonly foreignAlarms: readonly string[]
}

type Volts = readonly (number | null)[]

const liveLines = (volts: Volts): number => volts.filter(isLive).length
const listedLines = (volts: Volts): number => Math.max(1, volts.filter((one) => one !== null).length)
const toldLines = (told: number | null): number | null => (told !== null && told >= 1 && told <= 3 ? told : null)

/** Agents list three lines, all zero but the first, for a UPS that has one. */
const outputLines = (told: number | null, volts: Volts): number =>
  toldLines(told) ?? (liveLines(volts) === 1 && isLive(volts[0] ?? null) ? 1 : listedLines(volts))

const inputLines = (told: number | null, volts: Volts, outputs: number): number =>
  toldLines(told) ?? (outputs === 1 && liveLines(volts) > 0 ? liveLines(volts) : listedLines(volts))

export const witnessesOf = (layout: UpsMibLayout, answers: SnmpAnswers, alarmTable: SnmpAnswers | null): Witnesses => {
  const { state } = layout
  const alarmOf = (oid: string) => alarmNumberOf(layout.wellKnownAlarms, oid)
  const outputVolts = rawPhases(layout.outputVolts, answers)
  const inputVolts = rawPhases(layout.inputVolts, answers)
  const outputPhases = outputLines(numberAt(answers, state.outputLines), outputVolts)
  const descriptions = [...(alarmTable?.values() ?? [])].map((value) => String(value ?? ''))
  const keepsAlarms = alarmTable !== null && (numberAt(answers, state.alarmsPresent) !== null || descriptions.length > 0)
  return {
    source: sourceWord(numberAt(answers, state.outputSource)),
    battery: batteryWord(numberAt(answers, state.batteryStatus)),
    secondsOnBattery: numberAt(answers, state.secondsOnBattery),
    chargePercent: numberAt(answers, state.chargeRemaining),
    inputAlive: lineAlive(inputVolts),
    inputPhases: inputLines(numberAt(answers, state.inputLines), inputVolts, outputPhases),
    outputPhases,
    alarms: keepsAlarms ? new Set(descriptions.map(alarmOf).filter((one) => one !== null)) : null,
    foreignAlarms: descriptions.filter((description) => alarmOf(description) === null),
  }
}
