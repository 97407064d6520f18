import type { UpsIdentity } from '../../../domain/ups'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { textAt } from '../../ups-protocols/snmp/table'
import { xupsCommands } from '../../ups-protocols/xups/commands'
import { xupsSelfTest } from '../../ups-protocols/xups/self-test'
import { observeXups } from '../../ups-protocols/xups/observation'
import { xupsMeasuredOids, xupsPollOids } from '../../ups-protocols/xups/poll-oids'
import { CPQ_POWER, IDENTITY, TRAPS } from './mib'

const { identity, state } = CPQ_POWER

/** Older modules put model, part number and serial number into one text: "HP R5500 XR;204451-B21;B00123456W". */
export const namesOf = (answers: SnmpAnswers): Omit<UpsIdentity, 'family'> => {
  const [model, , serial] = (textAt(answers, identity.model) ?? '').split(';').map((part) => part.trim())
  return {
    manufacturer: textAt(answers, identity.manufacturer) ?? 'HPE',
    model: model === undefined || model === '' ? textAt(answers, IDENTITY.deviceModel) : model,
    serial: textAt(answers, IDENTITY.serial) ?? (serial === undefined || serial === '' ? null : serial),
    firmware: textAt(answers, identity.software),
    agentFirmware: null,
  }
}

export const driver = snmpUpsDriver({
  family: 'cpqpower',
  label: 'HPE CPQPOWER',
  richness: 46,
  identityObjects: [...Object.values(identity), ...Object.values(IDENTITY)],
  proof: [state.outputSource, state.batteryStatus],
  pollOids: xupsPollOids(CPQ_POWER),
  measuredOids: xupsMeasuredOids(CPQ_POWER),
  identity: namesOf,
  alarmTable: null,
  traps: TRAPS,
  commands: xupsCommands(CPQ_POWER),
  selfTest: xupsSelfTest(CPQ_POWER),
  observe: (answers) => observeXups(CPQ_POWER, answers),
})
