import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { ALARM_LINE, FIRST_STATUS_LINE, READING_LINES, STATUS_LINES } from './lines'
import { observe } from './observation'

export const driver = snmpUpsDriver({
  family: 'nut-extend',
  label: "NUT through net-snmp's extension",
  richness: 12,
  // The script prints no names.
  identityObjects: [],
  proof: STATUS_LINES.slice(0, 3).map(({ line }) => line),
  pollOids: [
    ...new Set(
      [...READING_LINES, ...STATUS_LINES, { line: ALARM_LINE }, { line: FIRST_STATUS_LINE }].map(({ line }) => line.oid),
    ),
  ],
  identity: () => ({ manufacturer: null, model: null, serial: null, firmware: null, agentFirmware: null }),
  alarmTable: null,
  traps: [],
  commands: {},
  observe,
})
