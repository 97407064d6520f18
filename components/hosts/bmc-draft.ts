import type { HardwareAddress, HardwareKind, HardwareSecret } from '@/server/domain/hardware'

/** What a person has typed of a host's BMC. */
export interface BmcDraft {
  readonly kind: HardwareKind
  /** Name or IP address; of Redfish the URL. */
  readonly place: string
  readonly pins: readonly string[]
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
  pins: [],
  user: '',
  password: '',
  kgHex: '',
  privilege: 'operator',
  system: '',
  mac: '',
  secureOn: '',
}

const BROADCAST = '255.255.255.255'

export const withBmcKind = (draft: BmcDraft, kind: HardwareKind): BmcDraft => ({
  ...draft,
  kind,
  pins: [],
  place: kind === 'wake-on-lan' ? BROADCAST : draft.place === BROADCAST ? '' : draft.place,
})

export const bmcAddressOf = (draft: BmcDraft): HardwareAddress => {
  const place = draft.place.trim()
  switch (draft.kind) {
    case 'ipmi':
      return { kind: 'ipmi', host: place, port: 623, cipherSuite: null, privilege: draft.privilege }
    case 'redfish':
      return { kind: 'redfish', url: place, pins: [...draft.pins], system: draft.system.trim() || null }
    case 'wake-on-lan':
      return { kind: 'wake-on-lan', mac: draft.mac, host: place, port: 9 }
  }
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
