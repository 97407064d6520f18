import type { UpsIdentity } from '../../../domain/ups'
import { snmpUpsDriver } from '../../ups-protocols/snmp/family'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-session'
import { numberAt, oidsOfColumn, textAt } from '../../ups-protocols/snmp/table'
import { ALARM_COLUMN, IDENTITY, INPUT_COLUMNS, OUTPUT_COLUMNS, READINGS, STATE, TRAPS } from './mib'
import { observe } from './observation'

/** The MIB has no serial number; Eaton cards put it into the name: "GA10K33096" or "ID: GA10J05109 , Msg: …". */
const eatonSerial = /^(?:ID:\s*)?([A-Z]{1,3}\d[A-Z0-9]{6,})\b/

const serialOf = (manufacturer: string | null, name: string | null): string | null =>
  /eaton/i.test(manufacturer ?? '') ? (eatonSerial.exec(name ?? '')?.[1] ?? null) : null

const identity = (answers: SnmpAnswers): Omit<UpsIdentity, 'family'> => {
  const manufacturer = textAt(answers, IDENTITY.manufacturer)
  return {
    manufacturer,
    model: textAt(answers, IDENTITY.model),
    serial: serialOf(manufacturer, textAt(answers, IDENTITY.name)),
    firmware: textAt(answers, IDENTITY.upsSoftware),
    agentFirmware: textAt(answers, IDENTITY.agentSoftware),
  }
}

export const driver = snmpUpsDriver({
  family: 'rfc1628',
  label: 'UPS-MIB (RFC 1628)',
  richness: 10,
  identityObjects: Object.values(IDENTITY),
  proof: [STATE.outputSource, STATE.batteryStatus],
  pollOids: [
    ...new Set([
      ...Object.values(STATE).map(({ oid }) => oid),
      ...READINGS.map(({ oid }) => oid),
      ...[...INPUT_COLUMNS, ...OUTPUT_COLUMNS].flatMap(oidsOfColumn),
    ]),
  ],
  identity,
  traps: TRAPS,
  commands: {},
  alarmTable: { column: ALARM_COLUMN, hasEntries: (answers) => numberAt(answers, STATE.alarmsPresent) !== 0 },
  observe,
})
