import { readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { type SupplyClaim, weighSupply } from '../../ups-protocols/readings/weigh-supply'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { readGroups } from '../../ups-protocols/snmp/reading-table'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import {
  BATTERY_STATUS,
  type ConditionNumber,
  CONDITIONS,
  GLOBAL_STATUS,
  MIB_NAME,
  NO_SHUTDOWN,
  READINGS,
  SEGMENT_COUNTDOWNS,
  STATE,
  TEST_STATUS,
} from './mib'

const flagsOfConditions: Partial<Record<ConditionNumber, PowerFlag>> = {
  7: 'trim',
  9: 'boost',
  19: 'overload',
  21: 'overload',
  23: 'overload',
  33: 'fault',
  35: 'fault',
  37: 'fault',
  39: 'fault',
  41: 'shutdown-pending',
  43: 'low-battery',
  45: 'fault',
  49: 'fault',
  51: 'overheated',
  61: 'testing',
  63: 'replace-battery',
  65: 'fault',
  69: 'battery-missing',
  85: 'eco',
  93: 'replace-battery',
}

const utilityNotPresent = 47
const maintenanceBypass = 55
const onBattery = 57
const onBypass = 59
const upsOff = 71
const emergencyPowerOff = 17
const communicationLost = 96

const isCondition = (number: number): number is ConditionNumber => number in CONDITIONS

/** Null: the card does not serve the list. */
const standingConditions = (answers: SnmpAnswers): ReadonlySet<number> | null => {
  const text = answers.get(STATE.alarms.oid)
  if (text === undefined || text === null) return null
  const numbers = String(text)
    .split(',')
    .map((part) => part.trim())
  return new Set(numbers.filter((part) => /^\d+$/.test(part)).map(Number))
}

const wordAt = <const T extends Readonly<Record<number, string>>>(words: T, raw: number | null) =>
  raw === null ? null : wordOf(words, raw)

const witnessesOf = (answers: SnmpAnswers) => ({
  standing: standingConditions(answers),
  battery: wordAt(BATTERY_STATUS, numberAt(answers, STATE.battery)),
  test: wordAt(TEST_STATUS, numberAt(answers, STATE.test)),
  global: wordAt(GLOBAL_STATUS, numberAt(answers, STATE.globalStatus)),
})
type Witnesses = ReturnType<typeof witnessesOf>

/** The MIB has no object for the source: only the list of standing conditions tells it. */
const claimOf = ({ standing }: Witnesses): SupplyClaim => {
  if (standing === null) return 'unknown'
  if (standing.has(onBattery)) return 'battery'
  if (standing.has(onBypass) || standing.has(maintenanceBypass)) return 'bypass'
  return standing.has(upsOff) || standing.has(emergencyPowerOff) ? 'off' : 'mains'
}

const supplyOf = (witnesses: Witnesses): Supply => {
  const { standing, battery } = witnesses
  const discharging = battery === null || battery === 'off' || battery === 'unlisted' ? null : battery === 'discharging'
  return weighSupply(claimOf(witnesses), { discharging, inputDead: standing === null ? null : standing.has(utilityNotPresent) })
}

const isShutdownPending = (answers: SnmpAnswers): boolean => {
  const whole = numberAt(answers, STATE.secondsToShutdown)
  if (whole !== null && whole >= 0 && whole < NO_SHUTDOWN) return true
  return SEGMENT_COUNTDOWNS.some((segment) => {
    const left = numberAt(answers, segment) ?? -1
    return left > 0 && left < NO_SHUTDOWN
  })
}

const flagsOf = (answers: SnmpAnswers, { standing, battery, test, global }: Witnesses): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>()
  for (const number of standing ?? []) {
    const flag = isCondition(number) ? flagsOfConditions[number] : undefined
    if (flag !== undefined) flags.add(flag)
  }
  if (test === 'in progress') flags.add('testing')
  // A test during which the mains fail is an outage: "utility not present" is believed over the word "test".
  if (standing?.has(utilityNotPresent) === true) flags.delete('testing')
  if (battery === 'charging') flags.add('charging')
  if ([battery, test, global].includes('unlisted') || global === 'critical' || global === 'not recoverable') flags.add('fault')
  if (isShutdownPending(answers)) flags.add('shutdown-pending')
  return [...flags]
}

const alarmsOf = (answers: SnmpAnswers, { standing, global }: Witnesses): readonly string[] => [
  ...[...(standing ?? [])].map((number) => (isCondition(number) ? CONDITIONS[number] : `condition ${number}`)),
  ...(global === 'not critical' || global === 'critical' || global === 'not recoverable' ? [`the card calls it ${global}`] : []),
  ...unlistedAlarms(
    [
      { object: STATE.globalStatus, values: GLOBAL_STATUS },
      { object: STATE.battery, values: BATTERY_STATUS },
      { object: STATE.test, values: TEST_STATUS },
    ],
    answers,
  ),
]

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const { standing, battery, global } = witnesses
  const supply = supplyOf(witnesses)
  const contactLost = standing?.has(communicationLost) === true
  const batteryNormal = battery === null || battery === 'charging' || battery === 'floating' || battery === 'resting'
  return {
    supply,
    flags: flagsOf(answers, witnesses),
    upsContact: contactLost ? 'lost' : 'ok',
    readings: crossChecked(readingsFrom(readGroups(MIB_NAME, READINGS, answers)), { supply, batteryNormal }),
    // The segments tell countdowns, not whether they are on.
    outlets: [],
    alarms: alarmsOf(answers, witnesses),
    evidence: [
      ...(contactLost ? ['the card has lost communication with its UPS'] : []),
      ...(standing === null ? [] : [`${STATE.alarms.name} "${[...standing].join(',')}"`]),
      ...(battery === null ? [] : [`${STATE.battery.name}: ${battery}`]),
      ...(global === null ? [] : [`${STATE.globalStatus.name}: ${global}`]),
    ],
  }
}
