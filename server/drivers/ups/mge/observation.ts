import { readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { lineAlive, phaseCount } from '../../ups-protocols/readings/line-voltage'
import { type SupplyClaim, weighSupply } from '../../ups-protocols/readings/weigh-supply'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { readOutlets } from '../../ups-protocols/snmp/outlets'
import { readColumns, readGroups } from '../../ups-protocols/snmp/reading-table'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, rawPhases } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import {
  type Condition,
  CONDITIONS,
  FAIL_CAUSE,
  INPUT_COLUMNS,
  INPUT_VOLTS,
  MIB_NAME,
  OUTLETS,
  OUTPUT_COLUMNS,
  OUTPUT_VOLTS,
  READINGS,
  STATE,
  YES_NO,
} from './mib'

const flagsOfConditions: Partial<Record<Condition, PowerFlag>> = {
  batteryFault: 'replace-battery',
  noBattery: 'battery-missing',
  replaceBattery: 'replace-battery',
  batteryUnavailable: 'battery-missing',
  lowBattery: 'low-battery',
  chargerFault: 'fault',
  lowCondition: 'low-battery',
  onBoost: 'boost',
  overload: 'overload',
  overTemperature: 'overheated',
  onBuck: 'trim',
}

const alarmWords: Partial<Record<Condition, string>> = {
  batteryFault: 'battery fault',
  noBattery: 'no battery',
  replaceBattery: 'replace battery',
  batteryUnavailable: 'battery unavailable',
  lowBattery: 'low battery',
  chargerFault: 'charger fault',
  onBattery: 'on battery',
  onBypass: 'on bypass',
  utilityOff: 'utility off',
  overload: 'output overload',
  overTemperature: 'over temperature',
}

const isCondition = (name: string): name is Condition => name in CONDITIONS
const utilityOff = 4

const witnessesOf = (answers: SnmpAnswers) => {
  const says = (condition: Condition): boolean | null => {
    const raw = numberAt(answers, CONDITIONS[condition])
    return raw === 1 ? true : raw === 2 ? false : null
  }
  const standing = new Set(
    Object.keys(CONDITIONS)
      .filter(isCondition)
      .filter((name) => says(name) === true),
  )
  const tenths = (raw: number | null) => (raw === null ? null : raw / 10)
  const inputVolts = rawPhases(INPUT_VOLTS, answers).map(tenths)
  const outputVolts = rawPhases(OUTPUT_VOLTS, answers).map(tenths)
  const cause = numberAt(answers, STATE.failCause)
  const contact = numberAt(answers, STATE.contact)
  const alive = lineAlive(inputVolts)
  return {
    says,
    standing,
    inputVolts,
    outputAlive: lineAlive(outputVolts),
    cause,
    inputAlive: standing.has('utilityOff') || cause === utilityOff ? false : alive,
    inputPhases: phaseCount(numberAt(answers, STATE.inputPhases), inputVolts),
    outputPhases: phaseCount(numberAt(answers, STATE.outputPhases), outputVolts),
    contactLost: contact !== null && contact % 2 === 0,
  }
}
type Witnesses = ReturnType<typeof witnessesOf>

/** The MIB has no word for the source: it is put together from yes and no. */
const claimOf = ({ says, outputAlive, standing }: Witnesses): SupplyClaim => {
  if (standing.has('onBattery')) return 'battery'
  if (standing.has('onBypass')) return 'bypass'
  if (standing.has('inverterOff') && outputAlive === false) return 'off'
  return says('onBattery') === false ? 'mains' : 'unlisted'
}

const supplyOf = (witnesses: Witnesses): Supply => {
  const { says, cause, inputAlive } = witnesses
  return weighSupply(claimOf(witnesses), {
    inputBad: says('inputBad'),
    causeNamed: cause === null || !(cause in FAIL_CAUSE) ? null : cause !== 1,
    inputDead: inputAlive === null ? null : !inputAlive,
  })
}

/** upsmgOutputOnBuck is a plain number in the MIB's text. */
const enumerations = [
  ...Object.values(CONDITIONS)
    .filter((object) => object !== CONDITIONS.onBuck)
    .map((object) => ({ object, values: YES_NO })),
  { object: STATE.failCause, values: FAIL_CAUSE },
]

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const { standing, inputVolts, cause, contactLost } = witnesses
  const supply = supplyOf(witnesses)
  const unlisted = unlistedAlarms(enumerations, answers)
  const readings = readingsFrom({
    ...readGroups(MIB_NAME, READINGS, answers),
    ...readColumns(MIB_NAME, INPUT_COLUMNS, answers, witnesses.inputPhases),
    ...readColumns(MIB_NAME, OUTPUT_COLUMNS, answers, witnesses.outputPhases),
  })
  const batteryNormal = !(['batteryFault', 'noBattery', 'lowBattery', 'lowCondition'] as const).some((name) => standing.has(name))
  return {
    supply,
    flags: [
      ...new Set([
        ...[...standing].map((name) => flagsOfConditions[name]).filter((flag) => flag !== undefined),
        ...(unlisted.length > 0 ? (['fault'] as const) : []),
      ]),
    ],
    upsContact: contactLost ? 'lost' : 'ok',
    readings: crossChecked(readings, { supply, batteryNormal }),
    outlets: readOutlets(OUTLETS, answers),
    alarms: [...[...standing].map((name) => alarmWords[name]).filter((word) => word !== undefined), ...unlisted],
    evidence: [
      ...(contactLost ? ['the card has lost communication with its UPS'] : []),
      ...(['onBattery', 'onBypass', 'inputBad', 'utilityOff'] as const).flatMap((name) => {
        const raw = numberAt(answers, CONDITIONS[name])
        return raw === null ? [] : [`${CONDITIONS[name].name} ${raw} (${wordOf(YES_NO, raw)})`]
      }),
      ...(cause === null ? [] : [`${STATE.failCause.name} ${cause} (${wordOf(FAIL_CAUSE, cause)})`]),
      ...(inputVolts.every((one) => one === null)
        ? []
        : [`${INPUT_VOLTS.name} ${inputVolts.map((one) => one ?? '–').join(', ')} V`]),
    ],
  }
}
