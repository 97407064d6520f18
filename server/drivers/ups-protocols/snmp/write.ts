import { ObjectType } from 'net-snmp'
import { type DriverFailure, refused, unknownOutcome, unsupported } from '../../ports'
import type { SnmpWrite } from './commands'
import type { RawWrite, SnmpEndpoint, SnmpSecret } from './raw-session'

const TYPES = {
  integer: ObjectType.Integer,
  oid: ObjectType.OID,
  gauge: ObjectType.Gauge,
  timeticks: ObjectType.TimeTicks,
} as const satisfies Record<SnmpWrite['type'], number>

export const rawWrite = ({ oid, type, value }: SnmpWrite): RawWrite => ({ oid, type: TYPES[type], value })

/** RFC 3416 error-status, and SNMP v1's own, of writes. */
const NO_SUCH_NAME = 2
const BAD_VALUE = 3
const READ_ONLY = 4
const GEN_ERR = 5
const NO_ACCESS = 6
const WRONG_TYPE = 7
const WRONG_VALUE = 10
const NO_CREATION = 11
const INCONSISTENT_VALUE = 12
const RESOURCE_UNAVAILABLE = 13
const AUTHORIZATION_ERROR = 16
const NOT_WRITABLE = 17
const INCONSISTENT_NAME = 18

const whoOf = (secret: SnmpSecret): string => (secret.kind === 'snmp-user' ? `the SNMP v3 user ${secret.user}` : 'this community')

/** It has no such object, or not one to write: another family that it serves may have its own way. */
const MISSING: readonly number[] = [NO_SUCH_NAME, NO_CREATION, NOT_WRITABLE, INCONSISTENT_NAME]

const reasonOf = (status: number, who: string, isV1: boolean): readonly [string, string] => {
  const mayOnlyRead = `Give ${who} write access on the card (a "read/write" or "private" one), or enter one that has it. Many cards also limit writing to listed addresses.`
  switch (status) {
    case NO_ACCESS:
    case AUTHORIZATION_ERROR:
    case READ_ONLY:
      return [`${who} may only read it`, mayOnlyRead]
    case NO_SUCH_NAME:
      return isV1
        ? [`the card has no such object, or ${who} may only read it`, mayOnlyRead]
        : ['the card has no such object', 'This model cannot do it over SNMP; use its own web page or panel.']
    case NOT_WRITABLE:
      return [
        'it cannot be written (notWritable)',
        `Either ${who} may only read, or this card takes no commands: look whether its settings allow SNMP to write ("SNMP control", "set access").`,
      ]
    case NO_CREATION:
    case INCONSISTENT_NAME:
      return ['the card has no such object', 'This model cannot do it over SNMP; use its own web page or panel.']
    case BAD_VALUE:
    case WRONG_VALUE:
      return [
        'the value is not allowed (badValue)',
        'The UPS may not do this in its present state, or not with this delay: try another one.',
      ]
    case INCONSISTENT_VALUE:
    case RESOURCE_UNAVAILABLE:
      return ['not in its present state', 'Look at its state and alarms, then try again.']
    case WRONG_TYPE:
      return [
        'it expects another type of value (wrongType)',
        "The card's firmware differs from its MIB; update it, or use its own web page.",
      ]
    case GEN_ERR:
    default:
      return [`error ${status}`, "Look into the card's own event log for the reason."]
  }
}

/** The agent answered a write and said no: nothing was changed by it. `unsupported`: it lacks the object. */
export const writeFailure = (
  { name, value }: SnmpWrite,
  status: number,
  { host }: SnmpEndpoint,
  secret: SnmpSecret,
): DriverFailure => {
  const isV1 = secret.kind === 'snmp-community' && secret.version === '1'
  const [why, todo] = reasonOf(status, whoOf(secret), isV1)
  return (MISSING.includes(status) ? unsupported : refused)(`${host} refused to set ${name} to ${value}: ${why}`, todo)
}

export const unansweredWrite = ({ name, value }: SnmpWrite, silence: string): DriverFailure =>
  unknownOutcome(
    `${name} was set to ${value} and no answer came (${silence}): it may have been done or not`,
    'Look at the UPS before ordering again. Some cards are silent to a community that may not write.',
  )
