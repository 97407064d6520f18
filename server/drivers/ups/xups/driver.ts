import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { numberAt, oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { xupsCommands } from '../../ups-protocols/xups/commands'
import { xupsSelfTest } from '../../ups-protocols/xups/self-test'
import { observeXups } from '../../ups-protocols/xups/observation'
import { xupsMeasuredOids, xupsPollOids } from '../../ups-protocols/xups/poll-oids'
import { moreWitnesses } from './alarms'
import { ALARM_COLUMN, FINER_COLUMNS, IDENTITY, STATE, TRAPS, XUPS } from './mib'

const { identity, state } = XUPS

export const driver = snmpUpsDriver({
  family: 'xups',
  label: 'Eaton XUPS',
  richness: 52,
  identityObjects: [...Object.values(identity), ...Object.values(IDENTITY)],
  proof: [state.outputSource, state.batteryStatus],
  pollOids: [...xupsPollOids(XUPS), ...Object.values(STATE).map(({ oid }) => oid), ...FINER_COLUMNS.flatMap(oidsOfColumn)],
  measuredOids: xupsMeasuredOids(XUPS, FINER_COLUMNS),
  // Whole volts and amperes, where others beside it tell tenths.
  coarseSteps: { batteryVolts: 1, outputAmperes: 1 },
  identity: (answers) => ({
    manufacturer: textAt(answers, identity.manufacturer) ?? 'Eaton',
    model: textAt(answers, identity.model),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, identity.software),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: { column: ALARM_COLUMN, hasEntries: (answers) => numberAt(answers, STATE.alarms) !== 0 },
  traps: TRAPS,
  commands: xupsCommands(XUPS),
  selfTest: xupsSelfTest(XUPS),
  observe: (answers, alarms) => observeXups(XUPS, answers, moreWitnesses(answers, alarms)),
})
