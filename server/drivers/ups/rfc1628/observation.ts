import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { PowerFlag } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-session'
import { numberAt, rawPhases, readColumn, readObject, textAt } from '../../ups-protocols/snmp/table'
import {
  ALARMS,
  type AlarmNumber,
  CALIBRATION_TEST,
  INPUT_COLUMNS,
  INPUT_VOLTS,
  MIB_NAME,
  OUTPUT_COLUMNS,
  READINGS,
  STATE,
} from './mib'
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

const isTesting = (answers: SnmpAnswers, { alarms }: Witnesses): boolean =>
  numberAt(answers, STATE.testResult) === resultInProgress || alarms?.has(testInProgress) === true

/** A test during which the mains fail is an outage: the measured dead input is believed over the word "test". */
const testFlag = (answers: SnmpAnswers, witnesses: Witnesses): readonly PowerFlag[] => {
  if (!isTesting(answers, witnesses) || witnesses.inputAlive === false) return []
  return [textAt(answers, STATE.testId) === CALIBRATION_TEST ? 'calibrating' : 'testing']
}

const flagsOf = (answers: SnmpAnswers, witnesses: Witnesses): readonly PowerFlag[] => {
  const { source, battery, alarms } = witnesses
  const flags = new Set<PowerFlag>(testFlag(answers, witnesses))
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
  if ((numberAt(answers, STATE.shutdownAfterDelay) ?? -1) > 0) flags.add('shutdown-pending')
  return [...flags]
}

const readingsOf = (answers: SnmpAnswers, { inputPhases, outputPhases }: Witnesses) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const object of READINGS) {
    const told = readObject(MIB_NAME, object, answers)
    if (told !== null) given[object.reading] = told
  }
  for (const column of INPUT_COLUMNS) Object.assign(given, readColumn(MIB_NAME, column, answers, inputPhases))
  for (const column of OUTPUT_COLUMNS) Object.assign(given, readColumn(MIB_NAME, column, answers, outputPhases))
  return readingsFrom(given)
}

const evidenceOf = (answers: SnmpAnswers, witnesses: Witnesses): readonly string[] => {
  const told = (name: string, value: number | null, word: string | null) =>
    value === null ? [] : [`${name} ${value}${word === null ? '' : ` (${word})`}`]
  const volts = rawPhases(INPUT_VOLTS, answers).slice(0, witnesses.inputPhases)
  return [
    ...told(STATE.outputSource.name, numberAt(answers, STATE.outputSource), witnesses.source),
    ...told(STATE.batteryStatus.name, numberAt(answers, STATE.batteryStatus), witnesses.battery),
    ...told(STATE.secondsOnBattery.name, witnesses.secondsOnBattery, null),
    ...(witnesses.inputAlive === null ? [] : [`${INPUT_VOLTS.name} ${volts.map((one) => one ?? '–').join(', ')}`]),
    ...(witnesses.alarms?.has(2) === true ? ['upsAlarmOnBattery stands'] : []),
    ...(isTesting(answers, witnesses) ? ['a battery test is in progress'] : []),
  ]
}

const alarmsOf = ({ alarms, foreignAlarms }: Witnesses, unreadable: boolean): readonly string[] => [
  ...[...(alarms ?? [])].map((number) => ALARMS[number]),
  ...foreignAlarms.map((oid) => `alarm ${oid}`),
  ...(unreadable ? ['there are alarms, but the alarm table could not be read'] : []),
]

export const observe = (answers: SnmpAnswers, alarmTable: SnmpAnswers | null): UpsObservation => {
  const witnesses = witnessesOf(answers, alarmTable)
  const supply = supplyOf(witnesses)
  return {
    supply,
    flags: flagsOf(answers, witnesses),
    upsContact: witnesses.alarms?.has(communicationsLost) === true ? 'lost' : 'ok',
    readings: crossChecked(readingsOf(answers, witnesses), { supply, batteryNormal: witnesses.battery === 'normal' }),
    // The MIB knows one output only.
    outlets: [],
    alarms: alarmsOf(witnesses, alarmTable === null),
    evidence: evidenceOf(answers, witnesses),
  }
}
