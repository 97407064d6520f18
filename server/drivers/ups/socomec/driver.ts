import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { numberAt, textAt } from '../../ups-protocols/snmp/table'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { COMMANDS } from './commands'
import { ALARM_COLUMN, IDENTITY, LAYOUT, STATE, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'socomec',
  label: 'Socomec Net Vision 7',
  richness: 44,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputSource, STATE.batteryStatus],
  pollOids: [...statesPollOids(LAYOUT), STATE.alarmsPresent.oid],
  identity: (answers) => ({
    manufacturer: 'Socomec',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: null,
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: { column: ALARM_COLUMN, hasEntries: (answers) => (numberAt(answers, STATE.alarmsPresent) ?? 0) !== 0 },
  traps: TRAPS,
  commands: COMMANDS,
  observe: (answers, alarms) => observeStates(LAYOUT, answers, alarms),
})
