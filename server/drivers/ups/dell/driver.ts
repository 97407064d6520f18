import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { IDENTITY, READINGS, SEGMENT_COUNTDOWNS, STATE, TRAPS } from './mib'
import { observe } from './observation'
import { selfTest } from './self-test'

export const driver = snmpUpsDriver({
  family: 'dell',
  label: 'Dell UPS',
  richness: 38,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.globalStatus, STATE.battery],
  pollOids: [...Object.values(STATE), ...SEGMENT_COUNTDOWNS, ...READINGS.flat()].map(({ oid }) => oid),
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer) ?? 'Dell',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  traps: TRAPS,
  // Every object of the MIB is read-only: what RFC 1628 of the same card can do is done there.
  commands: {},
  selfTest,
  observe,
})
