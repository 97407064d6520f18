import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-session'
import { numberAt, rawPhases } from '../../ups-protocols/snmp/table'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { alarmNumberOf, type AlarmNumber, BATTERY_STATUS, INPUT_VOLTS, OUTPUT_SOURCE, OUTPUT_VOLTS, STATE } from './mib'

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

const fewestLiveVolts = 60
type Volts = readonly (number | null)[]

const isLive = (volts: number | null): boolean => (volts ?? 0) >= fewestLiveVolts
const liveLines = (volts: Volts): number => volts.filter(isLive).length
const listedLines = (volts: Volts): number => Math.max(1, volts.filter((one) => one !== null).length)
const toldLines = (told: number | null): number | null => (told !== null && told >= 1 && told <= 3 ? told : null)

/** Agents list three lines, all zero but the first, for a UPS that has one. */
const outputLines = (told: number | null, volts: Volts): number =>
  toldLines(told) ?? (liveLines(volts) === 1 && isLive(volts[0] ?? null) ? 1 : listedLines(volts))

const inputLines = (told: number | null, volts: Volts, outputs: number): number =>
  toldLines(told) ?? (outputs === 1 && liveLines(volts) > 0 ? liveLines(volts) : listedLines(volts))

const inputAlive = (volts: Volts): boolean | null => {
  // Minus one stands for "not measured".
  const measured = volts.filter((one) => one !== null && one >= 0)
  return measured.length === 0 ? null : measured.some(isLive)
}

export const witnessesOf = (answers: SnmpAnswers, alarmTable: SnmpAnswers | null): Witnesses => {
  const outputVolts = rawPhases(OUTPUT_VOLTS, answers)
  const inputVolts = rawPhases(INPUT_VOLTS, answers)
  const outputPhases = outputLines(numberAt(answers, STATE.outputLines), outputVolts)
  const descriptions = [...(alarmTable?.values() ?? [])].map((value) => String(value ?? ''))
  const keepsAlarms = alarmTable !== null && (numberAt(answers, STATE.alarmsPresent) !== null || descriptions.length > 0)
  return {
    source: sourceWord(numberAt(answers, STATE.outputSource)),
    battery: batteryWord(numberAt(answers, STATE.batteryStatus)),
    secondsOnBattery: numberAt(answers, STATE.secondsOnBattery),
    chargePercent: numberAt(answers, STATE.chargeRemaining),
    inputAlive: inputAlive(inputVolts),
    inputPhases: inputLines(numberAt(answers, STATE.inputLines), inputVolts, outputPhases),
    outputPhases,
    alarms: keepsAlarms ? new Set(descriptions.map(alarmNumberOf).filter((one) => one !== null)) : null,
    foreignAlarms: descriptions.filter((description) => alarmNumberOf(description) === null),
  }
}
