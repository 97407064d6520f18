import { expect, it } from 'vitest'
import { hardwareAddressSchema, hardwareSecretSchema, isFittingSecret } from '@/server/domain/hardware'
import { bmcAddressOf, bmcSecretOf, EMPTY_BMC, withBmcKind } from './bmc-draft'

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
  expect(withBmcKind({ ...EMPTY_BMC, pins: ['AA'] }, 'ipmi').pins).toEqual([])
})
