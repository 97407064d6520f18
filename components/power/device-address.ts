import type { UpsAddress, UpsSecret, SnmpVersion } from '@/server/domain/ups'

type SnmpUser = Extract<UpsSecret, { kind: 'snmp-user' }>
type Nut = Extract<UpsAddress, { protocol: 'nut' }>

/** What a person has typed of a UPS's address and credentials, before it is sent. */
export interface DeviceDraft {
  readonly protocol: UpsAddress['protocol']
  readonly host: string
  readonly port: string
  readonly version: SnmpVersion
  readonly community: string
  readonly user: string
  readonly level: SnmpUser['level']
  readonly authProtocol: SnmpUser['authProtocol']
  readonly authKey: string
  readonly privProtocol: SnmpUser['privProtocol']
  readonly privKey: string
  readonly upsName: string
  readonly tls: Nut['tls']
  readonly password: string
}

export const EMPTY_DRAFT: DeviceDraft = {
  protocol: 'snmp',
  host: '',
  port: '161',
  version: '2c',
  community: '',
  user: '',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: '',
  privProtocol: 'aes',
  privKey: '',
  upsName: '',
  tls: 'off',
  password: '',
}

const DEFAULT_PORTS = { snmp: '161', nut: '3493' } as const

/** Another protocol brings its own port, unless the person typed one. */
export const withProtocol = (draft: DeviceDraft, protocol: DeviceDraft['protocol']): DeviceDraft => ({
  ...draft,
  protocol,
  port: draft.port === DEFAULT_PORTS[draft.protocol] ? DEFAULT_PORTS[protocol] : draft.port,
})

export const addressOf = (draft: DeviceDraft): UpsAddress => {
  const { host } = draft
  const port = Number(draft.port)
  return draft.protocol === 'snmp'
    ? { protocol: 'snmp', host, port, family: 'auto' }
    : { protocol: 'nut', host, port, upsName: draft.upsName, tls: draft.tls }
}

export const secretOf = (draft: DeviceDraft): UpsSecret => {
  if (draft.protocol === 'nut') return { kind: 'nut-user', user: draft.user, password: draft.password }
  if (draft.version !== '3') return { kind: 'snmp-community', version: draft.version, community: draft.community }
  const { user, level, authProtocol, authKey, privProtocol, privKey } = draft
  return { kind: 'snmp-user', user, level, authProtocol, authKey, privProtocol, privKey, context: '' }
}
