import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { numberAt, textAt } from '../../ups-protocols/snmp/table'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { COMMANDS } from './commands'
import { ALARM_COLUMN, IDENTITY, LAYOUT, STATE, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'socomec-legacy',
  label: 'Socomec Net Vision up to 6',
  richness: 43,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputSource, STATE.batteryStatus],
  pollOids: [...statesPollOids(LAYOUT), STATE.alarmsPresent.oid],
  identity: (answers) => ({
    manufacturer: 'Socomec',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: { column: ALARM_COLUMN, hasEntries: (answers) => (numberAt(answers, STATE.alarmsPresent) ?? 0) !== 0 },
  selfTest: {
    object: STATE.testResult,
    words: {
      1: ['none', 'not active'],
      2: ['running', 'in progress'],
      3: ['aborted', 'not possible on bypass'],
      4: ['failed', 'failed'],
    },
  },
  traps: TRAPS,
  commands: COMMANDS,
  observe: (answers, alarms) => observeStates(LAYOUT, answers, alarms),
})
