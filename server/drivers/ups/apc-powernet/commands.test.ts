import { describe, expect, it } from 'vitest'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'

const powerNet = '1.3.6.1.4.1.318.1.1.1'
const said = (values: Record<string, number | string>) =>
  new Map(Object.entries(values).map(([place, value]) => [`${powerNet}.${place}`, value] as const))

describe('commands of PowerNet', () => {
  it('A11 a delayed off writes its delay in hundredths, then the command that waits', () => {
    const off = plannedCommand(COMMANDS, { kind: 'output-off', delaySeconds: 180, restart: 'stay-off' })
    expect(off.writes).toEqual([
      { name: 'upsAdvConfigShutoffDelay', oid: `${powerNet}.5.2.10.0`, type: 'timeticks', value: 18_000 },
      { name: 'upsAdvControlUpsOff', oid: `${powerNet}.6.2.1.0`, type: 'integer', value: 3 },
    ])
  })
  it('at once is the command that does not wait, and leaves the delay alone', () => {
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toEqual([['upsAdvControlUpsOff', 2]])
  })
  it('R1 an off that shall come back is a reboot, which waits for the mains', () => {
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'with-mains' })).toEqual([
      ['upsAdvConfigShutoffDelay', 6_000],
      ['upsAdvControlRebootShutdownUps', 3],
    ])
  })
  it('A4 an off is confirmed by the dead output or the flag of a shutdown', () => {
    const off = plannedCommand(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'with-mains' })
    expect(off.readBack).toEqual([`${powerNet}.4.1.1.0`, `${powerNet}.11.1.1.0`])
    expect(off.confirms(said({ '4.1.1.0': 11 }))).toBe(true)
    expect(off.confirms(said({ '4.1.1.0': 3, '11.1.1.0': `${'0'.repeat(21)}1${'0'.repeat(42)}` }))).toBe(true)
    expect(off.confirms(said({ '4.1.1.0': 3, '11.1.1.0': '0'.repeat(64) }))).toBeNull()
  })
  it('A6 cannot cancel an off, and says so before', () => {
    expect(refusalOf(COMMANDS, { kind: 'cancel-off' })).not.toBeNull()
  })
  it('a cycle sets the return delay as its pause', () => {
    expect(writesOf(COMMANDS, { kind: 'output-cycle', delaySeconds: 0, offSeconds: 30 })).toEqual([
      ['upsAdvConfigReturnDelay', 3_000],
      ['upsAdvControlRebootShutdownUps', 2],
    ])
  })
  it('switches outlet groups at once or after their own delay', () => {
    expect(writesOf(COMMANDS, { kind: 'outlet-off', outletId: '2', delaySeconds: 0 })).toEqual([
      ['upsOutletGroupControlCommand', 2],
    ])
    const later = plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '2', delaySeconds: 90 })
    expect(later.writes).toMatchObject([
      { oid: `${powerNet}.12.2.2.1.4.2`, value: 90 },
      { oid: `${powerNet}.12.3.2.1.3.2`, value: 5 },
    ])
    expect(later.confirms(said({ '12.1.2.1.3.2': 2 }))).toBe(true)
    expect(later.confirms(said({ '12.1.2.1.3.2': 1 }))).toBeNull()
    expect(writesOf(COMMANDS, { kind: 'outlet-on', outletId: '1', delaySeconds: 10 })).toEqual([
      ['upsOutletGroupConfigPowerOnDelay', 10],
      ['upsOutletGroupControlCommand', 4],
    ])
    // With or without mains: what was cycled on battery comes back.
    expect(writesOf(COMMANDS, { kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 })).toEqual([
      ['upsOutletGroupControlCommand', 3],
    ])
    expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId: '5', delaySeconds: 0 })).toContain('1 to 4')
  })
  it('sees a self-test run, and stops a calibration only', () => {
    const test = plannedCommand(COMMANDS, { kind: 'self-test' })
    expect(test.confirms(said({ '7.2.3.0': 4 }))).toBe(true)
    expect(test.confirms(said({ '7.2.3.0': 1, '4.1.1.0': 28 }))).toBe(true)
    expect(test.confirms(said({ '7.2.3.0': 1, '4.1.1.0': 2 }))).toBeNull()
    const abort = plannedCommand(COMMANDS, { kind: 'abort-test' })
    expect(abort.writes).toMatchObject([{ oid: `${powerNet}.7.2.5.0`, value: 3 }])
    expect(abort.confirms(said({ '7.2.6.0': 5 }))).toBe(true)
    expect(abort.confirms(said({ '7.2.6.0': 3 }))).toBe(false)
    expect(abort.confirms(said({ '7.2.6.0': 1, '7.2.3.0': 4 }))).toBeNull()
  })
  it('wakes the output at once only', () => {
    expect(writesOf(COMMANDS, { kind: 'output-on', delaySeconds: 0 })).toEqual([['upsAdvControlTurnOnUPS', 2]])
    expect(refusalOf(COMMANDS, { kind: 'output-on', delaySeconds: 5 })).toContain('at once')
  })
})
