import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { oidsOfOutlets } from '../../ups-protocols/snmp/outlets'
import { oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { IDENTITY, INPUT_COLUMNS, OUTLETS, OUTPUT_COLUMNS, READINGS, STATE, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'tripplite',
  label: 'Tripp Lite',
  richness: 40,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputSource, STATE.batteryStatus],
  pollOids: [
    ...new Set([
      ...Object.values(STATE).map(({ oid }) => oid),
      ...READINGS.flat().map(({ oid }) => oid),
      ...[...INPUT_COLUMNS, ...OUTPUT_COLUMNS].flatMap(oidsOfColumn),
      ...oidsOfOutlets(OUTLETS),
    ]),
  ],
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer) ?? 'Tripp Lite',
    model: textAt(answers, IDENTITY.model),
    serial: null,
    firmware: null,
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: COMMANDS,
  selfTest,
  observe,
})
