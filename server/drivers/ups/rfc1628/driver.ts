import type { UpsIdentity } from '../../../domain/ups'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, textAt } from '../../ups-protocols/snmp/table'
import { upsMibCommands } from '../../ups-protocols/upsmib/commands'
import { upsMibSelfTest } from '../../ups-protocols/upsmib/self-test'
import { observeUpsMib } from '../../ups-protocols/upsmib/observation'
import { upsMibMeasuredOids, upsMibPollOids, upsMibSteadyOids } from '../../ups-protocols/upsmib/poll-oids'
import { upsMibTraps } from '../../ups-protocols/upsmib/traps'
import { UPS_MIB } from './mib'

const { identity: named, state } = UPS_MIB

/** The MIB has no serial number; Eaton cards put it into the name: "GA10K33096" or "ID: GA10J05109 , Msg: …". */
const eatonSerial = /^(?:ID:\s*)?([A-Z]{1,3}\d[A-Z0-9]{6,})\b/

const serialOf = (manufacturer: string | null, name: string | null): string | null =>
  /eaton/i.test(manufacturer ?? '') ? (eatonSerial.exec(name ?? '')?.[1] ?? null) : null

const identity = (answers: SnmpAnswers): Omit<UpsIdentity, 'family'> => {
  const manufacturer = textAt(answers, named.manufacturer)
  return {
    manufacturer,
    model: textAt(answers, named.model),
    serial: serialOf(manufacturer, textAt(answers, named.name)),
    firmware: textAt(answers, named.upsSoftware),
    agentFirmware: textAt(answers, named.agentSoftware),
  }
}

export const driver = snmpUpsDriver({
  family: 'rfc1628',
  label: 'UPS-MIB (RFC 1628)',
  richness: 10,
  identityObjects: Object.values(named),
  proof: [state.outputSource, state.batteryStatus],
  pollOids: upsMibPollOids(UPS_MIB),
  steadyOids: upsMibSteadyOids(UPS_MIB),
  measuredOids: upsMibMeasuredOids(UPS_MIB),
  identity,
  traps: upsMibTraps(UPS_MIB, 'ups'),
  commands: upsMibCommands(UPS_MIB),
  selfTest: upsMibSelfTest(UPS_MIB),
  alarmTable: { column: UPS_MIB.alarmColumn, hasEntries: (answers) => numberAt(answers, state.alarmsPresent) !== 0 },
  observe: (answers, alarms) => observeUpsMib(UPS_MIB, answers, alarms),
})
