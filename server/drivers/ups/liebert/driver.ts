import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import { textAt } from '../../ups-protocols/snmp/table'
import { statesPollOids } from '../../ups-protocols/states/poll-oids'
import { COMMANDS } from './commands'
import { IDENTITY, LAYOUT, STATE, TRAPS, WARNING_TIME } from './mib'
import { observe } from './observation'
import { BATTERY_STATUS, OUTPUT_SOURCE, SCALED_POINTS } from './points'

const unitOids = SCALED_POINTS.map(({ unit }) => unit)

export const driver = snmpUpsDriver({
  family: 'liebert',
  label: 'Liebert/Vertiv',
  richness: 42,
  identityObjects: Object.values(IDENTITY),
  // PDUs and cooling units of the maker have none of these.
  proof: [STATE.outputSource, STATE.capacityStatus, OUTPUT_SOURCE.object, BATTERY_STATUS.object],
  pollOids: [...statesPollOids(LAYOUT), ...unitOids],
  steadyOids: [WARNING_TIME.oid, ...unitOids],
  identity: (answers) => ({
    manufacturer: textAt(answers, IDENTITY.manufacturer) ?? 'Liebert',
    model: textAt(answers, IDENTITY.model) ?? textAt(answers, IDENTITY.pointModel),
    serial: textAt(answers, IDENTITY.serial),
    firmware: textAt(answers, IDENTITY.firmware),
    agentFirmware: textAt(answers, IDENTITY.agentFirmware),
  }),
  alarmTable: null,
  selfTest: {
    object: STATE.testResult,
    words: {
      1: ['none', 'unknown'],
      2: ['passed', 'passed'],
      3: ['failed', 'failed'],
      4: ['running', 'in progress'],
      5: ['failed', 'system failure'],
      6: ['aborted', 'inhibited'],
    },
  },
  traps: TRAPS,
  commands: COMMANDS,
  observe,
})
