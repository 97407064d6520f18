import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { LAYOUT } from './mib'

/** By the OID below the board's. */
const observed = (said: Record<string, number | string>) =>
  observePdu(LAYOUT, new Map(Object.entries(said).map(([oid, value]) => [`1.3.6.1.4.1.13742.4.1.${oid}`, value])))

const onePhase = {
  '20.1.0': 1,
  '20.2.1.3.1': 1,
  '20.2.1.9.1': 580,
  '20.2.1.10.1': 692,
  '21.2.1.3.1.1': 2_971,
  '21.2.1.4.1.1': 230_500,
}

describe("Raritan's first generation", () => {
  it('is read in thousandths of volts and amperes, and in watts', () => {
    const { supply, readings } = observed(onePhase)
    expect(supply).toBe('mains')
    expect([readings.inputVolts.value, readings.outputAmperes.value]).toEqual([230.5, 2.971])
    expect([readings.outputWatts.value, readings.outputVoltAmperes.value]).toEqual([580, 692])
  })
  it('adds up its three lines; a fourth pole is neutral', () => {
    const lines = { '21.2.1.3.1.1': 1_000, '21.2.1.3.1.2': 2_000, '21.2.1.3.1.3': 3_000, '21.2.1.3.1.4': 900 }
    expect(observed({ '20.2.1.3.1': 4, ...lines }).readings.outputAmperes.value).toBe(6)
  })
  it('P5 is dead by its one inlet only', () => {
    const zero = { ...onePhase, '21.2.1.3.1.1': 0, '21.2.1.4.1.1': 0 }
    expect(observed(zero).supply).toBe('unknown')
    const dead = { ...zero, '2.2.1.3.1': 0, '2.2.1.3.2': 0 }
    expect(observed(dead).supply).toBe('off')
    expect(observed({ ...dead, '20.1.0': 2 }).supply).toBe('unknown')
  })
  it('does not know an outlet that is cycled or in error, and names a breaker that has tripped', () => {
    const { outlets, alarms } = observed({ '2.2.1.3.1': 1, '2.2.1.3.2': 0, '2.2.1.3.3': 2, '2.2.1.3.4': -1, '5.2.1.3.2': 1 })
    expect(outlets.map(({ state }) => state)).toEqual(['on', 'off', 'unknown', 'unknown'])
    expect(alarms).toEqual([textWith('Breaker 2 has tripped')])
  })
})
