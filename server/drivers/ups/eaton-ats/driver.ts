import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { ALL_STATES, IDENTITY, INPUT, OUTPUT, PREFERRED, STATES, TRAPS } from './mib'
import { observe } from './observation'

export const driver = snmpUpsDriver({
  family: 'eaton-ats',
  label: 'Eaton transfer switch',
  kind: 'ats',
  richness: 13,
  identityObjects: Object.values(IDENTITY),
  proof: [STATES.mode.object, STATES.output.object],
  pollOids: [
    ...ALL_STATES.map(({ object }) => object),
    PREFERRED,
    ...Object.values(INPUT).flatMap(({ readings }) => readings),
    ...OUTPUT,
  ].map(({ oid }) => oid),
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer) ?? 'Eaton',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.card),
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: {},
  observe,
})
