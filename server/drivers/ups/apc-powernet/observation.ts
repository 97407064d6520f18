import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { readOutlets } from '../../ups-protocols/snmp/outlets'
import { numberAt, rawPhases, readColumn, readFirst } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import { flagsOf, supplyOf } from './condition'
import {
  BATTERY_STATUS,
  INPUT_COLUMNS,
  MIB_NAME,
  OUTLET_GROUPS,
  OUTPUT_COLUMNS,
  OUTPUT_STATUS,
  READINGS,
  STATE,
  type StateFlag,
} from './mib'
import { type Witnesses, witnessesOf } from './witnesses'

const alarmWords: Partial<Record<StateFlag, string>> = {
  onBattery: 'on battery',
  lowBattery: 'low battery',
  replaceBattery: 'replace battery',
  manualBypass: 'manual bypass',
  batteryCommunicationLost: 'battery communication lost',
  gracefulShutdown: 'graceful shutdown in progress',
  noBattery: 'no battery',
  lowBatteryShutdown: 'shut down for low battery',
  emergencyPowerOff: 'emergency power off',
}

/** Three phases are told only by cards of three-phase UPSs; one row repeats the scalars, which are finer. */
const threePhase = (answers: SnmpAnswers): Partial<Record<ReadingName, PowerReading>> => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  const groups = [
    { told: numberAt(answers, STATE.inputPhases), columns: INPUT_COLUMNS },
    { told: numberAt(answers, STATE.outputPhases), columns: OUTPUT_COLUMNS },
  ]
  for (const { told, columns } of groups)
    for (const column of columns) {
      const rows = rawPhases(column, answers).filter((raw) => raw !== null && raw >= 0)
      const count = told !== null && told >= 1 && told <= 3 ? told : rows.length
      if (count > 1) Object.assign(given, readColumn(MIB_NAME, column, answers, count))
    }
  return given
}

const readingsOf = (answers: SnmpAnswers) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const objects of READINGS) {
    const told = readFirst(MIB_NAME, objects, answers)
    const [first] = objects
    if (told !== null && first !== undefined) given[first.reading] = told
  }
  return readingsFrom({ ...given, ...threePhase(answers) })
}

const evidenceOf = (answers: SnmpAnswers, witnesses: Witnesses): readonly string[] => {
  const { outputStatus, battery, failCause, ticksOnBattery, contactLost, stateFlags } = witnesses
  const status = outputStatus === null ? null : (OUTPUT_STATUS[outputStatus]?.word ?? 'unlisted')
  return [
    ...(contactLost ? ['the card has lost communication with its UPS'] : []),
    ...(status === null ? [] : [`${STATE.outputStatus.name} ${outputStatus} (${status})`]),
    ...(battery === null ? [] : [`${STATE.batteryStatus.name} ${numberAt(answers, STATE.batteryStatus)} (${battery})`]),
    ...(ticksOnBattery === null ? [] : [`${STATE.timeOnBattery.name} ${ticksOnBattery / 100} s`]),
    ...(failCause === null ? [] : [`${STATE.inputFailCause.name}: ${failCause}`]),
    ...(stateFlags === null ? [] : [`state flags: ${[...stateFlags].join(', ') || 'none of those known'}`]),
  ]
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const supply = supplyOf(witnesses)
  // Cards in partial captures give no battery status: a battery that nobody calls bad counts as normal.
  const batteryNormal = witnesses.battery === 'normal' || witnesses.battery === null
  return {
    supply,
    flags: flagsOf(answers, witnesses, supply),
    upsContact: witnesses.contactLost ? 'lost' : 'ok',
    readings: crossChecked(readingsOf(answers), { supply, batteryNormal }),
    outlets: readOutlets(OUTLET_GROUPS, answers),
    alarms: [
      ...[...(witnesses.stateFlags ?? [])].map((flag) => alarmWords[flag]).filter((word) => word !== undefined),
      ...unlistedAlarms(
        [
          { object: STATE.outputStatus, values: OUTPUT_STATUS },
          { object: STATE.batteryStatus, values: BATTERY_STATUS },
        ],
        answers,
      ),
    ],
    evidence: evidenceOf(answers, witnesses),
  }
}
