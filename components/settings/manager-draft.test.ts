import { describe, expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import { EMPTY_MANAGER, managerAddressOf, mayTrust, pinIn } from './manager-draft'

const TLS = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':')
const SSH = `kvm-1 SHA256:${'a'.repeat(43)}`

describe('the fingerprint in a refusal', () => {
  it('is found for TLS and for SSH', () => {
    expect(pinIn(`The certificate is not trusted; its SHA-256 fingerprint is ${TLS}. Compare it.`)).toBe(TLS)
    expect(pinIn(`Unknown host key: ${SSH}. Compare it.`)).toBe(SSH)
  })
  it('is not seen where there is none', () => expect(pinIn('The password is wrong.')).toBeNull())
})

describe('fingerprints that were laid down beforehand', () => {
  const other = TLS.replace('A0', 'FF')
  const otherKey = SSH.replace('aaa', 'bbb')

  it('A12 are sent with the address, one a line, before those that were trusted by hand', () => {
    const draft = { ...EMPTY_MANAGER, url: 'https://vc', laidDown: ` ${TLS}\n\n${other} `, pins: [TLS, SSH] }
    expect(managerAddressOf(draft, en.settings.managers.runbook).pins).toEqual([TLS, other, SSH])
  })

  it('A12 refuse another one without offering it', () => {
    expect(mayTrust({ laidDown: TLS, pins: [] }, other)).toBe(false)
    expect(mayTrust({ laidDown: SSH, pins: [] }, otherKey)).toBe(false)
  })

  it('leave others to be trusted by hand: where none was laid down, and of another host', () => {
    expect(mayTrust({ laidDown: '', pins: [] }, TLS)).toBe(true)
    // A pool has several members, each with a certificate of its own.
    expect(mayTrust({ laidDown: '', pins: [TLS] }, other)).toBe(true)
    expect(mayTrust({ laidDown: SSH, pins: [] }, otherKey.replace('kvm-1', 'kvm-2'))).toBe(true)
    expect(mayTrust({ laidDown: '', pins: [TLS] }, TLS)).toBe(false)
  })
})
