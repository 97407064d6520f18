import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { linkedOids, MOST_UNITS, observeLinked } from '../../ups-protocols/pdu/linked-pdus'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { COMMANDS } from './commands'
import { LAYOUT, layoutOf } from './layout'
import { LINKED, UNITS_PRESENT } from './linked'
import { communication, FIRST_UNIT, IDENTITY, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'eaton-epdu',
  label: 'Eaton ePDU',
  kind: 'pdu',
  richness: 14,
  identityObjects: Object.values(IDENTITY),
  // Old firmware lacks the status.
  proof: [communication(FIRST_UNIT), IDENTITY.product],
  pollOids: [UNITS_PRESENT.oid, ...pduPollOids(LAYOUT)],
  furtherOids: (answers) => linkedOids(LINKED, answers),
  // Of those that are strapped to it too.
  steadyOids: Array.from({ length: MOST_UNITS }, (_, unit) => pduSteadyOids(layoutOf(unit), unit === FIRST_UNIT)).flat(),
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
  observe: (answers) => observeLinked(LINKED, answers),
})
