import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { COMMANDS } from './commands'
import { IDENTITY, LAYOUT, NOMINAL, STATE, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'delta',
  label: 'Delta DUPS',
  richness: 41,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputSource, STATE.batteryStatus],
  pollOids: statesPollOids(LAYOUT),
  steadyOids: NOMINAL.map(({ oid }) => oid),
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer),
    model: textAt(answers, IDENTITY.model),
    serial: null,
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  selfTest: {
    object: STATE.testResult,
    words: {
      0: ['none', 'no tests initiated'],
      1: ['passed', 'passed'],
      2: ['running', 'in progress'],
      3: ['failed', 'general test failed'],
      4: ['failed', 'battery test failed'],
      5: ['failed', 'deep battery test failed'],
    },
  },
  traps: TRAPS,
  commands: COMMANDS,
  observe: (answers, alarms) => observeStates(LAYOUT, answers, alarms),
})
