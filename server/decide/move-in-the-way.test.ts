import { describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../domain/ids'
import type { Step, StepAttempt } from '../domain/run'
import { hostId, runWith, vmStep } from '../testing/run-samples'
import { moveInTheWay, movesInTheWayOf } from './move-in-the-way'

const called: StepAttempt = {
  action: 'migrate',
  startedAtMs: 0,
  intentEntryId: 1,
  task: 't',
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
}
const move = (patch: Partial<Step> = {}): Step =>
  vmStep('web', { id: stepIdSchema.parse('move'), action: 'migrate', targetHostId: hostId('h2'), attempts: [called], ...patch })
const maintenance = (step: Step) =>
  runWith([step], { id: runIdSchema.parse('maintenance'), kind: 'maintenance', phase: 'entering' })
const stop = vmStep('web')
const hostStop = (name: string): Step =>
  vmStep(name, { object: { kind: 'host', id: hostId(name), name }, action: 'shutdown-host', fallback: 'leave' })
const storage = { datastoreNativeId: 'd', datastoreName: 'd', gibibytes: 1 }

describe('a move in the way', () => {
  it('A5 holds up what is done with its VM, and the end of either of its hosts', () => {
    const active = [maintenance(move())]
    expect(moveInTheWay(stop, active)).toBe('web is still being moved')
    expect(moveInTheWay(vmStep('db'), active)).toBeNull()
    expect([moveInTheWay(hostStop('h1'), active), moveInTheWay(hostStop('h2'), active)]).toEqual([
      'web is still being moved',
      'web is still being moved',
    ])
    expect(moveInTheWay(hostStop('h3'), active)).toBeNull()
    expect(moveInTheWay(stop, [maintenance(move({ storage, attempts: [] }))])).toBe('the disks of web are still being copied')
  })

  it('A3 D11 one that was not called, has ended or has fallen back is in nobody’s way: two would wait for each other', () => {
    const fallenBack = [
      { ...called, outcome: 'deadline' as const },
      { ...called, action: 'shutdown' as const },
    ]
    for (const patch of [{ attempts: [] }, { state: 'done' }, { state: 'pending' }, { attempts: fallenBack }] as const) {
      expect(moveInTheWay(stop, [maintenance(move(patch))])).toBeNull()
      expect(movesInTheWayOf(maintenance(move(patch)), [runWith([stop])])).toEqual([])
    }
    expect(moveInTheWay(move(), [maintenance(move())])).toBeNull()
  })

  it('D11 is called off for what sheds and has begun to end its VM, and for nothing else', () => {
    const moving = maintenance(move())
    expect(movesInTheWayOf(moving, [runWith([stop])])).toEqual(moving.steps)
    const leave = [
      vmStep('db'),
      vmStep('web', { state: 'pending' }),
      vmStep('web', { attempts: [{ ...called, action: 'shutdown' }] }),
      vmStep('web', { action: 'migrate' }),
      vmStep('web', { direction: 'up', action: 'start' }),
    ]
    for (const step of leave) expect(movesInTheWayOf(moving, [runWith([step])])).toEqual([])
    expect(movesInTheWayOf(moving, [moving])).toEqual([])
  })
})
