import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { READING_NAMES } from '../../../domain/power-reading'
import { judged } from './plausible'
import { someText, textWith } from '../../../testing/matchers'

describe('P4 values are checked against physics', () => {
  it.each([
    ['chargePercent', 101],
    ['chargePercent', -1],
    ['runtimeSeconds', 4_294_967_295],
    ['runtimeSeconds', 65_535 * 60],
    ['temperatureCelsius', -273],
    ['batteryAmperes', 6_553.5],
    ['inputVolts', -1],
    ['inputHertz', -0.1],
    ['loadPercent', 999.9],
    ['batteryVolts', 0],
  ] as const)('%s %d is doubted, with a reason', (name, value) => {
    expect(judged(name, value, 1, 'x', [])).toMatchObject({ value, credible: false, reason: someText() })
  })

  it.each([
    ['chargePercent', 0],
    ['chargePercent', 100],
    ['loadPercent', 130],
    ['temperatureCelsius', -5],
    ['batteryAmperes', -12],
    ['runtimeSeconds', 109_762],
  ] as const)('%s %d is believed', (name, value) => {
    expect(judged(name, value, 1, 'x', [])).toMatchObject({ value, credible: true, reason: null })
  })

  it('doubts the values by which an object says that it does not know', () => {
    expect(judged('runtimeSeconds', 6_000, 1 / 60, 'x', [6_000])).toMatchObject({ value: 360_000, credible: false })
  })

  it('reads volts sent in tenths, and says so', () => {
    expect(judged('inputVolts', 2_360, 1, 'x', [])).toMatchObject({
      value: 236,
      credible: true,
      reason: textWith('tenths'),
    })
  })

  it('gives every value a unit and a source, and a reason whenever it is doubted', () => {
    fc.assert(
      fc.property(fc.constantFrom(...READING_NAMES), fc.double({ noNaN: true, noDefaultInfinity: true }), (name, raw) => {
        const { unit, source, credible, reason } = judged(name, raw, 10, 'x', [-1])
        expect(unit).not.toBe('')
        expect(source).toBe('x')
        if (!credible) expect(reason).toEqual(someText())
      }),
    )
  })

  it('divides without binary noise', () => {
    expect(judged('outputAmperes', 3, 10, 'x', []).value).toBe(0.3)
  })
})
