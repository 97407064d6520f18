import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { COMMANDS } from './commands'
import { IDENTITY, LAYOUT, NOMINAL, STATE, TRAPS } from './mib'

export const driver = snmpUpsDriver({
  family: 'cps',
  label: 'CyberPower CPS',
  richness: 48,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputStatus, STATE.batteryStatus],
  pollOids: statesPollOids(LAYOUT),
  steadyOids: NOMINAL.map(({ oid }) => oid),
  identity: (answers) => ({
    manufacturer: 'CyberPower',
    model: textAt(answers, IDENTITY.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  selfTest: {
    object: STATE.diagnostics,
    words: {
      1: ['passed', 'ok'],
      2: ['failed', 'failed'],
      3: ['aborted', 'invalid test'],
      4: ['running', 'in progress'],
    },
  },
  traps: TRAPS,
  commands: COMMANDS,
  observe: (answers, alarms) => observeStates(LAYOUT, answers, alarms),
})
