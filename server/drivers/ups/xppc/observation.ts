import { readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { isLive, lineAlive } from '../../ups-protocols/readings/line-voltage'
import { type SupplyClaim, weighSupply } from '../../ups-protocols/readings/weigh-supply'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { readColumns, readGroups } from '../../ups-protocols/snmp/reading-table'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, rawPhases } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import {
  BATTERY_STATUS,
  INPUT_VOLTS,
  MIB_NAME,
  OUTPUT_STATUS,
  OUTPUT_VOLTS,
  READINGS,
  SINGLE_INPUT_VOLTS,
  STATE,
  TEST_RESULT,
  THREE_PHASE_COLUMNS,
  THREE_PHASE_FAULTS,
} from './mib'

const yes = 14
const backup = 4
const acNormalMode = 5
const breakerClosed = 8
const acNormal = 10
const acAbnormal = 11
const bypassMode = 13
const replace = 2
const inProgress = 4
const calibrationInProgress = 3

const tenths = (raw: number | null) => (raw === null ? null : raw / 10)
const yesOrNo = (raw: number | null, ofYes: number, ofNo: number): boolean | null =>
  raw === ofYes ? true : raw === ofNo ? false : null

const witnessesOf = (answers: SnmpAnswers) => {
  const phases = rawPhases(INPUT_VOLTS, answers).map(tenths)
  const outputs = rawPhases(OUTPUT_VOLTS, answers).map(tenths)
  const threePhase = [phases, outputs].some((volts) => volts.filter(isLive).length > 1)
  const battery = numberAt(answers, STATE.batteryStatus)
  const acBad = yesOrNo(numberAt(answers, STATE.acStatus), acAbnormal, acNormal)
  const alive = lineAlive(threePhase ? phases : [tenths(numberAt(answers, SINGLE_INPUT_VOLTS))])
  return {
    status: numberAt(answers, STATE.outputStatus),
    battery: battery === null ? null : wordOf(BATTERY_STATUS, battery),
    secondsOnBattery: numberAt(answers, STATE.secondsOnBattery),
    backup: yesOrNo(numberAt(answers, STATE.batteryMode), backup, acNormalMode),
    bypassed: numberAt(answers, STATE.staticSwitch) === bypassMode || numberAt(answers, STATE.manualBypass) === breakerClosed,
    threePhase,
    inputAlive: acBad === true ? false : alive,
  }
}
type Witnesses = ReturnType<typeof witnessesOf>

const claimOf = ({ status, bypassed }: Witnesses): SupplyClaim => {
  const claim = status === null ? 'unknown' : (OUTPUT_STATUS[status]?.claim ?? 'unlisted')
  return bypassed && (claim === 'mains' || claim === 'unknown') ? 'bypass' : claim
}

const supplyOf = (witnesses: Witnesses): Supply =>
  weighSupply(claimOf(witnesses), {
    counting: witnesses.secondsOnBattery === null ? null : witnesses.secondsOnBattery > 0,
    backup: witnesses.backup,
    inputDead: witnesses.inputAlive === null ? null : !witnesses.inputAlive,
  })

const flagsOf = (answers: SnmpAnswers, { status, battery, inputAlive }: Witnesses): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>(status === null ? [] : (OUTPUT_STATUS[status]?.flags ?? ['fault']))
  if (battery === 'low' || numberAt(answers, STATE.batteryLow) === yes) flags.add('low-battery')
  if (battery === 'unlisted') flags.add('fault')
  if (numberAt(answers, STATE.replaceBattery) === replace) flags.add('replace-battery')
  // A test during which the mains fail is an outage: the measured dead input is believed over the word "test".
  if (inputAlive !== false) {
    if (numberAt(answers, STATE.test) === inProgress) flags.add('testing')
    if (numberAt(answers, STATE.calibration) === calibrationInProgress) flags.add('calibrating')
  }
  for (const fault of THREE_PHASE_FAULTS) if (numberAt(answers, fault) === yes) flags.add(fault.flag)
  return [...flags]
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const { status, battery, secondsOnBattery, threePhase, inputAlive } = witnesses
  const supply = supplyOf(witnesses)
  const readings = readingsFrom({
    ...readGroups(MIB_NAME, READINGS, answers),
    // Cards of three-phase UPSs fill the single-phase objects too, with values that are not those of any phase.
    ...(threePhase ? readColumns(MIB_NAME, THREE_PHASE_COLUMNS, answers, 3) : {}),
  })
  return {
    supply,
    flags: flagsOf(answers, witnesses),
    // Nothing in the MIB says that the card has lost its UPS; only a trap does.
    upsContact: 'ok',
    readings: crossChecked(readings, { supply, batteryNormal: battery === 'normal' }),
    outlets: [],
    alarms: [
      ...THREE_PHASE_FAULTS.filter((fault) => numberAt(answers, fault) === yes).map(({ alarm }) => alarm),
      ...unlistedAlarms(
        [
          { object: STATE.outputStatus, values: OUTPUT_STATUS },
          { object: STATE.batteryStatus, values: BATTERY_STATUS },
          { object: STATE.test, values: TEST_RESULT },
          { object: STATE.acStatus, values: { [acNormal]: 'normal', [acAbnormal]: 'abnormal' } },
        ],
        answers,
      ),
    ],
    evidence: [
      ...(status === null ? [] : [`${STATE.outputStatus.name} ${status} (${OUTPUT_STATUS[status]?.word ?? 'unlisted'})`]),
      ...(battery === null ? [] : [`${STATE.batteryStatus.name}: ${battery}`]),
      ...(secondsOnBattery === null ? [] : [`${STATE.secondsOnBattery.name} ${secondsOnBattery}`]),
      ...(inputAlive === null ? [] : [inputAlive ? 'the input has voltage' : 'the input is dead or abnormal']),
      ...(witnesses.bypassed ? ['the static switch or the manual breaker is on bypass'] : []),
    ],
  }
}
