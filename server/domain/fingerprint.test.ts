import { describe, expect, it } from 'vitest'
import { normalPins } from './fingerprint'

const HEX = 'ab'.repeat(32)
const TLS = (HEX.toUpperCase().match(/../g) ?? []).join(':')
const SSH = `SHA256:${'a'.repeat(43)}`

describe('pins as people paste them', () => {
  it.each([
    ['as hexadecimal digits', HEX],
    ['as openssl prints it', `Fingerprint=${TLS}`],
    ['with its algorithm', `sha256:${HEX}`],
    ['as it is kept', TLS],
  ])('a certificate’s %s', (_how, pin) => expect(normalPins('https://vc', [pin])).toEqual({ pins: [TLS] }))

  it('a host key’s belongs to one host, as the address names it', () => {
    expect(normalPins('ssh://kvm-1', [`  kvm-1   ${SSH}=`])).toEqual({ pins: [`kvm-1 ${SSH}`] })
    expect(normalPins('ssh://kvm-1', [SSH])).toEqual({ unfit: SSH })
  })

  it('each is kept once', () => expect(normalPins('https://vc', [HEX, TLS])).toEqual({ pins: [TLS] }))

  it.each([
    ['of SHA-1', 'https://vc', 'ab'.repeat(20)],
    ['of a host key for a certificate', 'https://vc', `kvm-1 ${SSH}`],
    ['of a certificate for a host key', 'ssh://kvm-1', TLS],
  ])('one %s is told apart', (_what, url, pin) => expect(normalPins(url, [pin])).toEqual({ unfit: pin }))
})
