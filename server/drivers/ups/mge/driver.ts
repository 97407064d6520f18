import { measuredOids } from '../../ups-protocols/readings/measured'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { oidsOfOutlets } from '../../ups-protocols/snmp/outlets'
import { oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { CONDITIONS, IDENTITY, INPUT_COLUMNS, OUTLETS, OUTPUT_COLUMNS, READINGS, STATE, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'mge',
  label: 'Eaton MG-SNMP-UPS',
  richness: 49,
  identityObjects: Object.values(IDENTITY),
  proof: [CONDITIONS.onBattery, CONDITIONS.lowBattery],
  pollOids: [
    ...Object.values(CONDITIONS).map(({ oid }) => oid),
    ...Object.values(STATE).map(({ oid }) => oid),
    ...READINGS.flat().map(({ oid }) => oid),
    ...[...INPUT_COLUMNS, ...OUTPUT_COLUMNS].flatMap(oidsOfColumn),
    ...oidsOfOutlets(OUTLETS),
  ],
  measuredOids: measuredOids(READINGS.flat(), [...INPUT_COLUMNS, ...OUTPUT_COLUMNS]),
  // In tenths, but every recorded card fills in whole volts and amperes.
  coarseSteps: { batteryVolts: 1, outputAmperes: 1 },
  identity: (answers) => {
    const names = [IDENTITY.family, IDENTITY.model].map((object) => textAt(answers, object)).filter((name) => name !== null)
    return {
      manufacturer: null,
      model: names.length === 0 ? null : names.join(' '),
      serial: textAt(answers, IDENTITY.serial),
      firmware: textAt(answers, IDENTITY.firmware),
      agentFirmware: textAt(answers, IDENTITY.agentFirmware),
    }
  },
  alarmTable: null,
  traps: TRAPS,
  commands: COMMANDS,
  selfTest,
  observe,
})
