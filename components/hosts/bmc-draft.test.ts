import { expect, it } from 'vitest'
import { hardwareAddressSchema, hardwareSecretSchema, isFittingSecret } from '@/server/domain/hardware'
import { bmcAddressOf, bmcDraftOf, bmcSecretOf, EMPTY_BMC, needsBmcSecret, withBmcKind } from './bmc-draft'

it.each([
  ['ipmi', '10.0.0.5'],
  ['redfish', 'https://10.0.0.5'],
  ['wake-on-lan', '10.0.0.255'],
] as const)('what is typed for %s is what the services take', (kind, place) => {
  const draft = { ...withBmcKind(EMPTY_BMC, kind), place: ` ${place} `, user: 'root', password: 'x', mac: '02-00-00-00-00-01' }
  const [address, secret] = [hardwareAddressSchema.parse(bmcAddressOf(draft)), hardwareSecretSchema.parse(bmcSecretOf(draft))]
  expect(address.kind).toBe(kind)
  expect('url' in address ? address.url : address.host).toBe(place)
  expect(isFittingSecret(address, secret)).toBe(true)
})

it('a fingerprint that was trusted for one address is not for another kind', () => {
  expect(withBmcKind({ ...EMPTY_BMC, pins: 'AA' }, 'ipmi').pins).toBe('')
})

it('K5 of one that is there all stays that the form does not ask for, and its credential unless its place changes', () => {
  const before = hardwareAddressSchema.parse({ kind: 'ipmi', host: '10.0.0.5', port: 6623, cipherSuite: 3 })
  const draft = bmcDraftOf(before)
  expect(bmcAddressOf(draft, before)).toEqual(before)
  expect(needsBmcSecret(draft, before)).toBe(false)
  expect(needsBmcSecret({ ...draft, privilege: 'administrator' }, before)).toBe(false)
  for (const change of [{ place: '10.0.0.6' }, { port: '623' }, { isNewSecret: true }, { kind: 'redfish' as const }])
    expect(needsBmcSecret({ ...draft, ...change }, before)).toBe(true)
  expect(needsBmcSecret(bmcDraftOf(null), null)).toBe(true)
})
