import { describe, expect, it } from 'vitest'
import { pinIn } from './manager-draft'

const TLS = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':')
const SSH = `kvm-1 SHA256:${'a'.repeat(43)}`

describe('the fingerprint in a refusal', () => {
  it('is found for TLS and for SSH', () => {
    expect(pinIn(`The certificate is not trusted; its SHA-256 fingerprint is ${TLS}. Compare it.`)).toBe(TLS)
    expect(pinIn(`Unknown host key: ${SSH}. Compare it.`)).toBe(SSH)
  })
  it('is not seen where there is none', () => expect(pinIn('The password is wrong.')).toBeNull())
})
