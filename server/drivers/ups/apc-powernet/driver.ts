import { measuredOids } from '../../ups-protocols/readings/measured'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { oidsOfOutlets } from '../../ups-protocols/snmp/outlets'
import { oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { IDENTITY, INPUT_COLUMNS, OUTLET_GROUPS, OUTPUT_COLUMNS, READINGS, STATE, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'apc-powernet',
  label: 'APC PowerNet',
  richness: 50,
  identityObjects: Object.values(IDENTITY),
  // The model alone is no proof: a card that lost its UPS keeps it, and other APC products have one elsewhere.
  proof: [STATE.outputStatus, STATE.batteryStatus, STATE.commStatus],
  pollOids: [
    ...new Set([
      ...Object.values(STATE).map(({ oid }) => oid),
      ...READINGS.flat().map(({ oid }) => oid),
      ...[...INPUT_COLUMNS, ...OUTPUT_COLUMNS].flatMap(oidsOfColumn),
      ...oidsOfOutlets(OUTLET_GROUPS),
    ]),
  ],
  measuredOids: measuredOids(READINGS.flat(), [...INPUT_COLUMNS, ...OUTPUT_COLUMNS]),
  identity: (answers) => ({
    manufacturer: 'APC',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: COMMANDS,
  selfTest,
  observe,
})
