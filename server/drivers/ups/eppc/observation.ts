import { type PowerReading, readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { Outlet, UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { lineAlive, phaseCount } from '../../ups-protocols/readings/line-voltage'
import { doubted } from '../../ups-protocols/readings/plausible'
import { weighSupply } from '../../ups-protocols/readings/weigh-supply'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { readColumns, readGroups } from '../../ups-protocols/snmp/reading-table'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt, rawPhases, readObject } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import { standingConditions } from './conditions'
import {
  ABM,
  BATTERY_STATUS,
  INPUT_COLUMNS,
  INPUT_VOLTS,
  MIB_NAME,
  OUTPUT_COLUMNS,
  OUTPUT_VOLTS,
  READINGS,
  RUNTIME,
  STATE,
  SYSTEM_STATUS,
  TEST_RESULT,
} from './mib'

const unset = -1
const segmentStates: Readonly<Record<number, Outlet['state']>> = { 1: 'off', 2: 'on', 3: 'on', 4: 'off' }
const notSupported = 5

const setNumber = (answers: SnmpAnswers, object: MibObject): number | null => {
  const raw = numberAt(answers, object)
  return raw === unset ? null : raw
}
const wordAt = <const T extends Readonly<Record<number, string>>>(answers: SnmpAnswers, object: MibObject, words: T) => {
  const raw = setNumber(answers, object)
  return raw === null ? null : wordOf(words, raw)
}
const tenths = (raw: number | null) => (raw === null ? null : raw / 10)

const witnessesOf = (answers: SnmpAnswers) => {
  const standing = standingConditions(answers)
  const inputVolts = rawPhases(INPUT_VOLTS, answers).map(tenths)
  const alive = lineAlive(inputVolts)
  return {
    status: setNumber(answers, STATE.systemStatus),
    battery: wordAt(answers, STATE.batteryStatus, BATTERY_STATUS),
    abm: wordAt(answers, STATE.abm, ABM),
    test: wordAt(answers, STATE.test, TEST_RESULT),
    secondsOnBattery: setNumber(answers, STATE.secondsOnBattery),
    standing,
    inputVolts,
    inputAlive: standing.powerFailed === true ? false : alive,
  }
}
type Witnesses = ReturnType<typeof witnessesOf>

const supplyOf = ({ status, battery, abm, secondsOnBattery, standing, inputAlive }: Witnesses): Supply => {
  const denies = battery === 'normal' || (abm !== null && abm !== 'unlisted' && abm !== 'disabled')
  return weighSupply(status === null ? 'unknown' : (SYSTEM_STATUS[status]?.claim ?? 'unlisted'), {
    discharging: battery === 'discharging' || abm === 'discharging' ? true : denies ? false : null,
    counting: secondsOnBattery === null ? null : secondsOnBattery > 0,
    alarmed: standing.onBattery,
    inputDead: inputAlive === null ? null : !inputAlive,
  })
}

const flagsOf = (answers: SnmpAnswers, { status, battery, abm, test, standing, inputAlive }: Witnesses): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>([
    ...(status === null ? [] : (SYSTEM_STATUS[status]?.flags ?? (['fault'] as const))),
    ...standing.flags,
  ])
  if (test === 'in progress') flags.add('testing')
  // A test during which the mains fail is an outage: the dead input is believed over the word "test".
  if (inputAlive === false) flags.delete('testing')
  if (battery === 'low' || battery === 'depleted') flags.add('low-battery')
  if (battery === 'failure') flags.add('replace-battery')
  if (abm === 'charging') flags.add('charging')
  if ([battery, abm, test].includes('unlisted')) flags.add('fault')
  if ((setNumber(answers, STATE.masterOffDelay) ?? 0) > 0) flags.add('shutdown-pending')
  return [...flags]
}

/** The name says minutes; the one recorded card says 600 of them at 27 % load, with a battery pack of nine blocks. */
const runtimeOf = (answers: SnmpAnswers): PowerReading | null => {
  const told = readObject(MIB_NAME, RUNTIME, answers)
  if (told?.credible !== true) return told
  return doubted(told, 'the MIB says minutes, the cards seen say too many for that: the unit is not verified')
}

const segmentsOf = (answers: SnmpAnswers): readonly Outlet[] =>
  [STATE.segment1, STATE.segment2].flatMap((segment, index) => {
    const raw = setNumber(answers, segment)
    if (raw === null || raw === notSupported) return []
    return [{ id: String(index + 1), name: null, state: segmentStates[raw] ?? 'unknown' }]
  })

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const { status, battery, secondsOnBattery, standing, inputVolts } = witnesses
  const supply = supplyOf(witnesses)
  const outputVolts = rawPhases(OUTPUT_VOLTS, answers).map(tenths)
  const runtime = runtimeOf(answers)
  const readings = readingsFrom({
    ...readGroups(MIB_NAME, READINGS, answers),
    ...(runtime === null ? {} : { runtimeSeconds: runtime }),
    ...readColumns(MIB_NAME, INPUT_COLUMNS, answers, phaseCount(numberAt(answers, STATE.inputPhases), inputVolts)),
    ...readColumns(MIB_NAME, OUTPUT_COLUMNS, answers, phaseCount(numberAt(answers, STATE.outputPhases), outputVolts)),
  })
  return {
    supply,
    flags: flagsOf(answers, witnesses),
    upsContact: standing.contactLost ? 'lost' : 'ok',
    readings: crossChecked(readings, { supply, batteryNormal: battery === 'normal' }),
    outlets: segmentsOf(answers),
    alarms: [
      ...standing.alarms,
      ...unlistedAlarms(
        [
          { object: STATE.systemStatus, values: { ...SYSTEM_STATUS, [unset]: null } },
          { object: STATE.batteryStatus, values: { ...BATTERY_STATUS, [unset]: null } },
          { object: STATE.abm, values: { ...ABM, [unset]: null } },
          { object: STATE.test, values: { ...TEST_RESULT, [unset]: null } },
        ],
        answers,
      ),
    ],
    evidence: [
      ...(standing.contactLost ? ['the card has lost communication with its UPS'] : []),
      ...(status === null ? [] : [`${STATE.systemStatus.name} ${status} (${SYSTEM_STATUS[status]?.word ?? 'unlisted'})`]),
      ...(battery === null ? [] : [`${STATE.batteryStatus.name}: ${battery}`]),
      ...(secondsOnBattery === null ? [] : [`${STATE.secondsOnBattery.name} ${secondsOnBattery}`]),
      ...(lineAlive(inputVolts) === null ? [] : [`${INPUT_VOLTS.name} ${inputVolts.filter((one) => one !== null).join(', ')} V`]),
      ...standing.alarms.map((word) => `"${word}" stands`),
    ],
  }
}
