import { describe, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../domain/run'
import { runIdSchema } from '../domain/ids'
import { onVm, step } from '../testing/world-samples'
import { takenElsewhere } from './outage-steps'

const run = (id: string, steps: readonly Step[], more: Partial<RunWithSteps> = {}): RunWithSteps => ({
  id: runIdSchema.parse(id),
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: false,
  planId: null,
  planVersionId: null,
  powerGroupId: null,
  hostId: null,
  title: `Row ${id}`,
  reason: null,
  startedBy: 'engine',
  outageStartedAtMs: 0,
  startedAtMs: 0,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [],
  steps,
  ...more,
})
const down = (seq: number, name: string, state: Step['state']) => step(seq, { object: onVm(name), action: 'shutdown', state })

describe('D11 what another run takes down', () => {
  const other = run('2', [
    down(1, 'waits', 'pending'),
    down(2, 'goes', 'running'),
    down(3, 'gone', 'done'),
    down(4, 'skipped', 'skipped'),
  ])
  const own = run('1', [down(1, 'own', 'pending')])

  it('is left to it while its step is open', () => {
    expect([...takenElsewhere(own, [own, other])]).toEqual([
      [onVm('waits').id, 'Row 2'],
      [onVm('goes').id, 'Row 2'],
    ])
  })

  it('is not what a dry run, a way back or a maintenance has to do with', () => {
    const back = { ...down(1, 'back', 'pending'), direction: 'up' as const }
    const others = [run('3', other.steps, { dryRun: true }), run('4', other.steps, { kind: 'maintenance' }), run('5', [back])]
    expect(takenElsewhere(own, [own, ...others]).size).toBe(0)
  })
})
