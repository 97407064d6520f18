import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt } from '../../ups-protocols/snmp/table'
import { OUTPUT_STATUS, STATE, type StateFlag } from './mib'
import type { Witnesses } from './witnesses'

const flagsOfState: Partial<Record<StateFlag, PowerFlag>> = {
  lowBattery: 'low-battery',
  lowBatteryShutdown: 'low-battery',
  replaceBattery: 'replace-battery',
  calibration: 'calibrating',
  selfTest: 'testing',
  noBattery: 'battery-missing',
  batteryCommunicationLost: 'fault',
  gracefulShutdown: 'shutdown-pending',
}

const replace = 2
const calibrationInProgress = 3
const diagnosticsInProgress = 4

/** "onBattery" is contradicted only where everything else was asked and says that the mains carry the load. */
const isContradicted = ({ stateFlags, ticksOnBattery, inputAlive }: Witnesses): boolean =>
  stateFlags !== null && !stateFlags.has('onBattery') && stateFlags.has('onLine') && ticksOnBattery === 0 && inputAlive === true

export const supplyOf = (witnesses: Witnesses): Supply => {
  const { outputStatus, stateFlags } = witnesses
  const listed = outputStatus === null ? undefined : OUTPUT_STATUS[outputStatus]
  const supply = listed?.supply ?? 'unknown'
  if (supply === 'battery') return isContradicted(witnesses) ? 'unknown' : 'battery'
  if (supply !== 'unknown' || stateFlags === null) return supply
  if (stateFlags.has('onBattery')) return 'battery'
  if (stateFlags.has('sleepingUntilUtility') || stateFlags.has('emergencyPowerOff')) return 'off'
  if (stateFlags.has('manualBypass')) return 'bypass'
  return 'unknown'
}

const isTest = (flag: PowerFlag): boolean => flag === 'testing' || flag === 'calibrating'

export const flagsOf = (answers: SnmpAnswers, witnesses: Witnesses, supply: Supply): readonly PowerFlag[] => {
  const { outputStatus, battery, stateFlags, failCause, inputAlive } = witnesses
  const listed = outputStatus === null ? undefined : OUTPUT_STATUS[outputStatus]
  const flags = new Set<PowerFlag>(listed?.flags ?? (outputStatus === null ? [] : ['fault']))
  for (const name of stateFlags ?? []) {
    const flag = flagsOfState[name]
    if (flag !== undefined) flags.add(flag)
  }
  if (battery === 'low') flags.add('low-battery')
  if (battery === 'fault' || battery === 'unlisted') flags.add('fault')
  if (battery === 'noBattery') flags.add('battery-missing')
  if (numberAt(answers, STATE.replaceBattery) === replace) flags.add('replace-battery')
  if (numberAt(answers, STATE.calibration) === calibrationInProgress) flags.add('calibrating')
  if (numberAt(answers, STATE.diagnostics) === diagnosticsInProgress) flags.add('testing')
  // The cause stays after the event: it says "test" only about a discharge that is going on.
  if (supply === 'battery' && failCause === 'self-test') flags.add('testing')
  // A test during which the mains fail is an outage: the measured dead input is believed over the word "test".
  return [...flags].filter((flag) => !(isTest(flag) && inputAlive === false))
}
