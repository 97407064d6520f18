import type { PowerFlag } from '../../../domain/power-state'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt } from '../../ups-protocols/snmp/table'
import type { MoreWitnesses } from '../../ups-protocols/xups/observation'
import { ALARMS, type AlarmNumber, FINER_COLUMNS, STATE, WELL_KNOWN_ALARMS } from './mib'

const flagsOfAlarms: Partial<Record<AlarmNumber, PowerFlag>> = {
  4: 'low-battery',
  7: 'overload',
  8: 'fault',
  9: 'low-battery',
  10: 'fault',
  16: 'shutdown-pending',
  23: 'replace-battery',
  27: 'shutdown-pending',
  31: 'overheated',
  32: 'fault',
  33: 'fault',
  34: 'fault',
  35: 'fault',
  36: 'fault',
  42: 'fault',
}

const onBattery = 3
const communicationsLost = 26
const testInProgress = 28
/** Entries that tell of something that is over. */
const news: readonly AlarmNumber[] = [5, 6, 17, 39]

const isAlarmNumber = (given: number): given is AlarmNumber => given in ALARMS

const alarmNumberOf = (oid: string): AlarmNumber | null => {
  const number = oid.startsWith(WELL_KNOWN_ALARMS) ? Number(oid.slice(WELL_KNOWN_ALARMS.length)) : Number.NaN
  return isAlarmNumber(number) ? number : null
}

const yes = 1
const inputBad = 1
const inputGood = 2
const outputNotProtected = 2

const batteryFlags = (answers: SnmpAnswers): readonly PowerFlag[] => {
  const says = (object: (typeof STATE)[keyof typeof STATE]) => numberAt(answers, object) === yes
  return [
    ...(says(STATE.batteryFailure) || says(STATE.batteryAged) ? (['replace-battery'] as const) : []),
    ...(says(STATE.batteryNotPresent) ? (['battery-missing'] as const) : []),
    ...(says(STATE.batteryLowCapacity) ? (['low-battery'] as const) : []),
  ]
}

/** `table` null: there are alarms, and they could not be read. */
export const moreWitnesses = (answers: SnmpAnswers, table: SnmpAnswers | null): MoreWitnesses => {
  const entries = [...(table?.values() ?? [])].map((value) => String(value ?? ''))
  const standing = new Set(entries.map(alarmNumberOf).filter((one) => one !== null))
  const keepsAlarms = table !== null && (numberAt(answers, STATE.alarms) !== null || entries.length > 0)
  const input = numberAt(answers, STATE.inputStatus)
  return {
    onBatteryAlarm: keepsAlarms ? standing.has(onBattery) : null,
    inputBad: input === inputBad ? true : input === inputGood ? false : null,
    testAlarm: standing.has(testInProgress),
    contactLost: standing.has(communicationsLost),
    flags: [
      ...[...standing].map((number) => flagsOfAlarms[number]).filter((flag) => flag !== undefined),
      ...batteryFlags(answers),
    ],
    alarms: [
      ...[...standing].filter((number) => !news.includes(number)).map((number) => ALARMS[number]),
      ...entries.filter((oid) => alarmNumberOf(oid) === null).map((oid) => `alarm ${oid}`),
      ...(numberAt(answers, STATE.outputStatus) === outputNotProtected ? ['output not protected'] : []),
      ...(table === null ? ['there are alarms, but the alarm table could not be read'] : []),
    ],
    outputColumns: FINER_COLUMNS,
  }
}
