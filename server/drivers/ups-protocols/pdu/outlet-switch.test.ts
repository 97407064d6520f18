import { describe, expect, it } from 'vitest'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { outletSwitchCommands } from './outlet-switch'

const commands = outletSwitchCommands({
  command: (unit) => ({ name: 'tell', oid: `1.${unit}` }),
  tell: { on: 1, off: 2, cycle: 3 },
  state: (unit) => ({ name: 'shown', oid: `2.${unit}` }),
  shows: { on: 7, off: 8 },
  rows: 24,
  firstUnit: 1,
  units: 4,
})
const shown = (value: number) => new Map([['2.1.5', value]])

describe('outlets that are switched by one number', () => {
  it('are told on, off and cycle in their own row', () => {
    expect(plannedCommand(commands, { kind: 'outlet-off', outletId: '5', delaySeconds: 0 }).writes).toEqual([
      { name: 'tell', oid: '1.1.5', type: 'integer', value: 2 },
    ])
    expect(writesOf(commands, { kind: 'outlet-on', outletId: '5', delaySeconds: 0 })).toEqual([['tell', 1]])
    expect(writesOf(commands, { kind: 'outlet-cycle', outletId: '5', delaySeconds: 0 })).toEqual([['tell', 3]])
  })
  it('A4 are believed when they show it, and not while they show something else', () => {
    const off = plannedCommand(commands, { kind: 'outlet-off', outletId: '5', delaySeconds: 0 })
    expect([off.confirms(shown(8)), off.confirms(shown(7)), off.confirms(new Map())]).toEqual([true, false, null])
    const on = plannedCommand(commands, { kind: 'outlet-on', outletId: '5', delaySeconds: 0 })
    expect([on.confirms(shown(7)), on.confirms(shown(8))]).toEqual([true, false])
  })
  it('A4 are seen to cycle while they are off; being on tells nothing of it', () => {
    const cycle = plannedCommand(commands, { kind: 'outlet-cycle', outletId: '5', delaySeconds: 0 })
    expect([cycle.confirms(shown(8)), cycle.confirms(shown(7))]).toEqual([true, null])
  })
  it('A11 refuse a delay that the device would not keep', () => {
    expect(refusalOf(commands, { kind: 'outlet-off', outletId: '5', delaySeconds: 60 })).toContain('no delay')
    expect(refusalOf(commands, { kind: 'outlet-cycle', outletId: '5', delaySeconds: 1 })).toContain('no delay')
  })
  it('refuse an outlet that they do not number', () => {
    expect(refusalOf(commands, { kind: 'outlet-on', outletId: '25', delaySeconds: 0 })).toContain('1 to 24')
    expect(refusalOf(commands, { kind: 'outlet-on', outletId: '5.1', delaySeconds: 0 })).toContain('"5.1"')
  })
  it('reach a PDU that is linked, by its number before that of the outlet', () => {
    expect(plannedCommand(commands, { kind: 'outlet-off', outletId: '3.5', delaySeconds: 0 }).writes).toMatchObject([
      { oid: '1.3.5', value: 2 },
    ])
  })
  it('A5 know each outlet by one id only: what hangs on "5" is not found by another name of it', () => {
    for (const outletId of ['05', '1.5', '2.05', ' 5'])
      expect(refusalOf(commands, { kind: 'outlet-off', outletId, delaySeconds: 0 })).toContain(`"${outletId}"`)
  })
})
