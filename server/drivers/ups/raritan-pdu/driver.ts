import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { linkedOids, MOST_UNITS } from '../../ups-protocols/pdu/linked-pdus'
import { outletSwitchCommands } from '../../ups-protocols/pdu/outlet-switch'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { LAYOUT, layoutOf } from './layout'
import { IDENTITY, OUTLET_SWITCH, PDU_COUNT, TRAPS } from './mib'
import { LINKED, observe, scaleOids, sensorOids } from './observation'
import { FIRST_PDU, inletSensor } from './sensors'

const pdus = Array.from({ length: MOST_UNITS }, (_, place) => FIRST_PDU + place)

export const driver = snmpUpsDriver({
  family: 'raritan-pdu',
  label: 'Raritan PDU',
  kind: 'pdu',
  richness: 15,
  identityObjects: Object.values(IDENTITY),
  proof: [PDU_COUNT, inletSensor(FIRST_PDU, 'amperes').state, IDENTITY.model],
  pollOids: [...new Set([PDU_COUNT.oid, ...pduPollOids(LAYOUT), ...sensorOids(FIRST_PDU)])],
  furtherOids: (answers) => linkedOids(LINKED, answers),
  // Of those that are linked with it too.
  steadyOids: pdus.flatMap((pdu) => [...pduSteadyOids(layoutOf(pdu), pdu === FIRST_PDU), ...scaleOids(pdu)]),
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer) ?? 'Raritan',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: null,
  }),
  alarmTable: null,
  traps: TRAPS,
  commands: outletSwitchCommands(OUTLET_SWITCH),
  observe,
})
