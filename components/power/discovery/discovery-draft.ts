import { HIGHEST_RATE, USUAL_RATE } from '@/server/domain/discovery'
import type { UpsSecret } from '@/server/domain/ups'
import { type DeviceDraft, EMPTY_DRAFT, secretOf } from '../device-address'

export interface CredentialDraft {
  /** Stays the same while others come and go. */
  readonly id: number
  readonly draft: DeviceDraft
}

/** What a person has typed of a search, before it is sent. */
export interface DiscoveryDraft {
  readonly ranges: string
  readonly rate: string
  readonly snmp: boolean
  readonly snmpPort: string
  readonly credentials: readonly CredentialDraft[]
  readonly nut: boolean
  readonly nutPort: string
  readonly nutUser: string
  readonly nutPassword: string
}

export const EMPTY_SEARCH: DiscoveryDraft = {
  ranges: '',
  rate: String(USUAL_RATE),
  snmp: true,
  snmpPort: '161',
  credentials: [{ id: 1, draft: EMPTY_DRAFT }],
  nut: false,
  nutPort: '3493',
  nutUser: '',
  nutPassword: '',
}

export const withCredential = (draft: DiscoveryDraft): DiscoveryDraft => ({
  ...draft,
  credentials: [...draft.credentials, { id: Math.max(0, ...draft.credentials.map(({ id }) => id)) + 1, draft: EMPTY_DRAFT }],
})

export const withoutCredential = (draft: DiscoveryDraft, id: number): DiscoveryDraft => ({
  ...draft,
  credentials: draft.credentials.filter((credential) => credential.id !== id),
})

export const changedCredential = (draft: DiscoveryDraft, id: number, change: DeviceDraft): DiscoveryDraft => ({
  ...draft,
  credentials: draft.credentials.map((credential) => (credential.id === id ? { id, draft: change } : credential)),
})

type SnmpSecret = Exclude<UpsSecret, { kind: 'nut-user' }>

const snmpSecretOf = (draft: DeviceDraft): readonly SnmpSecret[] => {
  const secret = secretOf({ ...draft, protocol: 'snmp' })
  return secret.kind === 'nut-user' ? [] : [secret]
}

export const rateOf = ({ rate }: DiscoveryDraft): number | null => {
  const value = Number(rate)
  return Number.isInteger(value) && value >= 1 && value <= HIGHEST_RATE ? value : null
}

/** As the API takes it. */
export const requestOf = (draft: DiscoveryDraft) => ({
  ranges: draft.ranges,
  ratePerSecond: rateOf(draft) ?? USUAL_RATE,
  snmp: draft.snmp
    ? { port: Number(draft.snmpPort), secrets: draft.credentials.flatMap((credential) => snmpSecretOf(credential.draft)) }
    : null,
  nut: draft.nut ? { port: Number(draft.nutPort), user: draft.nutUser, password: draft.nutPassword } : null,
})
