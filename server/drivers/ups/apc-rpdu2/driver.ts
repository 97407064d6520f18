import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { outletSwitchCommands } from '../../ups-protocols/pdu/outlet-switch'
import { RACK_PDU_TRAPS } from '../../ups-protocols/pdu/powernet-traps'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { LAYOUT } from './layout'
import { furtherOids, observe, SIZES, STEADY } from './linked'
import { IDENTITY, loadState, OUTLET_SWITCH } from './mib'

export const driver = snmpUpsDriver({
  family: 'apc-rpdu2',
  label: 'APC rack PDU, second generation',
  kind: 'pdu',
  richness: 8,
  identityObjects: Object.values(IDENTITY),
  proof: [loadState(1), IDENTITY.model],
  pollOids: [...SIZES.map(({ oid }) => oid), ...pduPollOids(LAYOUT)],
  furtherOids,
  steadyOids: [...pduSteadyOids(LAYOUT), ...STEADY],
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
  observe,
})
