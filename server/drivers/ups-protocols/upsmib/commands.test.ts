import { describe, expect, it } from 'vitest'
import { upsMibCommands } from './commands'
import { upsMibLayout } from './layout'
import { plannedCommand, refusalOf } from '../../../testing/planned-command'

const layout = upsMibLayout('RFC 1628', '1.3.6.1.2.1.33', 'ups')
const commands = upsMibCommands(layout)
const mib = '1.3.6.1.2.1.33.1'

const written = ({ writes }: { writes: readonly { name: string; value: number | string }[] }) =>
  writes.map(({ name, value }) => [name, value])
const said = (values: Record<string, number>) =>
  new Map(Object.entries(values).map(([place, value]) => [`${mib}.${place}`, value] as const))

describe('commands of RFC 1628', () => {
  it('A11 a delay of 0 is now, and no other command writes it', () => {
    const off = plannedCommand(commands, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })
    expect(written(off)).toContainEqual(['upsShutdownAfterDelay', 0])
    const later = plannedCommand(commands, { kind: 'output-off', delaySeconds: 120, restart: 'stay-off' })
    expect(written(later)).toEqual([
      ['upsShutdownType', 1],
      ['upsAutoRestart', 2],
      ['upsShutdownAfterDelay', 120],
    ])
    expect(written(plannedCommand(commands, { kind: 'cancel-off' }))).toEqual([['upsShutdownAfterDelay', -1]])
  })
  it('R1 an off that shall come back has its return armed before it, and after it in time', () => {
    const off = plannedCommand(commands, { kind: 'output-off', delaySeconds: 120, restart: 'with-mains' })
    expect(written(off)).toEqual([
      ['upsShutdownType', 1],
      ['upsAutoRestart', 1],
      ['upsStartupAfterDelay', 150],
      ['upsShutdownAfterDelay', 120],
    ])
  })
  it('A4 an off is confirmed by its countdown or by the dead output, never by silence', () => {
    const off = plannedCommand(commands, { kind: 'output-off', delaySeconds: 120, restart: 'with-mains' })
    expect(off.confirms(said({ '8.2.0': 119, '4.1.0': 5 }))).toBe(true)
    expect(off.confirms(said({ '8.2.0': -1, '4.1.0': 2 }))).toBe(true)
    expect(off.confirms(said({ '8.2.0': -1, '4.1.0': 5 }))).toBeNull()
    expect(off.confirms(said({ '8.2.0': 0, '4.1.0': 5 }))).toBeNull()
    // A longer countdown is another one.
    expect(off.confirms(said({ '8.2.0': 600, '4.1.0': 5 }))).toBe(false)
    expect(off.confirms(new Map())).toBeNull()
    expect(off.readBack).toEqual([`${mib}.8.2.0`, `${mib}.4.1.0`])
  })
  it('A6 a cancel is confirmed when no countdown runs', () => {
    const plan = plannedCommand(commands, { kind: 'cancel-off' })
    expect(plan.confirms(said({ '8.2.0': -1 }))).toBe(true)
    expect(plan.confirms(said({ '8.2.0': 40 }))).toBe(false)
    expect(plan.confirms(said({ '8.2.0': 0 }))).toBeNull()
  })
  it('names tests by OID, and sees them run', () => {
    const test = plannedCommand(commands, { kind: 'self-test' })
    expect(test.writes).toEqual([{ name: 'upsTestId', oid: `${mib}.7.1.0`, type: 'oid', value: `${mib}.7.7.4` }])
    expect(test.confirms(said({ '7.3.0': 5 }))).toBe(true)
    // A result may be the last test's.
    expect(test.confirms(said({ '7.3.0': 1 }))).toBeNull()
    const abort = plannedCommand(commands, { kind: 'abort-test' })
    expect(abort.writes).toMatchObject([{ value: `${mib}.7.7.2` }])
    expect(abort.confirms(said({ '7.3.0': 4 }))).toBe(true)
    expect(abort.confirms(said({ '7.3.0': 5 }))).toBe(false)
  })
  it('reboots in one write where the standard can, else by two countdowns', () => {
    const now = plannedCommand(commands, { kind: 'output-cycle', delaySeconds: 0, offSeconds: 20 })
    expect(written(now)).toEqual([
      ['upsShutdownType', 1],
      ['upsRebootWithDuration', 20],
    ])
    const later = plannedCommand(commands, { kind: 'output-cycle', delaySeconds: 60, offSeconds: 20 })
    expect(written(later).slice(2)).toEqual([
      ['upsStartupAfterDelay', 80],
      ['upsShutdownAfterDelay', 60],
    ])
    const long = plannedCommand(commands, { kind: 'output-cycle', delaySeconds: 0, offSeconds: 900 })
    expect(written(long)).toContainEqual(['upsStartupAfterDelay', 900])
  })
  it('wakes the output, and sees it alive', () => {
    const on = plannedCommand(commands, { kind: 'output-on', delaySeconds: 0 })
    expect(written(on)).toEqual([['upsStartupAfterDelay', 0]])
    expect(on.confirms(said({ '4.1.0': 3 }))).toBe(true)
    expect(on.confirms(said({ '4.1.0': 2 }))).toBeNull()
  })
  it('has no outlets to switch', () => {
    expect(refusalOf(commands, { kind: 'outlet-off', outletId: '1', delaySeconds: 0 })).not.toBeNull()
  })
})
