import { describe, expect, it } from 'vitest'
import { outletsInShort, toldByAgent } from '../../../testing/told-by-agent'
import { plannedCommand, refusalOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'
import { driver } from './driver'

const epdu = '1.3.6.1.4.1.534.6.6.7'
type Said = Readonly<Record<string, number | string>>

/** One ePDU of a chain, of one phase, with its outlets on. */
const unit = (number: number, { volts, watts, outlets }: { volts: number; watts: number; outlets: readonly number[] }): Said => ({
  [`1.2.1.2.${number}`]: `ePDU ${number}`,
  [`1.2.1.20.${number}`]: 1,
  [`1.2.1.22.${number}`]: outlets.length,
  [`1.2.1.30.${number}`]: 0,
  [`3.1.1.2.${number}.1`]: 1,
  [`3.1.1.3.${number}.1`]: volts === 0 ? 0 : 500,
  [`3.2.1.3.${number}.1.1`]: volts * 1_000,
  [`3.3.1.4.${number}.1.1`]: watts * 4,
  [`3.3.1.11.${number}.1.1`]: watts / 40,
  [`3.5.1.4.${number}.1`]: watts,
  ...Object.fromEntries(
    outlets.flatMap((drawn, at) => [
      [`6.6.1.2.${number}.${at + 1}`, 1],
      [`6.5.1.3.${number}.${at + 1}`, drawn],
    ]),
  ),
})
const chain = {
  '1.1.0': '0,1,5',
  ...unit(0, { volts: 231, watts: 400, outlets: [150, 250] }),
  ...unit(1, { volts: 229, watts: 320, outlets: [320] }),
  ...unit(5, { volts: 230, watts: 0, outlets: [] }),
}
const agent = (given: Said = {}) => toldByAgent(driver, epdu, { ...chain, ...given })

describe('ePDUs that are strapped together', () => {
  it('are read as one: outlets with the number of their unit, the load of all', async () => {
    const told = await agent().read()
    expect(outletsInShort(told)).toEqual(['1 on 150 W', '2 on 250 W', '1.1 on 320 W'])
    expect(told.supply).toBe('mains')
    const { outputWatts, outputAmperes, inputVolts, loadPercent } = told.readings
    expect([outputWatts.value, outputAmperes.value, inputVolts.value, loadPercent.value]).toEqual([720, 2.88, 231, 10])
    expect(outputWatts.source).toContain('sum of 3 PDUs')
  })
  it('are asked for no more outlets than each of them says that it has', async () => {
    const { read, asked } = agent()
    await read()
    const outlets = asked.flat().filter((oid) => oid.startsWith(`${epdu}.6.6.1.2.1.`))
    expect(outlets).toEqual([`${epdu}.6.6.1.2.1.1`])
  })
  it('P5 one of them that is dead takes its own outlets along, and no others', async () => {
    const told = await agent(unit(1, { volts: 0, watts: 0, outlets: [0] })).read()
    expect(told.supply).toBe('mains')
    expect(outletsInShort(told)).toEqual(['1 on 150 W', '2 on 250 W', '1.1 dead: unit 1 has no live input 0 W'])
  })
  it('P5 an open breaker of one of them takes its outlets, read at once', async () => {
    const { read, says } = agent({ '5.1.1.5.1.1': 1, '6.2.1.3.1.1.1': `${epdu}.5.1.1.2.1.1` })
    await read()
    says('5.1.1.5.1.1', 2)
    const told = await read()
    expect(outletsInShort(told)[2]).toBe('1.1 dead: breaker 1 is off 320 W')
    expect(told.alarms).toContain('unit 1: Breaker 1 is off: outlet 1 has no power')
  })
  it('P2 one that its card does not hear any more is said to be so, and nothing else of it is believed', async () => {
    const told = await agent({ '1.2.1.30.1': 1 }).read()
    expect(told).toMatchObject({ supply: 'mains', upsContact: 'ok' })
    expect(told.alarms).toContain('unit 1 is linked and not heard any more')
    expect(told.readings.outputWatts.value).toBeNull()
    expect(outletsInShort(told)[2]).toBe('1.1 on')
  })
  it('have outlets that are switched in their own unit', () => {
    const off = plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '1.3', delaySeconds: 0 })
    expect(off.writes).toMatchObject([{ oid: `${epdu}.6.6.1.3.1.3`, value: 0 }])
    for (const outletId of ['0.3', '1.03', '24.1', '1.49'])
      expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId, delaySeconds: 0 })).toContain(outletId)
  })
})

describe('an ePDU that stands alone', () => {
  it('is asked for nothing else', async () => {
    const { read, asked } = toldByAgent(driver, epdu, { '1.1.0': '0', ...unit(0, { volts: 231, watts: 400, outlets: [400] }) })
    await read()
    expect(asked).toHaveLength(1)
  })
})
