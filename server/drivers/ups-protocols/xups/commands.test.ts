import { describe, expect, it } from 'vitest'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { xupsCommands } from './commands'
import { xupsLayout } from './layout'

const commands = xupsCommands(
  xupsLayout('XUPS', '1.3.6.1.4.1.534.1', 'xups', { test: '8', control: '9', config: '10', receptacles: '12' }),
)
const said = (values: Record<string, number>) =>
  new Map(Object.entries(values).map(([place, value]) => [`1.3.6.1.4.1.534.1.${place}`, value] as const))

describe('commands of XUPS', () => {
  it('A11 "at once" is never written as 0, which aborts here', () => {
    expect(writesOf(commands, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toEqual([
      ['xupsControlOutputOffDelay', 1],
    ])
    expect(writesOf(commands, { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toEqual([
      ['xupsLoadShedSecsWithRestart', 1],
    ])
    expect(writesOf(commands, { kind: 'output-on', delaySeconds: 0 })).toEqual([['xupsControlOutputOnDelay', 1]])
  })
  it('R1 an off that shall come back uses the object that surely restarts', () => {
    expect(writesOf(commands, { kind: 'output-off', delaySeconds: 180, restart: 'with-mains' })).toEqual([
      ['xupsLoadShedSecsWithRestart', 180],
    ])
  })
  it('A6 a cancel writes 0, and is not confirmed while a load shed counts', () => {
    const cancel = plannedCommand(commands, { kind: 'cancel-off' })
    expect(cancel.writes).toMatchObject([{ name: 'xupsControlOutputOffDelay', value: 0, type: 'integer' }])
    expect(cancel.confirms(said({ '9.1.0': 0, '9.6.0': 0 }))).toBe(true)
    expect(cancel.confirms(said({ '9.1.0': 0, '9.6.0': 44 }))).toBe(false)
    expect(cancel.confirms(said({ '9.1.0': 12, '9.6.0': 0 }))).toBe(false)
    expect(cancel.confirms(new Map())).toBeNull()
  })
  it('A4 an off is confirmed by its countdown or the dead output', () => {
    const plan = plannedCommand(commands, { kind: 'output-off', delaySeconds: 180, restart: 'with-mains' })
    expect(plan.confirms(said({ '9.6.0': 179, '4.5.0': 5 }))).toBe(true)
    expect(plan.confirms(said({ '9.6.0': 0, '4.5.0': 2 }))).toBe(true)
    expect(plan.confirms(said({ '9.6.0': 0, '4.5.0': 5 }))).toBeNull()
    expect(plan.confirms(said({ '9.6.0': 900, '4.5.0': 5 }))).toBe(false)
  })
  it('a receptacle is off at once with 0', () => {
    expect(writesOf(commands, { kind: 'outlet-off', outletId: '2', delaySeconds: 0 })).toEqual([['xupsRecepOffDelaySecs', 0]])
    const off = plannedCommand(commands, { kind: 'outlet-off', outletId: '2', delaySeconds: 30 })
    expect(off.writes).toMatchObject([{ oid: '1.3.6.1.4.1.534.1.12.2.1.3.2', value: 30 }])
    expect(off.confirms(said({ '12.2.1.2.2': 3 }))).toBe(true)
    expect(off.confirms(said({ '12.2.1.2.2': 1 }))).toBeNull()
    expect(writesOf(commands, { kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 })).toEqual([
      ['xupsRecepShedSecsWithRestart', 1],
    ])
    expect(writesOf(commands, { kind: 'outlet-on', outletId: '1', delaySeconds: 5 })).toEqual([['xupsRecepOnDelaySecs', 5]])
  })
  it('refuses an outlet that it does not number, and what the MIB cannot', () => {
    expect(refusalOf(commands, { kind: 'outlet-off', outletId: '9', delaySeconds: 0 })).toContain('1 to 4')
    expect(refusalOf(commands, { kind: 'outlet-off', outletId: 'main', delaySeconds: 0 })).toContain('"main"')
    expect(refusalOf(commands, { kind: 'abort-test' })).not.toBeNull()
  })
  it('sees a test run, be scheduled, or be refused', () => {
    const plan = plannedCommand(commands, { kind: 'self-test' })
    expect(plan.writes).toMatchObject([{ name: 'xupsTestStart', value: 1 }])
    expect(plan.confirms(said({ '8.2.0': 4 }))).toBe(true)
    expect(plan.confirms(said({ '8.2.0': 7 }))).toBe(true)
    expect(plan.confirms(said({ '8.2.0': 6 }))).toBe(false)
    // The last test's result.
    expect(plan.confirms(said({ '8.2.0': 2 }))).toBeNull()
  })
  it('a cycle has its return armed before the off', () => {
    expect(writesOf(commands, { kind: 'output-cycle', delaySeconds: 60, offSeconds: 15 })).toEqual([
      ['xupsControlOutputOnDelay', 75],
      ['xupsControlOutputOffDelay', 60],
    ])
  })
})
