import { expect, it } from 'vitest'
import { deviceSeen, isSamePlace } from './device-change'
import { upsAddressSchema } from './ups'

it.each([
  ['the same serial number, however it is written', 'AS1234567890', ' as1234567890 ', 'same'],
  ['another serial number', 'AS1234567890', 'AS1234567891', 'other'],
  ['none before', null, 'AS1234567890', 'untold'],
  ['none now', 'AS1234567890', null, 'untold'],
  ['what many say who have none', '00000000', '00000000', 'untold'],
] as const)('D11 %s', (_, before, now, seen) => {
  expect(deviceSeen({ serial: before }, { serial: now })).toBe(seen)
})

it('D11 something of another kind is another device; one that never told who it is may be any', () => {
  expect(deviceSeen({ serial: null }, { kind: 'pdu', serial: null })).toBe('other')
  expect(deviceSeen({ kind: 'ups', serial: null }, { serial: null })).toBe('untold')
  expect(deviceSeen(null, { kind: 'pdu', serial: 'AS1234567890' })).toBe('untold')
})

it('K5 the same place: that host and port, and no weaker encryption', () => {
  const snmp = upsAddressSchema.parse({ protocol: 'snmp', host: 'UPS-1' })
  expect(isSamePlace(snmp, { ...snmp, host: 'ups-1' })).toBe(true)
  expect(isSamePlace(snmp, { ...snmp, port: 162 })).toBe(false)
  const nut = (tls: string) => upsAddressSchema.parse({ protocol: 'nut', host: 'ups-1', port: 161, upsName: 'a', tls })
  expect(isSamePlace(nut('off'), nut('required'))).toBe(true)
  expect(isSamePlace(nut('starttls'), nut('off'))).toBe(false)
  expect(isSamePlace(snmp, nut('off'))).toBe(false)
})
