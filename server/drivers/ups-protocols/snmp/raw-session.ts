import { isIPv6 } from 'node:net'
import { AuthProtocols, createSession, createV3Session, PrivProtocols, SecurityLevel, Version1, Version2c } from 'net-snmp'
import type { UpsSecret } from '../../../domain/ups'
import { guardedSocket, type DatagramTrouble } from './guarded-socket'
import { isReport, isResponse, shapeOf } from './message-shape'

export type SnmpSecret = Exclude<UpsSecret, { kind: 'nut-user' }>
export type CommunitySecret = Extract<UpsSecret, { kind: 'snmp-community' }>

export interface SnmpEndpoint {
  readonly host: string
  readonly port: number
}

/** What this project uses of an npm net-snmp session; its published types lag behind it. */
export interface RawVarbind {
  readonly oid: string
  readonly type?: number
  readonly value?: unknown
}
export type RawCallback = (error: unknown, varbinds?: readonly unknown[]) => void
export interface RawWrite {
  readonly oid: string
  readonly type: number
  readonly value: number | string
}
export interface RawSession {
  timeout: number
  retries: number
  get(oids: string[], callback: RawCallback): unknown
  set(writes: RawWrite[], callback: RawCallback): unknown
  getNext(oids: string[], callback: RawCallback): unknown
  getBulk(oids: string[], nonRepeaters: number, maxRepetitions: number, callback: RawCallback): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  close(): unknown
}

const authProtocols = {
  md5: AuthProtocols.md5,
  sha: AuthProtocols.sha,
  sha224: AuthProtocols.sha224,
  sha256: AuthProtocols.sha256,
  sha384: AuthProtocols.sha384,
  sha512: AuthProtocols.sha512,
} as const

const privProtocols = { aes: PrivProtocols.aes, aes256b: PrivProtocols.aes256b, aes256r: PrivProtocols.aes256r } as const

const levels = {
  noAuthNoPriv: SecurityLevel.noAuthNoPriv,
  authNoPriv: SecurityLevel.authNoPriv,
  authPriv: SecurityLevel.authPriv,
} as const

export const v3User = (secret: Extract<SnmpSecret, { kind: 'snmp-user' }>) => ({
  name: secret.user,
  level: levels[secret.level],
  ...(secret.level === 'noAuthNoPriv' ? {} : { authProtocol: authProtocols[secret.authProtocol], authKey: secret.authKey }),
  ...(secret.level === 'authPriv' ? { privProtocol: privProtocols[secret.privProtocol], privKey: secret.privKey } : {}),
})

/** Whether a datagram may be what an agent answers to this secret. An unauthenticated report is how v3 engines are found out. */
const fitsTo = (secret: SnmpSecret): ((message: Buffer) => boolean) => {
  if (secret.kind === 'snmp-user')
    return (message) => {
      const shape = shapeOf(message)
      if (shape?.version !== 3) return false
      if (shape.pdu === null) return true
      return (
        isReport(shape) ||
        (isResponse(shape) && secret.level !== 'authPriv' && shape.authenticated === (secret.level !== 'noAuthNoPriv'))
      )
    }
  const community = Buffer.from(secret.community)
  const version = secret.version === '1' ? 0 : 1
  return (message) => {
    const shape = shapeOf(message)
    return shape !== null && shape.version === version && isResponse(shape) && shape.community.equals(community)
  }
}

/** Throws where the library does (e.g. no descriptor left); the caller turns that into a result. */
export const openRawSession = (endpoint: SnmpEndpoint, secret: SnmpSecret, trouble: DatagramTrouble): RawSession => {
  const options = {
    port: endpoint.port,
    transport: isIPv6(endpoint.host) ? ('udp6' as const) : ('udp4' as const),
    idBitsSize: 32 as const,
    dgramModule: guardedSocket(trouble, fitsTo(secret)),
  }
  const session =
    secret.kind === 'snmp-user'
      ? createV3Session(endpoint.host, v3User(secret), { ...options, context: secret.context })
      : createSession(endpoint.host, secret.community, { ...options, version: secret.version === '1' ? Version1 : Version2c })
  const raw: RawSession = Object.assign(session, { timeout: 1_000, retries: 2 })
  raw.on('error', (error) => trouble.garbage(error))
  return raw
}
