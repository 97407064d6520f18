import { describe, expect, it } from 'vitest'
import type { VmPower } from '../../domain/inventory'
import { isUnderWay, type Step } from '../../domain/run'
import { runWith, vmStep } from '../../testing/run-samples'
import { host, onHost, vm, world } from '../../testing/world-samples'
import { abandonedEnd, isHoldOver, leftUndone, notesOn, powerIn, restoredEnd } from './run-end'

const held = vmStep('ha', { action: 'restore', direction: 'up', result: 'Ceph is not well' })
const done = { ...held, state: 'done' as const }

describe('a hold on what is put back beside everything else', () => {
  it('A6 R8 ends by itself after a quarter of an hour; no other hold does so', () => {
    const run = runWith([held], { phase: 'recovering', abandoned: true, heldSinceMs: 1_000 })
    expect(isHoldOver(run, 1_000 + 15 * 60_000 - 1)).toBe(false)
    expect(isHoldOver(run, 1_000 + 15 * 60_000)).toBe(true)
    expect(isHoldOver({ ...run, heldSinceMs: null }, 86_400_000)).toBe(false)
    expect(isHoldOver({ ...run, abandoned: false }, 86_400_000)).toBe(false)
    expect(isHoldOver({ ...run, phase: 'done' }, 86_400_000)).toBe(false)
  })
})

describe('the end of a restored run', () => {
  it('D11 R8 does not wait for what is kept back: the site is free, and the putting back goes on', () => {
    const end = restoredEnd(runWith([held]), 9)
    expect(end).toMatchObject({ abandoned: true, restored: true })
    expect(end.phase).toBeUndefined()
    const run = runWith([held], { phase: 'recovering', ...end })
    expect(isUnderWay(run)).toBe(false)
    expect(abandonedEnd(run, 10)).toBeNull()
    expect(abandonedEnd({ ...run, steps: [done] }, 11)).toEqual({ phase: 'done', endedAtMs: 11 })
  })

  it('is its end where nothing is kept back', () => {
    expect(restoredEnd(runWith([done]), 9)).toEqual({ phase: 'done', endedAtMs: 9 })
  })

  it('A6 is not an aborted one’s', () => {
    const aborted = runWith([done], { phase: 'recovering', abandoned: true })
    expect(abandonedEnd(aborted, 9)).toEqual({ phase: 'aborted', endedAtMs: 9 })
    expect(abandonedEnd({ ...aborted, phase: 'aborted' }, 9)).toBeNull()
    expect(abandonedEnd({ ...aborted, abandoned: false }, 9)).toBeNull()
  })
})

describe('what a run leaves otherwise than it found it', () => {
  const before = (power: 'on' | 'unknown') => ({ ...held.before, power })
  const call = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'verified' as const, message: null, endedAtMs: 1 }
  const down = (name: string, patch: Partial<Step>) =>
    vmStep(name, { state: 'done', attempts: [{ action: 'shutdown', ...call }], ...patch })
  const powers = (of: Record<string, VmPower>) => (id: string) => of[id] ?? null

  it('R1 R6 names what it has ended and not started again, also where nobody knew whether it ran', () => {
    const steps = [down('web', { before: before('on') }), down('dark', { before: before('unknown') })]
    expect(leftUndone({ steps }, false, powers({ web: 'off', dark: 'off' })).stillOff).toEqual(['web', 'dark'])
  })

  it('R1 names what is off although its shutdown was never called, and what it has started again of the kind', () => {
    const cancelled = (name: string) => vmStep(name, { before: before('on'), state: 'cancelled' })
    const start = vmStep('web', { id: done.id, seq: 2, action: 'start', direction: 'up', state: 'done' })
    const steps = [cancelled('web'), start, cancelled('db'), cancelled('spared')]
    const left = leftUndone({ steps }, false, powers({ web: 'on', db: 'off', spared: 'on' }))
    expect(left).toMatchObject({ stillOff: ['db'], lostPower: ['web'] })
    expect(left.words).toContain('without power before their shutdown was called, and started again: web')
  })

  it('R1 names what nobody sees running, VMs and hosts, although nobody can tell that it is off', () => {
    const cancelled = (name: string) => vmStep(name, { before: before('on'), state: 'cancelled' })
    const steps = [cancelled('m:web'), cancelled('m:gone'), { ...cancelled('m:h1'), object: onHost('h1') }]
    const seen = (connection: 'up' | 'unknown') =>
      powerIn(
        world({
          hosts: [host('h1', { connection })],
          vms: [vm('web', 'h1', { power: connection === 'up' ? 'on' : 'unknown' }), vm('gone', 'h1')],
        }),
      )
    expect(leftUndone({ steps }, false, seen('unknown')).stillOff).toEqual(['m:web', 'h1'])
    expect(leftUndone({ steps }, false, seen('up')).words).toEqual([])
    expect(leftUndone({ steps }, false, () => null).stillOff).toHaveLength(3)
  })

  it('R6 names what it does not know to have run, unless it runs', () => {
    const steps = [
      down('lost', { before: before('unknown'), state: 'failed' }),
      down('asked', { before: before('unknown'), attempts: [] }),
      down('on-again', { before: before('unknown'), state: 'failed' }),
      vmStep('waited', { before: before('unknown'), state: 'cancelled' }),
    ]
    const left = leftUndone({ steps }, false, powers({ lost: 'off', asked: 'unknown', 'on-again': 'on' }))
    expect(left).toMatchObject({ stillOff: [], notKnown: ['lost', 'asked'] })
    expect(left.words).toContain('not known whether they ran before, and not started: lost, asked')
  })
})

it('R1 why something stays off is told with the end, and no more than that', () => {
  const notes = ['web: its host is not up', 'web-2: moved', 'db: is back'].map((message) => ({ message }))
  expect(notesOn(['web'], { notes })).toEqual([{ message: 'web: its host is not up' }])
})
