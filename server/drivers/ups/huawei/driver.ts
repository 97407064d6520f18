import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { IDENTITY, LAYOUT, STATE, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'huawei',
  label: 'Huawei UPS',
  richness: 45,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.supplyMethod, STATE.battery],
  pollOids: statesPollOids(LAYOUT),
  identity: (answers) => ({
    manufacturer: 'Huawei',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  traps: TRAPS,
  // The control table of this MIB is read-only on the cards; they serve RFC 1628's beside it.
  commands: {},
  observe: (answers, alarms) => observeStates(LAYOUT, answers, alarms),
})
