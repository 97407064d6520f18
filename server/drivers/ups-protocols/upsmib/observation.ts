import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { PowerFlag } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../readings/cross-check'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt, rawPhases, readColumn, readObject, textAt } from '../snmp/table'
import { unlistedAlarms } from '../snmp/unlisted'
import type { UpsMibLayout } from './layout'
import { ALARMS, type AlarmNumber, BATTERY_STATUS, OUTPUT_SOURCE } from './words'
import { supplyOf } from './supply'
import { type Witnesses, witnessesOf } from './witnesses'

const flagsOfAlarms: Partial<Record<AlarmNumber, PowerFlag>> = {
  1: 'replace-battery',
  3: 'low-battery',
  4: 'low-battery',
  5: 'overheated',
  7: 'fault',
  8: 'overload',
  13: 'fault',
  16: 'fault',
  17: 'fault',
  18: 'fault',
  22: 'shutdown-pending',
  23: 'shutdown-pending',
}
const communicationsLost = 20
const testInProgress = 24
const onBypass = 9
const resultInProgress = 5

const isTesting = ({ state }: UpsMibLayout, answers: SnmpAnswers, { alarms }: Witnesses): boolean =>
  numberAt(answers, state.testResult) === resultInProgress || alarms?.has(testInProgress) === true

/** A test during which the mains fail is an outage: the measured dead input is believed over the word "test". */
const testFlag = (layout: UpsMibLayout, answers: SnmpAnswers, witnesses: Witnesses): readonly PowerFlag[] => {
  if (!isTesting(layout, answers, witnesses) || witnesses.inputAlive === false) return []
  return [textAt(answers, layout.state.testId) === layout.tests.deepCalibration ? 'calibrating' : 'testing']
}

const flagsOf = (layout: UpsMibLayout, answers: SnmpAnswers, witnesses: Witnesses): readonly PowerFlag[] => {
  const { source, battery, alarms } = witnesses
  const flags = new Set<PowerFlag>(testFlag(layout, answers, witnesses))
  for (const alarm of alarms ?? []) {
    const flag = flagsOfAlarms[alarm]
    if (flag !== undefined) flags.add(flag)
  }
  if (battery === 'low' || battery === 'depleted') flags.add('low-battery')
  if (source === 'booster') flags.add('boost')
  if (source === 'reducer') flags.add('trim')
  // Generex cards call their economy mode "bypass", without the alarm that a real bypass raises.
  if (source === 'bypass' && alarms !== null && !alarms.has(onBypass) && battery === 'normal') flags.add('eco')
  if (source === 'unlisted' || battery === 'unlisted') flags.add('fault')
  if ((numberAt(answers, layout.state.shutdownAfterDelay) ?? -1) > 0) flags.add('shutdown-pending')
  return [...flags]
}

const readingsOf = (
  { mibName, readings, inputColumns, outputColumns }: UpsMibLayout,
  answers: SnmpAnswers,
  { inputPhases, outputPhases }: Witnesses,
) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const object of readings) {
    const told = readObject(mibName, object, answers)
    if (told !== null) given[object.reading] = told
  }
  for (const column of inputColumns) Object.assign(given, readColumn(mibName, column, answers, inputPhases))
  for (const column of outputColumns) Object.assign(given, readColumn(mibName, column, answers, outputPhases))
  return readingsFrom(given)
}

const evidenceOf = (layout: UpsMibLayout, answers: SnmpAnswers, witnesses: Witnesses): readonly string[] => {
  const { state, inputVolts } = layout
  const told = (name: string, value: number | null, word: string | null) =>
    value === null ? [] : [`${name} ${value}${word === null ? '' : ` (${word})`}`]
  const volts = rawPhases(inputVolts, answers).slice(0, witnesses.inputPhases)
  return [
    ...told(state.outputSource.name, numberAt(answers, state.outputSource), witnesses.source),
    ...told(state.batteryStatus.name, numberAt(answers, state.batteryStatus), witnesses.battery),
    ...told(state.secondsOnBattery.name, witnesses.secondsOnBattery, null),
    ...(witnesses.inputAlive === null ? [] : [`${inputVolts.name} ${volts.map((one) => one ?? '–').join(', ')}`]),
    ...(witnesses.alarms?.has(2) === true ? ['the alarm "on battery" stands'] : []),
    ...(isTesting(layout, answers, witnesses) ? ['a battery test is in progress'] : []),
  ]
}

const alarmsOf = (
  { state }: UpsMibLayout,
  answers: SnmpAnswers,
  { alarms, foreignAlarms }: Witnesses,
  unreadable: boolean,
): readonly string[] => [
  ...[...(alarms ?? [])].map((number) => ALARMS[number]),
  ...foreignAlarms.map((oid) => `alarm ${oid}`),
  ...unlistedAlarms(
    [
      { object: state.outputSource, values: OUTPUT_SOURCE },
      { object: state.batteryStatus, values: BATTERY_STATUS },
    ],
    answers,
  ),
  ...(unreadable ? ['there are alarms, but the alarm table could not be read'] : []),
]

/** What an agent that serves this layout says. `alarmTable` null: there are alarms, and they could not be read. */
export const observeUpsMib = (layout: UpsMibLayout, answers: SnmpAnswers, alarmTable: SnmpAnswers | null): UpsObservation => {
  const witnesses = witnessesOf(layout, answers, alarmTable)
  const supply = supplyOf(witnesses)
  return {
    supply,
    flags: flagsOf(layout, answers, witnesses),
    upsContact: witnesses.alarms?.has(communicationsLost) === true ? 'lost' : 'ok',
    readings: crossChecked(readingsOf(layout, answers, witnesses), { supply, batteryNormal: witnesses.battery === 'normal' }),
    // The MIB knows one output only.
    outlets: [],
    alarms: alarmsOf(layout, answers, witnesses, alarmTable === null),
    evidence: evidenceOf(layout, answers, witnesses),
  }
}
