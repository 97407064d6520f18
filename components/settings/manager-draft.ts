import type { ManagerAddress, ManagerKind, ManagerSecret } from '@/server/domain/manager'
import { runbookIn, type RunbookWords } from './runbook-text'

/** What a person has typed of a manager's address and credentials. */
export interface ManagerDraft {
  readonly kind: ManagerKind
  readonly url: string
  /** Fingerprints that were seen and trusted by hand. */
  readonly pins: readonly string[]
  /** Fingerprints that were laid down beforehand, one a line. */
  readonly laidDown: string
  readonly method: ManagerSecret['kind']
  readonly user: string
  readonly password: string
  readonly tokenId: string
  readonly token: string
  readonly privateKey: string
  readonly passphrase: string
  /** The key that requests to a webhook are signed with. */
  readonly hmacKey: string
  /** Machines of a runbook, as JSON. */
  readonly runbook: string
}

export const EMPTY_MANAGER: ManagerDraft = {
  kind: 'vsphere',
  url: '',
  pins: [],
  laidDown: '',
  method: 'password',
  user: '',
  password: '',
  tokenId: '',
  token: '',
  privateKey: '',
  passphrase: '',
  hmacKey: '',
  runbook: '',
}

/** How one signs in to each kind, the usual way first. */
export const METHODS = {
  vsphere: ['password'],
  proxmox: ['api-token', 'password'],
  libvirt: ['ssh-key', 'password'],
  ovirt: ['password'],
  xapi: ['password'],
  hyperv: ['password', 'ssh-key'],
  scvmm: ['password', 'ssh-key'],
  srm: ['password'],
  runbook: ['ssh-key', 'password', 'hmac', 'bearer'],
} as const satisfies Record<ManagerKind, readonly [ManagerSecret['kind'], ...ManagerSecret['kind'][]]>

export const withKind = (draft: ManagerDraft, kind: ManagerKind): ManagerDraft => ({
  ...draft,
  kind,
  pins: [],
  laidDown: '',
  method: METHODS[kind][0],
})

/** What stands on each line. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Throws, in words, where the machines of a runbook are not written as they should be. */
export const managerAddressOf = (draft: ManagerDraft, words: RunbookWords): ManagerAddress => ({
  kind: draft.kind,
  url: draft.url,
  pins: [...new Set([...linesOf(draft.laidDown), ...draft.pins])],
  ...(draft.kind === 'runbook' ? { runbook: runbookIn(draft.runbook, words) } : {}),
})

export const managerSecretOf = (draft: ManagerDraft): ManagerSecret => {
  switch (draft.method) {
    case 'password':
      return { kind: 'password', user: draft.user, password: draft.password }
    case 'api-token':
      return { kind: 'api-token', tokenId: draft.tokenId, token: draft.token }
    case 'ssh-key':
      return { kind: 'ssh-key', user: draft.user, privateKey: draft.privateKey, passphrase: draft.passphrase }
    case 'bearer':
      return { kind: 'bearer', token: draft.token }
    case 'hmac':
      return { kind: 'hmac', key: draft.hmacKey }
  }
}

const TLS_PIN = /\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b/
const SSH_PIN = /(\S+) (SHA256:[A-Za-z0-9+/]{43}=?)/

/** The fingerprint that a refusal names, so that a person can compare it and say that it is the right one. */
export const pinIn = (text: string): string | null => {
  const tls = TLS_PIN.exec(text)
  if (tls) return tls[0]
  const ssh = SSH_PIN.exec(text)
  return ssh ? ssh[0] : null
}

/** A fingerprint that contradicts one which was laid down beforehand is refused, and not offered to be trusted instead. */
export const mayTrust = ({ pins, laidDown }: Pick<ManagerDraft, 'pins' | 'laidDown'>, seen: string): boolean => {
  const host = SSH_PIN.exec(seen)?.[1]
  const isOfItsKind = (pin: string): boolean => host === undefined || pin.startsWith(`${host} `)
  return !pins.includes(seen) && !linesOf(laidDown).some(isOfItsKind)
}

/** "https://vcenter.example:443/sdk" → "vcenter.example": what people call it; empty where there is none. */
export const hostNameIn = (url: string): string => (URL.canParse(url.trim()) ? new URL(url.trim()).hostname : '')
