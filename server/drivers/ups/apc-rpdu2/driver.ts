import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { pduWiringOids } from '../../ups-protocols/pdu/wiring-oids'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { outletSwitchCommands } from '../../ups-protocols/pdu/outlet-switch'
import { RACK_PDU_TRAPS } from '../../ups-protocols/pdu/powernet-traps'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { IDENTITY, LAYOUT, LOAD_STATE, OUTLET_SWITCH } from './mib'

export const driver = snmpUpsDriver({
  family: 'apc-rpdu2',
  label: 'APC rack PDU, second generation',
  kind: 'pdu',
  richness: 8,
  identityObjects: Object.values(IDENTITY),
  proof: [LOAD_STATE, IDENTITY.model],
  pollOids: pduPollOids(LAYOUT),
  furtherOids: (answers) => pduWiringOids(LAYOUT, answers),
  steadyOids: pduSteadyOids(LAYOUT),
  identity: (answers) => ({
    manufacturer: 'APC',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: RACK_PDU_TRAPS,
  commands: outletSwitchCommands(OUTLET_SWITCH),
  observe: (answers) => observePdu(LAYOUT, answers),
})
