import { expect, it } from 'vitest'
import { deviceIdSchema } from '@/server/domain/ids'
import { type UpsAddress, upsAddressSchema } from '@/server/domain/ups'
import { changeDeviceDraftOf, deviceChangeOf, needsDeviceSecret } from './change-device-draft'

const snmp = upsAddressSchema.parse({ protocol: 'snmp', host: '10.0.0.5', port: 1161, family: 'powernet' })
const nut = upsAddressSchema.parse({ protocol: 'nut', host: 'nas', upsName: 'rack', tls: 'starttls' })
const others = [{ id: deviceIdSchema.parse('ups-b') }]

it.each([
  ['an SNMP agent', snmp],
  ['a NUT server', nut],
] as const)('what is not changed of %s is sent as it is, without a credential', (_, before: UpsAddress) => {
  const draft = changeDeviceDraftOf(before)
  expect(deviceChangeOf({ ...draft, isForAll: true }, before, others)).toEqual({ address: before, secret: null, also: [] })
})

it('K5 another place, or less encryption, wants the credential with it', () => {
  const draft = changeDeviceDraftOf(nut)
  const at = (change: Partial<typeof draft.place>) => needsDeviceSecret({ ...draft, place: { ...draft.place, ...change } }, nut)
  expect([at({ host: 'nas2' }), at({ port: '3494' }), at({ tls: 'off' })]).toEqual([true, true, true])
  expect([at({ host: ' NAS ' }), at({ upsName: 'other' }), at({ tls: 'required' })]).toEqual([false, false, false])
})

it('a new credential goes to the devices that share it only where that is wanted', () => {
  const draft = { ...changeDeviceDraftOf(snmp), isNewSecret: true }
  const place = { ...draft.place, community: 'rotated' }
  const secret = { kind: 'snmp-community', version: '2c', community: 'rotated' }
  expect(deviceChangeOf({ ...draft, place }, snmp, others)).toMatchObject({ secret, also: [] })
  expect(deviceChangeOf({ ...draft, place, isForAll: true }, snmp, others)).toMatchObject({ secret, also: ['ups-b'] })
})
