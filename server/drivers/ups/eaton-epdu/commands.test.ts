import { describe, expect, it } from 'vitest'
import { plannedCommand, refusalOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'

const control = '1.3.6.1.4.1.534.6.6.7.6.6.1'
const said = (values: Record<string, number>) =>
  new Map(Object.entries(values).map(([column, value]) => [`${control}.${column}.0.7`, value] as const))

describe('commands of an ePDU', () => {
  it('A11 take the delay itself; 0 is now, where in XUPS it aborts', () => {
    const off = (delaySeconds: number) => plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '7', delaySeconds }).writes
    expect(off(0)).toEqual([{ name: 'outletControlOffCmd', oid: `${control}.3.0.7`, type: 'integer', value: 0 }])
    expect(off(120)).toMatchObject([{ value: 120 }])
    const on = plannedCommand(COMMANDS, { kind: 'outlet-on', outletId: '7', delaySeconds: 5 })
    expect(on.writes).toMatchObject([{ name: 'outletControlOnCmd', oid: `${control}.4.0.7`, value: 5 }])
    const cycle = plannedCommand(COMMANDS, { kind: 'outlet-cycle', outletId: '7', delaySeconds: 0 })
    expect(cycle.writes).toMatchObject([{ name: 'outletControlRebootCmd', oid: `${control}.5.0.7`, value: 0 }])
  })
  it('A4 are confirmed by the state or by the countdown, and by a countdown that is longer not', () => {
    const off = plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '7', delaySeconds: 60 })
    const confirms = (answers: ReturnType<typeof said>) => off.confirms(answers)
    expect(confirms(said({ 2: 0 }))).toBe(true)
    expect(confirms(said({ 2: 2 }))).toBe(true)
    expect(confirms(said({ 2: 1, 3: 59 }))).toBe(true)
    expect(confirms(said({ 2: 1, 3: 900 }))).toBe(false)
    expect(confirms(said({ 2: 1, 3: -1 }))).toBe(false)
    expect(confirms(new Map())).toBeNull()
  })
  it('A4 a cycle is seen while it is off or pending; being on tells nothing of it', () => {
    const cycle = plannedCommand(COMMANDS, { kind: 'outlet-cycle', outletId: '7', delaySeconds: 0 })
    const confirms = (answers: ReturnType<typeof said>) => cycle.confirms(answers)
    expect([confirms(said({ 2: 0 })), confirms(said({ 2: 3 })), confirms(said({ 2: 1, 5: -1 }))]).toEqual([true, true, null])
  })
  it('refuse an outlet that is not numbered so', () => {
    expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId: '49', delaySeconds: 0 })).toContain('1 to 48')
  })
})
