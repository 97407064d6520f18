import { describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../../domain/ids'
import type { UpsAddress } from '../../domain/ups'
import { type KnownDevice, KnownDevices } from './known-devices'

const snmp = (host: string, port = 161): UpsAddress => ({ protocol: 'snmp', host, port, family: 'auto' })
const nut = (upsName: string): UpsAddress => ({ protocol: 'nut', host: 'nas', port: 3493, upsName, tls: 'off' })
const device = (name: string, address: UpsAddress, serial: string | null): KnownDevice => ({
  id: deviceIdSchema.parse(name),
  name,
  address,
  identity: { family: 'rfc1628', manufacturer: null, model: null, serial, firmware: null, agentFirmware: null },
})
const known = new KnownDevices([
  device('by name', snmp('UPS-1.example'), 'AS0123456789'),
  device('on the nas', nut('rack'), null),
  device('nameless', snmp('10.0.0.3'), 'unknown'),
])

describe('what is watched already', () => {
  it('is known by its address, whatever the family and the case of the name', () => {
    expect(known.at({ protocol: 'snmp', host: 'ups-1.EXAMPLE', port: 161, family: 'xups' })?.name).toBe('by name')
    expect(known.at(snmp('ups-1.example', 1161))).toBeNull()
    expect(known.at(nut('rack'))?.name).toBe('on the nas')
    expect(known.at(nut('other'))).toBeNull()
  })

  it('is known by its serial number at any address, if it is one', () => {
    expect(known.find(snmp('10.0.0.9'), ' as0123456789 ')?.name).toBe('by name')
    expect(known.find(snmp('10.0.0.9'), 'unknown')).toBeNull()
    expect(known.find(snmp('10.0.0.9'), null)).toBeNull()
    expect(known.find(snmp('10.0.0.3'), 'AS0123456789')?.name).toBe('nameless')
  })
})
