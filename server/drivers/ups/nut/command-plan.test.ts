import { describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../domain/ups-command'
import { nutKinds, planNutCommand } from './command-plan'

const offers = new Set([
  'test.battery.start.quick',
  'test.battery.stop',
  'shutdown.return',
  'shutdown.stayoff',
  'shutdown.stop',
  'load.on',
  'outlet.1.load.off',
  'outlet.1.load.on',
  'outlet.1.load.cycle',
])
const plan = (command: UpsCommand) => {
  const planned = planNutCommand(offers, command)
  if (planned === null || 'impossible' in planned) throw new Error('no plan')
  return planned
}
const shows = (command: UpsCommand, variables: Readonly<Record<string, string>>) =>
  plan(command).confirms(new Map(Object.entries(variables)))

describe('what NUT is told', () => {
  it('an off that comes back is shutdown.return, one that stays off shutdown.stayoff, each with its delay', () => {
    expect(plan({ kind: 'output-off', delaySeconds: 90, restart: 'with-mains' })).toMatchObject({
      command: 'shutdown.return',
      first: { variable: 'ups.delay.shutdown', value: '90' },
    })
    expect(plan({ kind: 'output-off', delaySeconds: 20, restart: 'stay-off' })).toMatchObject({ command: 'shutdown.stayoff' })
  })

  it('where only load.off is offered a delay is refused, not dropped', () => {
    const bare = new Set(['load.off'])
    expect(planNutCommand(bare, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toMatchObject({
      command: 'load.off',
    })
    expect(planNutCommand(bare, { kind: 'output-off', delaySeconds: 5, restart: 'stay-off' })).toHaveProperty('impossible')
    expect(planNutCommand(bare, { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toBeNull()
  })

  it('an outlet is named by its number; one that is not offered is not told', () => {
    expect(plan({ kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 }).command).toBe('outlet.1.load.cycle')
    expect(planNutCommand(offers, { kind: 'outlet-off', outletId: '2', delaySeconds: 0 })).toBeNull()
  })

  it('A4 what the variables show decides whether it was taken', () => {
    const off = { kind: 'output-off', delaySeconds: 90, restart: 'with-mains' } as const
    expect(shows(off, { 'ups.status': 'OL', 'ups.timer.shutdown': '88' })).toBe(true)
    expect(shows(off, { 'ups.status': 'OL', 'ups.timer.shutdown': '-1' })).toBeNull()
    expect(shows({ kind: 'cancel-off' }, { 'ups.timer.shutdown': '88' })).toBe(false)
    expect(shows({ kind: 'cancel-off' }, { 'ups.timer.shutdown': '-1' })).toBe(true)
    expect(shows({ kind: 'self-test' }, { 'ups.test.result': 'In progress' })).toBe(true)
    expect(shows({ kind: 'outlet-off', outletId: '1', delaySeconds: 0 }, { 'outlet.1.status': 'on' })).toBe(false)
  })

  it('tells the kinds that the driver offers anything for', () => {
    expect(nutKinds(offers)).toEqual([
      'self-test',
      'abort-test',
      'output-off',
      'cancel-off',
      'output-on',
      'outlet-off',
      'outlet-on',
      'outlet-cycle',
    ])
    expect(nutKinds(new Set(['beeper.mute']))).toEqual([])
  })
})
