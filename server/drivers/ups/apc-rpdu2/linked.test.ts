import { describe, expect, it } from 'vitest'
import { outletsInShort, toldByAgent } from '../../../testing/told-by-agent'
import { driver } from './driver'

const rpdu2 = '1.3.6.1.4.1.318.1.1.26'
type Said = Readonly<Record<string, number | string>>

/** Rows run through all PDUs; each says by a number that people set whose it is. */
const device = (row: number, module: number, volts: number): Said => ({
  [`2.1.2.${row}`]: module,
  [`4.2.1.7.${row}`]: 1,
  [`4.3.1.4.${row}`]: 2,
  [`4.3.1.5.${row}`]: volts === 0 ? 0 : 50 * row,
  [`4.3.1.13.${row}`]: volts === 0 ? 2 : 1,
  [`6.3.1.2.${row}`]: module,
  [`6.3.1.5.${row}`]: volts === 0 ? 0 : 20 * row,
  [`6.3.1.6.${row}`]: volts,
})
const outlet = (row: number, module: number): Said => ({
  [`9.2.3.1.2.${row}`]: module,
  [`9.2.3.1.3.${row}`]: `esx${row}`,
  [`9.2.3.1.5.${row}`]: 2,
})
const chain = (secondVolts: number, firstVolts = 230): Said => ({
  '1.0': 2,
  '5.0': 2,
  '9.1.0': 50,
  ...device(1, 7, firstVolts),
  ...device(2, 3, secondVolts),
  ...outlet(1, 7),
  ...outlet(2, 3),
  ...outlet(50, 3),
})

describe('rack PDUs that are linked', () => {
  it('are read as one: their rows run through all of them', async () => {
    const told = await toldByAgent(driver, rpdu2, chain(229)).read()
    expect(outletsInShort(told)).toEqual(['1 on', '2 on', '50 on'])
    expect(told.outlets.map(({ name }) => name)).toEqual(['unit 1: esx1', 'unit 2: esx2', 'unit 2: esx50'])
    expect([told.supply, told.readings.outputWatts.value, told.readings.outputAmperes.value]).toEqual(['mains', 1_500, 6])
  })
  it('P5 one of them that is dead takes its own outlets along, and no others', async () => {
    const told = await toldByAgent(driver, rpdu2, chain(0)).read()
    expect(told.supply).toBe('mains')
    expect(outletsInShort(told)).toEqual(['1 on', '2 dead: unit 2 has no live input', '50 dead: unit 2 has no live input'])
  })
  it('P2 P5 the first one is dead, and whose the rows are is not answered: the others are not taken along', async () => {
    const first = toldByAgent(driver, rpdu2, chain(229, 0), (question) => question !== 2)
    expect((await first.read()).supply).toBe('unknown')
    const told = await first.read()
    expect(told.supply).toBe('mains')
    expect(outletsInShort(told)).toEqual(['1 dead: unit 1 has no live input', '2 on', '50 on'])
  })
  it('P2 P5 a line that is one of either PDU cuts no outlet of the other', async () => {
    const isThreePhase = { '4.2.1.7.1': 3, '9.2.2.1.5.1': 1, '9.2.2.1.5.2': 2 }
    const { read } = toldByAgent(driver, rpdu2, { ...chain(0), ...isThreePhase }, (question) => question === 1)
    const told = await read()
    expect([told.supply, told.troubles, outletsInShort(told)]).toEqual(['mains', undefined, ['1 on', '2 on']])
  })
  it('alone is asked for nothing else', async () => {
    const { read, asked } = toldByAgent(driver, rpdu2, { '1.0': 1, '5.0': 1, ...device(1, 1, 230), ...outlet(1, 1) })
    expect(outletsInShort(await read())).toEqual(['1 on'])
    expect(asked).toHaveLength(1)
  })
})
