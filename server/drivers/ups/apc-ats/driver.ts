import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { IDENTITY, INPUT, OUTPUT, PREFERRED, STATES, TRAPS } from './mib'
import { observe } from './observation'

export const driver = snmpUpsDriver({
  family: 'apc-ats',
  label: 'APC transfer switch',
  kind: 'ats',
  richness: 4,
  identityObjects: Object.values(IDENTITY),
  proof: [STATES.selected.object, STATES.redundancy.object],
  pollOids: [...Object.values(STATES).map(({ object }) => object), PREFERRED, ...INPUT.a, ...INPUT.b, ...OUTPUT].map(
    ({ oid }) => oid,
  ),
  identity: (answers) => ({
    manufacturer: 'APC',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: {},
  observe,
})
