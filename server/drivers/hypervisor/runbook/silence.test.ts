import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, LOOKS_APART_MS, SAID_OFF_FOR_MS, SILENT_FOR_MS, type Sign, type Silence } from './silence'

interface OneLook {
  readonly sign: Sign
  readonly afterMs: number
}

const powersAfter = (looks: readonly OneLook[], silences: number) => {
  let silence: Silence | null = null
  let nowMs = 1_000
  return looks.map(({ sign, afterMs }) => {
    nowMs += afterMs
    const judged = judge(silence, sign, silences, nowMs)
    silence = judged.silence
    return { ...judged, sign, nowMs }
  })
}

const silent = (afterMs: number): OneLook => ({ sign: 'silent', afterMs })

describe('A4 A5 when silence is taken for off', () => {
  it('not before half a minute, however often nothing came back', () => {
    const often = Array.from({ length: 29 }, () => silent(1_000))
    expect(powersAfter(often, 3).every(({ power }) => power === 'unknown')).toBe(true)
  })
  it('not after half a minute with too few looks', () => {
    expect(powersAfter([silent(0), silent(SILENT_FOR_MS)], 3).at(-1)?.power).toBe('unknown')
  })
  it('after both', () => {
    expect(powersAfter([silent(0), silent(10_000), silent(20_000)], 3).at(-1)?.power).toBe('off')
  })
  it.each(['on', 'unclear', 'off'] as const)('anything else in between (%s) begins it anew', (sign) => {
    const looks = [silent(0), silent(15_000), { sign, afterMs: 1_000 }, silent(1_000), silent(14_000), silent(14_999)]
    expect(powersAfter(looks, 3).at(-1)?.power).toBe('unknown')
  })
  it('nor where nobody looked for long', () => {
    expect(powersAfter([silent(0), silent(1_000), silent(LOOKS_APART_MS + 1)], 3).at(-1)?.power).toBe('unknown')
  })

  it('an “off” is believed in the second look, some seconds after the first, and not across anything else', () => {
    const said = (afterMs: number): OneLook => ({ sign: 'off', afterMs })
    const powers = (looks: readonly OneLook[]) => powersAfter(looks, 3).map(({ power }) => power)
    expect(powers([said(0)])).toEqual(['unknown'])
    expect(powers([said(0), said(SAID_OFF_FOR_MS - 1), said(1)])).toEqual(['unknown', 'unknown', 'off'])
    for (const sign of ['unclear', 'silent', 'on'] as const)
      expect(powers([said(0), { sign, afterMs: SAID_OFF_FOR_MS }, said(SAID_OFF_FOR_MS)]).at(-1)).toBe('unknown')
    expect(powers([said(0), said(LOOKS_APART_MS + 1)])).toEqual(['unknown', 'unknown'])
    expect(powers([said(0), said(SAID_OFF_FOR_MS), silent(1_000)])).toEqual(['unknown', 'off', 'unknown'])
  })

  it('by no order of looks is a machine off that was heard, or not looked at, within the last half minute', () => {
    const look = fc.record({
      sign: fc.constantFrom<Sign>('on', 'silent', 'silent', 'silent', 'unclear'),
      afterMs: fc.integer({ min: 0, max: 70_000 }),
    })
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), fc.integer({ min: 2, max: 6 }), (looks, silences) => {
        const judged = powersAfter(looks, silences)
        judged.forEach(({ power, nowMs, sign }, at) => {
          expect(power === 'on').toBe(sign === 'on')
          if (power !== 'off') return
          const heard = judged.slice(0, at).findLastIndex((one) => one.sign !== 'silent')
          const row = judged.slice(heard + 1, at + 1)
          expect(row.length).toBeGreaterThanOrEqual(silences)
          expect(nowMs - (row[0]?.nowMs ?? nowMs)).toBeGreaterThanOrEqual(SILENT_FOR_MS)
        })
      }),
    )
  })
})
