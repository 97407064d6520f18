import { pduPollOids, pduSteadyOids } from '../../ups-protocols/pdu/layout'
import { pduWiringOids } from '../../ups-protocols/pdu/wiring-oids'
import { outletSwitchCommands } from '../../ups-protocols/pdu/outlet-switch'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { LAYOUT, sensorsOf } from './layout'
import { IDENTITY, OUTLET_SWITCH, PDU_COUNT, TRAPS } from './mib'
import { inThousandths, observe } from './observation'
import { FIRST_PDU, inletSensor } from './sensors'

const sensors = sensorsOf(FIRST_PDU)
const scales = sensors.flatMap(({ digits, units }) => [digits.oid, units.oid])

export const driver = snmpUpsDriver({
  family: 'raritan-pdu',
  label: 'Raritan PDU',
  kind: 'pdu',
  richness: 15,
  identityObjects: Object.values(IDENTITY),
  proof: [PDU_COUNT, inletSensor(FIRST_PDU, 'amperes').state, IDENTITY.model],
  pollOids: [...new Set([...pduPollOids(LAYOUT), ...sensors.flatMap(({ value, state }) => [value.oid, state.oid]), ...scales])],
  furtherOids: (answers) => pduWiringOids(LAYOUT, inThousandths(answers, FIRST_PDU)),
  steadyOids: [...pduSteadyOids(LAYOUT), ...scales],
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
