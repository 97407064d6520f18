import type { UpsSecret } from '@/server/domain/ups'

export const IMPORT_FORMATS = ['csv', 'nut', 'powerchute'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

export const SNMP_CHOICES = ['none', 'community', 'user'] as const
export type SnmpChoice = (typeof SNMP_CHOICES)[number]

/** What is typed, as text, until it is sent. */
export interface ImportDraft {
  readonly format: ImportFormat
  readonly text: string
  readonly groupName: string
  readonly nutServer: string
  readonly snmp: SnmpChoice
  readonly community: string
  readonly user: string
  readonly authKey: string
  readonly privKey: string
}

/** A guess from the file's name and its beginning; the person may correct it. */
export const formatOf = (fileName: string, text: string): ImportFormat => {
  if (/\.ini$/i.test(fileName) || /^\s*\[NetworkManagementCard\]/im.test(text)) return 'powerchute'
  if (/\.conf$/i.test(fileName) || /^\s*(MONITOR\s|driver\s*=)/m.test(text)) return 'nut'
  return 'csv'
}

const snmpSecretOf = ({ snmp, community, user, authKey, privKey }: ImportDraft): UpsSecret | null => {
  switch (snmp) {
    case 'none':
      return null
    case 'community':
      return { kind: 'snmp-community', version: '2c', community }
    case 'user':
      return {
        kind: 'snmp-user',
        user,
        level: privKey !== '' ? 'authPriv' : authKey !== '' ? 'authNoPriv' : 'noAuthNoPriv',
        authProtocol: 'sha',
        authKey,
        privProtocol: 'aes',
        privKey,
        context: '',
      }
  }
}

/** `host` or `host:port`; an IPv6 address with a port stands in brackets. */
const serverOf = (text: string): { readonly host: string; readonly port?: number } | null => {
  const [, bracketed, named, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? []
  const host = bracketed ?? named ?? text.trim()
  return host === '' ? null : { host, ...(port === undefined ? {} : { port: Number(port) }) }
}

/** What the API takes. */
export const importRequestOf = (draft: ImportDraft) => ({
  format: draft.format,
  text: draft.text,
  groupName: draft.groupName,
  nutServer: draft.format === 'nut' ? serverOf(draft.nutServer) : null,
  snmpSecret: snmpSecretOf(draft),
  // Reading a NUT server needs no user; files that name one bring it along.
  nutSecret: { kind: 'nut-user' as const, user: '', password: '' },
})
