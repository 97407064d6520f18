import { linesOf } from '@/components/settings/manager-draft'
import type { HardwareAddress, HardwareKind, HardwareSecret } from '@/server/domain/hardware'

/** What a person has typed of a host's BMC. */
export interface BmcDraft {
  readonly kind: HardwareKind
  /** Name or IP address; of Redfish the URL. */
  readonly place: string
  /** Of IPMI and Wake-on-LAN. */
  readonly port: string
  /** Accepted fingerprints, one a line. */
  readonly pins: string
  /** Of a BMC that is there already: the stored credential is replaced. */
  readonly isNewSecret: boolean
  readonly user: string
  readonly password: string
  readonly kgHex: string
  readonly privilege: 'operator' | 'administrator'
  readonly system: string
  readonly mac: string
  readonly secureOn: string
}

export const EMPTY_BMC: BmcDraft = {
  kind: 'redfish',
  place: '',
  port: '',
  pins: '',
  isNewSecret: false,
  user: '',
  password: '',
  kgHex: '',
  privilege: 'operator',
  system: '',
  mac: '',
  secureOn: '',
}

const BROADCAST = '255.255.255.255'
const PORTS = { ipmi: '623', redfish: '', 'wake-on-lan': '9' } as const satisfies Record<HardwareKind, string>

export const withBmcKind = (draft: BmcDraft, kind: HardwareKind): BmcDraft => ({
  ...draft,
  kind,
  pins: '',
  port: PORTS[kind],
  place: kind === 'wake-on-lan' ? BROADCAST : draft.place === BROADCAST ? '' : draft.place,
})

/** As it is reached now; null: the host has none yet. */
export const bmcDraftOf = (address: HardwareAddress | null): BmcDraft => {
  switch (address?.kind) {
    case undefined:
      return EMPTY_BMC
    case 'ipmi': {
      const { kind, host, port, privilege } = address
      return { ...EMPTY_BMC, kind, place: host, port: String(port), privilege }
    }
    case 'redfish': {
      const { kind, url, pins, system } = address
      return { ...EMPTY_BMC, kind, place: url, pins: pins.join('\n'), system: system ?? '' }
    }
    case 'wake-on-lan': {
      const { kind, host, port, mac } = address
      return { ...EMPTY_BMC, kind, place: host, port: String(port), mac }
    }
  }
}

/** `before`: as it is now; what the form does not ask for stays. */
export const bmcAddressOf = (draft: BmcDraft, before: HardwareAddress | null = null): HardwareAddress => {
  const host = draft.place.trim()
  const port = Number(draft.port || PORTS[draft.kind])
  switch (draft.kind) {
    case 'ipmi': {
      const cipherSuite = before?.kind === 'ipmi' ? before.cipherSuite : null
      return { kind: 'ipmi', host, port, cipherSuite, privilege: draft.privilege }
    }
    case 'redfish':
      return { kind: 'redfish', url: host, pins: linesOf(draft.pins), system: draft.system.trim() || null }
    case 'wake-on-lan':
      return { kind: 'wake-on-lan', mac: draft.mac, host, port }
  }
}

const placeOf = (address: HardwareAddress): string =>
  address.kind === 'redfish' ? address.url : `${address.host}:${address.port}`

/** A stored credential is not sent to another address, and a BMC of another kind has another one. */
export const needsBmcSecret = (draft: BmcDraft, before: HardwareAddress | null): boolean => {
  if (before === null || draft.isNewSecret || before.kind !== draft.kind) return true
  return placeOf(bmcAddressOf(draft, before)) !== placeOf(before)
}

export const bmcSecretOf = (draft: BmcDraft): HardwareSecret => {
  switch (draft.kind) {
    case 'ipmi':
      return { kind: 'ipmi-user', user: draft.user, password: draft.password, kgHex: draft.kgHex }
    case 'redfish':
      return { kind: 'password', user: draft.user, password: draft.password }
    case 'wake-on-lan':
      return { kind: 'wake-on-lan', secureOn: draft.secureOn }
  }
}
