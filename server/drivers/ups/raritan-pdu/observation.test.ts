import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { observe } from './observation'

/** By the OID below the enterprise's; PDU 1, inlet 1. */
const observed = (said: Record<string, number | string>) =>
  observe(new Map(Object.entries(said).map(([oid, value]) => [`1.3.6.1.4.1.13742.6.${oid}`, value])))

interface Told {
  readonly value: number
  readonly digits?: number
  readonly unit?: number
  readonly state?: number
}
const sensor = (
  configuration: string,
  measurements: string,
  row: string,
  { value, digits, unit, state }: Told,
): Record<string, number> => ({
  [`${measurements}.1.4.${row}`]: value,
  ...(digits === undefined ? {} : { [`${configuration}.1.7.${row}`]: digits }),
  ...(unit === undefined ? {} : { [`${configuration}.1.6.${row}`]: unit }),
  ...(state === undefined ? {} : { [`${measurements}.1.3.${row}`]: state }),
})
const inlet = (type: number, told: Told) => sensor('3.3.4', '5.2.3', `1.1.${type}`, told)
const pole = (line: number, type: number, told: Told) => sensor('3.3.6', '5.2.4', `1.1.${line}.${type}`, told)

const [amperes, volts, watts, voltAmperes, hertz, toNeutral] = [1, 4, 5, 6, 23, 25]
const onePhase = {
  '3.1.0': 1,
  '3.2.2.1.2.1': 1,
  '3.3.3.1.5.1.1': 2,
  ...inlet(amperes, { value: 680, digits: 3, unit: 2, state: 4 }),
  ...inlet(volts, { value: 233, digits: 0, unit: 1, state: 4 }),
  ...inlet(watts, { value: 138, digits: 0, unit: 3, state: 4 }),
  ...inlet(voltAmperes, { value: 158, digits: 0, unit: 4, state: 4 }),
  ...inlet(hertz, { value: 500, digits: 1, unit: 8, state: 4 }),
}

describe('a PDU that speaks PDU2', () => {
  it('P4 reads every sensor with as many digits as it says that it has', () => {
    const { supply, flags, alarms, readings } = observed(onePhase)
    expect({ supply, flags, alarms }).toEqual({ supply: 'mains', flags: [], alarms: [] })
    expect(readings.outputAmperes.value).toBe(0.68)
    expect([readings.inputVolts.value, readings.inputHertz.value]).toEqual([233, 50])
    expect([readings.outputWatts.value, readings.outputVoltAmperes.value]).toEqual([138, 158])
    expect(observed({ ...onePhase, ...inlet(amperes, { value: 68, digits: 1 }) }).readings.outputAmperes.value).toBe(6.8)
    expect(observed({ ...onePhase, ...inlet(volts, { value: 23_318, digits: 2 }) }).readings.inputVolts.value).toBe(233.18)
  })
  it('P4 believes no sensor without its digits, in another unit, or that is not available', () => {
    const told = (given: Record<string, number>) => observed(given).readings.outputAmperes.value
    expect(told(inlet(amperes, { value: 680 }))).toBeNull()
    expect(told(inlet(amperes, { value: 680, digits: 3, unit: 3 }))).toBeNull()
    expect(told(inlet(amperes, { value: 680, digits: 3, state: -1 }))).toBeNull()
    expect(told(inlet(amperes, { value: 65_535, digits: 3 }))).toBe(65.535)
  })
  it('reads its lines where it has three, to neutral where that is measured', () => {
    const onEach = (line: (number: number) => Record<string, number>) => ({ ...line(1), ...line(2), ...line(3) })
    const threePhase = {
      '3.3.3.1.5.1.1': 4,
      ...inlet(watts, { value: 610, digits: 0 }),
      ...onEach((line) => ({
        ...pole(line, amperes, { value: line * 15, digits: 1 }),
        ...pole(line, volts, { value: 398 + line, digits: 0 }),
        ...pole(line, watts, { value: line * 100, digits: 0 }),
      })),
    }
    const { readings } = observed(threePhase)
    expect([readings.inputVolts.value, readings.inputVoltsL1.value, readings.outputAmperes.value]).toEqual([400, 399, 9])
    expect([readings.outputWatts.value, readings.outputWattsL3.value]).toEqual([610, 300])
    const withNeutral = onEach((line) => pole(line, toNeutral, { value: 2_300 + line, digits: 1 }))
    expect(observed({ ...threePhase, ...withNeutral }).readings.inputVoltsL2.value).toBe(230.2)
  })
  it('P4 does not take the whole of three lines for the first of them', () => {
    const whole = { '3.3.3.1.5.1.1': 4, ...inlet(watts, { value: 610, digits: 0 }), ...pole(1, volts, { value: 400, digits: 0 }) }
    const { readings } = observed(whole)
    expect([readings.outputWatts.value, readings.outputWattsL1.value]).toEqual([610, null])
  })
  it('P5 is dead where its one inlet is, and not known where it has several', () => {
    const zero = { ...onePhase, ...inlet(volts, { value: 0, digits: 0 }), ...inlet(amperes, { value: 0, digits: 3 }) }
    expect(observed(zero).supply).toBe('unknown')
    expect(observed({ ...zero, ...inlet(hertz, { value: 499, digits: 1, state: 2 }) }).supply).toBe('off')
    const dead = { ...zero, ...inlet(hertz, { value: 0, digits: 1 }) }
    expect(observed(dead).supply).toBe('off')
    expect(observed({ ...dead, '3.2.2.1.2.1': 2 }).supply).toBe('unknown')
    expect(observed({ ...dead, ...inlet(volts, { value: 0, digits: 0, state: -1 }) }).supply).toBe('unknown')
  })
  it('tells its outlets, which are told 1 for "on" and show 7', () => {
    const { outlets } = observed({ '4.1.2.1.3.1.1': 7, '4.1.2.1.3.1.2': 8, '4.1.2.1.3.1.3': -1, '3.5.3.1.3.1.2': 'esx2' })
    expect(outlets).toEqual([
      { id: '1', name: null, state: 'on' },
      { id: '2', name: 'esx2', state: 'off' },
      { id: '3', name: null, state: 'unknown' },
    ])
  })
  it('P4 tells what is drawn from each outlet, with as many digits as the sensor has', () => {
    const outlet = (row: number, told: Told) => sensor('3.5.4', '5.4.3', `1.${row}.${watts}`, told)
    const { outlets } = observed({ '4.1.2.1.3.1.1': 7, ...outlet(1, { value: 1_234, digits: 1 }), ...outlet(2, { value: 90 }) })
    expect(outlets).toEqual([{ id: '1', name: null, state: 'on', watts: 123 }])
  })
  it('is overloaded above its critical limit, names an open breaker, and has a fault where a state is not listed', () => {
    expect(observed({ ...onePhase, '5.2.3.1.3.1.1.1': 6 })).toMatchObject({ flags: ['overload'], alarms: [textWith('above')] })
    expect(observed({ ...onePhase, '5.2.3.1.3.1.1.1': 5 })).toMatchObject({ flags: [], alarms: [textWith('is high')] })
    expect(observed({ ...onePhase, '5.3.3.1.3.1.2.15': 0 }).alarms).toEqual([textWith('Breaker 2 is open')])
    expect(observed({ ...onePhase, '5.2.3.1.3.1.1.4': 99 })).toMatchObject({ flags: ['fault'], alarms: [textWith('says 99')] })
  })
})
