import { describe, expect, it } from 'vitest'
import { outletsInShort, toldByAgent } from '../../../testing/told-by-agent'
import { driver } from './driver'

const pdu2 = '1.3.6.1.4.1.13742.6'
type Said = Readonly<Record<string, number | string>>

const onePhase = (pdu: number, volts: number, watts: number, outlets: number): Said => ({
  [`3.2.2.1.2.${pdu}`]: 1,
  [`3.2.2.1.4.${pdu}`]: outlets,
  [`3.3.3.1.5.${pdu}.1`]: 2,
  ...Object.fromEntries(
    [
      [1, watts / 200, 0],
      [4, volts, 0],
      [5, watts, 0],
      [23, volts === 0 ? 0 : 500, 1],
    ].flatMap(([type, value, digits]): [string, number][] => [
      [`5.2.3.1.4.${pdu}.1.${type}`, value ?? 0],
      [`3.3.4.1.7.${pdu}.1.${type}`, digits ?? 0],
      [`5.2.3.1.3.${pdu}.1.${type}`, 4],
    ]),
  ),
  ...Object.fromEntries(Array.from({ length: outlets }, (_, at) => [`4.1.2.1.3.${pdu}.${at + 1}`, 7])),
})

describe('PDUs in one chain', () => {
  it('P5 are read as one, with outlets by their unit; a dead one takes its own along', async () => {
    const linked = { '3.1.0': 2, ...onePhase(1, 230, 600, 2), ...onePhase(2, 231, 400, 1) }
    const told = await toldByAgent(driver, pdu2, linked).read()
    expect(outletsInShort(told)).toEqual(['1 on', '2 on', '2.1 on'])
    expect([told.supply, told.readings.outputWatts.value, told.readings.outputAmperes.value]).toEqual(['mains', 1_000, 5])
    const dead = await toldByAgent(driver, pdu2, { ...linked, ...onePhase(2, 0, 0, 1) }).read()
    expect([dead.supply, ...outletsInShort(dead)]).toEqual(['mains', '1 on', '2 on', '2.1 dead: unit 2 has no live input'])
  })
})
