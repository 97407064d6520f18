import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { IDENTITY, INPUT_COLUMNS, OUTPUT_COLUMNS, READINGS, RUNTIME, STATE, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'eppc',
  label: 'Phoenixtec EPPC',
  richness: 32,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.systemStatus, STATE.batteryStatus],
  pollOids: [
    ...new Set([
      ...[...Object.values(STATE), ...READINGS.flat(), RUNTIME].map(({ oid }) => oid),
      ...[...INPUT_COLUMNS, ...OUTPUT_COLUMNS].flatMap(oidsOfColumn),
    ]),
  ],
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer),
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: COMMANDS,
  selfTest,
  observe,
})
