import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { numberAt, textAt } from '../../ups-protocols/snmp/table'
import { upsMibCommands } from '../../ups-protocols/upsmib/commands'
import { upsMibSelfTest } from '../../ups-protocols/upsmib/self-test'
import { observeUpsMib } from '../../ups-protocols/upsmib/observation'
import { upsMibMeasuredOids, upsMibPollOids, upsMibSteadyOids } from '../../ups-protocols/upsmib/poll-oids'
import { upsMibTraps } from '../../ups-protocols/upsmib/traps'
import { RUPS } from './mib'

const { identity, state } = RUPS

export const driver = snmpUpsDriver({
  family: 'riello',
  label: 'Riello (RUPS)',
  richness: 31,
  identityObjects: Object.values(identity),
  proof: [state.outputSource, state.batteryStatus],
  pollOids: upsMibPollOids(RUPS),
  steadyOids: upsMibSteadyOids(RUPS),
  measuredOids: upsMibMeasuredOids(RUPS),
  identity: (answers) => ({
    manufacturer: textAt(answers, identity.manufacturer),
    model: textAt(answers, identity.model),
    serial: null,
    firmware: textAt(answers, identity.upsSoftware),
    agentFirmware: textAt(answers, identity.agentSoftware),
  }),
  alarmTable: { column: RUPS.alarmColumn, hasEntries: (answers) => numberAt(answers, state.alarmsPresent) !== 0 },
  traps: upsMibTraps(RUPS, 'rups'),
  commands: upsMibCommands(RUPS),
  selfTest: upsMibSelfTest(RUPS),
  observe: (answers, alarms) => observeUpsMib(RUPS, answers, alarms),
})
