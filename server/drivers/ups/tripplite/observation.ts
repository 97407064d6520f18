import { readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { lineAlive, phaseCount } from '../../ups-protocols/readings/line-voltage'
import { weighSupply } from '../../ups-protocols/readings/weigh-supply'
import { wordOf } from '../../ups-protocols/snmp/enumeration'
import { readOutlets } from '../../ups-protocols/snmp/outlets'
import { readColumns, readGroups } from '../../ups-protocols/snmp/reading-table'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, rawPhases } from '../../ups-protocols/snmp/table'
import { unlistedAlarms } from '../../ups-protocols/snmp/unlisted'
import {
  BATTERY_STATUS,
  CHARGE,
  INPUT_COLUMNS,
  INPUT_VOLTS,
  MIB_NAME,
  OUTLETS,
  OUTPUT_COLUMNS,
  OUTPUT_SOURCE,
  OUTPUT_VOLTS,
  READINGS,
  STATE,
  TEST_RESULT,
} from './mib'

const deviceOffline = 5
const chargerFault = 1
const packBad = 3
const testFailed: ReadonlySet<string> = new Set(['bad battery', 'battery failed'])

const tenths = (raw: number | null) => (raw === null ? null : raw / 10)

const witnessesOf = (answers: SnmpAnswers) => {
  const told = <const T extends Readonly<Record<number, string>>>(words: T, object: (typeof STATE)[keyof typeof STATE]) => {
    const raw = numberAt(answers, object)
    return raw === null ? null : wordOf(words, raw)
  }
  return {
    source: numberAt(answers, STATE.outputSource),
    battery: told(BATTERY_STATUS, STATE.batteryStatus),
    charge: told(CHARGE, STATE.charge),
    test: told(TEST_RESULT, STATE.testResult),
    secondsOnBattery: numberAt(answers, STATE.secondsOnBattery),
    inputVolts: rawPhases(INPUT_VOLTS, answers).map(tenths),
    contactLost: numberAt(answers, STATE.deviceStatus) === deviceOffline,
  }
}
type Witnesses = ReturnType<typeof witnessesOf>

const supplyOf = ({ source, charge, secondsOnBattery, inputVolts }: Witnesses): Supply => {
  const alive = lineAlive(inputVolts)
  return weighSupply(source === null ? 'unknown' : (OUTPUT_SOURCE[source]?.claim ?? 'unlisted'), {
    discharging: charge === null || charge === 'unlisted' ? null : charge === 'discharging',
    counting: secondsOnBattery === null ? null : secondsOnBattery > 0,
    inputDead: alive === null ? null : !alive,
  })
}

const flagsOf = (answers: SnmpAnswers, { source, battery, charge, test, inputVolts }: Witnesses): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>(source === null ? [] : (OUTPUT_SOURCE[source]?.flags ?? ['fault']))
  if (test === 'in progress') flags.add('testing')
  // A test during which the mains fail is an outage: the measured dead input is believed over the word "test".
  if (lineAlive(inputVolts) === false) flags.delete('testing')
  if (battery === 'low' || battery === 'depleted') flags.add('low-battery')
  if (charge === 'charging') flags.add('charging')
  if ([battery, charge, test].includes('unlisted')) flags.add('fault')
  if (numberAt(answers, STATE.charger) === chargerFault) flags.add('fault')
  if (numberAt(answers, STATE.pack) === packBad || (test !== null && testFailed.has(test))) flags.add('replace-battery')
  return [...flags]
}

const alarmsOf = (answers: SnmpAnswers): readonly string[] => {
  const standing = numberAt(answers, STATE.alarmsPresent) ?? 0
  return [
    ...(standing > 0 ? [`${standing} ${standing === 1 ? 'alarm stands' : 'alarms stand'} on the card`] : []),
    ...unlistedAlarms(
      [
        { object: STATE.outputSource, values: OUTPUT_SOURCE },
        { object: STATE.batteryStatus, values: BATTERY_STATUS },
        { object: STATE.charge, values: CHARGE },
        { object: STATE.testResult, values: TEST_RESULT },
      ],
      answers,
    ),
  ]
}

const evidenceOf = ({
  source,
  battery,
  charge,
  secondsOnBattery,
  inputVolts,
  test,
  contactLost,
}: Witnesses): readonly string[] => [
  ...(contactLost ? ['the card has lost communication with its UPS'] : []),
  ...(source === null ? [] : [`${STATE.outputSource.name} ${source} (${OUTPUT_SOURCE[source]?.word ?? 'unlisted'})`]),
  ...(battery === null ? [] : [`${STATE.batteryStatus.name}: ${battery}`]),
  ...(charge === null ? [] : [`${STATE.charge.name}: ${charge}`]),
  ...(secondsOnBattery === null ? [] : [`${STATE.secondsOnBattery.name} ${secondsOnBattery}`]),
  ...(lineAlive(inputVolts) === null ? [] : [`${INPUT_VOLTS.name} ${inputVolts.filter((one) => one !== null).join(', ')} V`]),
  ...(test === 'in progress' ? ['a battery test is in progress'] : []),
]

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const witnesses = witnessesOf(answers)
  const supply = supplyOf(witnesses)
  const outputVolts = rawPhases(OUTPUT_VOLTS, answers).map(tenths)
  const readings = readingsFrom({
    ...readGroups(MIB_NAME, READINGS, answers),
    ...readColumns(MIB_NAME, INPUT_COLUMNS, answers, phaseCount(null, witnesses.inputVolts)),
    ...readColumns(MIB_NAME, OUTPUT_COLUMNS, answers, phaseCount(numberAt(answers, STATE.outputPhases), outputVolts)),
  })
  return {
    supply,
    flags: flagsOf(answers, witnesses),
    upsContact: witnesses.contactLost ? 'lost' : 'ok',
    readings: crossChecked(readings, { supply, batteryNormal: witnesses.battery === 'normal' }),
    outlets: readOutlets(OUTLETS, answers),
    alarms: alarmsOf(answers),
    evidence: evidenceOf(witnesses),
  }
}
