import { upsSecretSchema, type UpsSecret } from '../../domain/ups'
import type { DraftDevice, DraftNote } from './topology-draft'

/** One UPS of ups.conf. */
export interface UpsSection {
  readonly line: number
  readonly name: string
  readonly values: Map<string, string>
}

const AUTH: Partial<Readonly<Record<string, string>>> = {
  MD5: 'md5',
  SHA: 'sha',
  SHA224: 'sha224',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
}

/** The SNMP credentials of a section of the driver snmp-ups; null: what it says cannot be used here. */
const secretOf = (values: ReadonlyMap<string, string>): UpsSecret | null => {
  const version = (values.get('snmp_version') ?? 'v1').toLowerCase()
  if (version !== 'v3') {
    const given = {
      kind: 'snmp-community',
      version: version === 'v1' ? '1' : '2c',
      community: values.get('community') ?? 'public',
    }
    return upsSecretSchema.safeParse(given).data ?? null
  }
  const privProtocol = (values.get('privprotocol') ?? 'DES').toUpperCase()
  const level = values.get('seclevel') ?? 'noAuthNoPriv'
  // DES is not spoken here.
  if (level === 'authPriv' && privProtocol !== 'AES' && privProtocol !== 'AES256') return null
  const given = {
    kind: 'snmp-user',
    user: values.get('secname') ?? '',
    level,
    authProtocol: AUTH[(values.get('authprotocol') ?? 'MD5').toUpperCase()],
    authKey: values.get('authpassword') ?? '',
    privProtocol: privProtocol === 'AES256' ? 'aes256b' : 'aes',
    privKey: values.get('privpassword') ?? '',
  }
  return upsSecretSchema.safeParse(given).data ?? null
}

/** A UPS that NUT asks by SNMP can be asked directly. */
export const snmpUpsDevice = ({ line, name, values }: UpsSection): DraftDevice | DraftNote => {
  const [, host, port] = /^(?:[a-z]+:)?\[?([^\]:]+|[^\]]*:[^\]]*:[^\]]*)\]?(?::(\d+))?$/i.exec(values.get('port') ?? '') ?? []
  if (host === undefined) return { line, outcome: 'refused', message: `${name} has no address in “port”` }
  const secret = secretOf(values)
  if (secret === null)
    return { line, outcome: 'refused', message: `The SNMP credentials of ${name} cannot be used here (DES, or incomplete)` }
  return {
    line,
    name,
    address: { protocol: 'snmp', host, port: port === undefined ? 161 : Number(port), family: 'auto' },
    secret,
  }
}
