import { type DriverFailure, refused, unreachable } from '../../ports'
import type { SnmpEndpoint, SnmpSecret } from './raw-session'

/** Names and codes as npm net-snmp gives them; only what is branched on. */
interface SnmpTrouble {
  readonly name: string
  readonly message: string
  readonly code: number | string | null
  readonly status: number | null
}

export const troubleOf = (error: unknown): SnmpTrouble => {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error), code: null, status: null }
  const code: unknown = Reflect.get(error, 'code')
  const status: unknown = Reflect.get(error, 'status')
  return {
    name: error.name,
    message: error.message,
    code: typeof code === 'number' || typeof code === 'string' ? code : null,
    status: typeof status === 'number' ? status : null,
  }
}

const decryptFailed = 4
const notInTimeWindow = 14

/** The agent restarted, or is another one now: what the session learned about it is void, a new session may succeed. */
export const isStaleEngine = (error: unknown): boolean => {
  const { code, message } = troubleOf(error)
  return code === notInTimeWindow || /not in time window|unknown engine id/i.test(message)
}

const where = ({ host, port }: SnmpEndpoint) => `${host}, UDP port ${port}`

export const silence = (endpoint: SnmpEndpoint, secret: SnmpSecret, deadlineMs: number): DriverFailure => {
  const said = `No answer from ${where(endpoint)} within ${deadlineMs} ms`
  if (secret.kind === 'snmp-user')
    return unreachable(
      `${said} (SNMP v3, user ${secret.user})`,
      secret.level === 'authPriv'
        ? 'The address may be dead or a firewall in between; a wrong privacy key or privacy protocol looks just the same, because the agent cannot read the request. Check the address, that SNMP v3 is enabled, and the privacy key.'
        : 'The address may be dead, SNMP v3 disabled, or a firewall in between. Check the address and that the agent allows this host.',
    )
  return unreachable(
    `${said} (SNMP v${secret.version})`,
    `A dead address and a wrong community look the same, because agents ignore a community that they do not know. Check the address, the community, that SNMP v${secret.version} is enabled, and that the agent's access list and any firewall allow this host.`,
  )
}

export const garbageAnswer = (endpoint: SnmpEndpoint): DriverFailure =>
  unreachable(
    `${where(endpoint)} answers, but not with SNMP: the datagrams cannot be read`,
    'Another service may be listening on this port, or the agent is defective. Check the port, then restart the network card.',
  )

const usmFailure = (endpoint: SnmpEndpoint, user: string, message: string): DriverFailure | null => {
  if (/unknown user/i.test(message))
    return refused(
      `${where(endpoint)} does not know the SNMP v3 user ${user}`,
      'Check the user name (upper and lower case matter) and that it is enabled on the card.',
    )
  if (/unsupported security level/i.test(message))
    return refused(
      `${where(endpoint)} does not accept this security level for the SNMP v3 user ${user}`,
      'The user on the card may be set up with or without authentication or privacy: choose the same level here.',
    )
  if (/wrong digest|authentication digest/i.test(message))
    return refused(
      `Wrong authentication key for the SNMP v3 user ${user} at ${where(endpoint)} (wrong digest)`,
      'Check the authentication key and the authentication protocol (MD5, SHA, SHA-256 …): both must equal those on the card.',
    )
  return /decrypt/i.test(message) ? decryptionFailure(endpoint, user) : null
}

const decryptionFailure = (endpoint: SnmpEndpoint, user: string): DriverFailure =>
  refused(
    `Wrong privacy key or privacy protocol for the SNMP v3 user ${user} at ${where(endpoint)} (cannot decrypt)`,
    'Check the privacy key and protocol. AES-256 exists in two ways of deriving the key: try aes256r instead of aes256b or the reverse.',
  )

export const failureOf = (error: unknown, endpoint: SnmpEndpoint, secret: SnmpSecret, deadlineMs: number): DriverFailure => {
  const { name, message, code } = troubleOf(error)
  if (name === 'RequestTimedOutError') return silence(endpoint, secret, deadlineMs)
  const user = secret.kind === 'snmp-user' ? secret.user : ''
  if (code === decryptFailed) return decryptionFailure(endpoint, user)
  const usm = usmFailure(endpoint, user, message)
  if (usm !== null) return usm
  if (code === notInTimeWindow || /time window/i.test(message))
    return refused(
      `The clock of the SNMP v3 agent at ${where(endpoint)} does not agree with what it said before`,
      'The card may restart without counting its boots. Restart it once more; if this persists, update its firmware.',
    )
  if (name === 'RequestFailedError')
    return refused(
      `${where(endpoint)} refused to answer: ${message}`,
      'It may not allow this community or user, at this security level, to read the tree: check its access rights.',
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The name ${endpoint.host} is not known to DNS`, 'Check the spelling, or use the IP address.')
  if (typeof code === 'string')
    return unreachable(`Cannot send to ${where(endpoint)}: ${code}`, 'Check the network of this machine and the address.')
  return garbageAnswer(endpoint)
}
