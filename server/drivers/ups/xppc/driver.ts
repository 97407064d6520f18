import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { IDENTITY, READINGS, STATE, THREE_PHASE_COLUMNS, THREE_PHASE_FAULTS, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'xppc',
  label: 'Megatec XPPC',
  richness: 34,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputStatus, STATE.batteryStatus],
  pollOids: [
    ...new Set([
      ...[...Object.values(STATE), ...THREE_PHASE_FAULTS, ...READINGS.flat()].map(({ oid }) => oid),
      ...THREE_PHASE_COLUMNS.flatMap(oidsOfColumn),
    ]),
  ],
  identity: (answers) => ({
    manufacturer: null,
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
