import { describe, expect, it } from 'vitest'
import type { FoundDevice } from '@/server/domain/discovery'
import { deviceIdSchema } from '@/server/domain/ids'
import { choicesOf } from './found-choice'

const found = (host: string, changes: Partial<FoundDevice> = {}): FoundDevice => ({
  key: `snmp ${host}:161`,
  host,
  protocol: 'snmp',
  kind: 'ups',
  family: 'rfc1628',
  manufacturer: null,
  model: null,
  serial: null,
  systemName: null,
  powerState: 'on-mains',
  readings: null,
  credential: 1,
  watchedAs: null,
  ...changes,
})
const names = (devices: readonly FoundDevice[], taken: readonly string[] = []) =>
  choicesOf(devices, taken).map(({ name }) => name)

describe('what is proposed for found devices', () => {
  it('is called as it calls itself, else by its model, else by its address', () => {
    const devices = [
      found('10.0.0.1', { systemName: 'ups-left', model: 'X' }),
      found('10.0.0.2', { model: 'X' }),
      found('10.0.0.3'),
    ]
    expect(names(devices)).toEqual(['ups-left', 'X', '10.0.0.3'])
  })

  it('no name is proposed twice, nor one that is taken', () => {
    const devices = [found('10.0.0.1', { systemName: 'apc' }), found('10.0.0.2', { systemName: 'apc' })]
    expect(names(devices, ['apc'])).toEqual(['apc 10.0.0.1', 'apc 10.0.0.2'])
    const long = found('10.0.0.1', { systemName: 'x'.repeat(200) })
    expect(names([long, { ...long, host: '10.0.0.2' }]).every((name) => name.length <= 80)).toBe(true)
    expect(new Set(names([long, { ...long, host: '10.0.0.2' }])).size).toBe(2)
  })

  it('what is watched, or was found at another address, is not proposed', () => {
    const watchedAs = { id: deviceIdSchema.parse('a'), name: 'UPS A' }
    const choices = choicesOf(
      [
        found('10.0.0.1', { serial: 'AS1234567890' }),
        found('10.0.0.2', { serial: ' as1234567890' }),
        found('10.0.0.3', { watchedAs }),
        found('10.0.0.4', { serial: 'unknown' }),
        found('10.0.0.5', { serial: 'unknown' }),
      ],
      [],
    )
    expect(choices.map(({ proposed }) => proposed)).toEqual([true, false, false, true, true])
    expect(choices[1]?.twinOf).toBe('snmp 10.0.0.1:161')
    expect(choices[2]?.name).toBe('UPS A')
  })
})
