import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { outletSwitchCommands } from '../../ups-protocols/pdu/outlet-switch'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { IDENTITY, INLET_CURRENT, LAYOUT, OUTLET_COUNT, OUTLET_SWITCH, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'raritan-px',
  label: 'Raritan PDU, first generation',
  kind: 'pdu',
  richness: 11,
  identityObjects: Object.values(IDENTITY),
  proof: [OUTLET_COUNT, INLET_CURRENT],
  pollOids: pduPollOids(LAYOUT),
  steadyOids: pduSteadyOids(LAYOUT),
  identity: (answers) => ({
    manufacturer: 'Raritan',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: outletSwitchCommands(OUTLET_SWITCH),
  observe: (answers) => observePdu(LAYOUT, answers),
})
