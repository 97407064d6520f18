import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { pduWiringOids } from '../../ups-protocols/pdu/wiring-oids'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { LAYOUT } from './layout'
import { communication, FIRST_UNIT, IDENTITY, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'eaton-epdu',
  label: 'Eaton ePDU',
  kind: 'pdu',
  richness: 14,
  identityObjects: Object.values(IDENTITY),
  // Old firmware lacks the status.
  proof: [communication(FIRST_UNIT), IDENTITY.product],
  pollOids: pduPollOids(LAYOUT),
  furtherOids: (answers) => pduWiringOids(LAYOUT, answers),
  steadyOids: pduSteadyOids(LAYOUT),
  identity: (answers) => ({
    manufacturer: 'Eaton',
    model: textAt(answers, IDENTITY.product) ?? textAt(answers, IDENTITY.part),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: COMMANDS,
  observe: (answers) => observePdu(LAYOUT, answers),
})
