import { describe, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../domain/run'
import { runWith, vmStep } from '../testing/run-samples'
import { stepIdSchema } from '../domain/ids'
import { stepsToBegin } from './schedule'
import { LONGEST_WAIT_FOR_WAVE_MS, nextWave, waveGate } from './start-waves'

const start = (name: string, no: number, group: NonNullable<Step['wave']>['group'], state: Step['state'] = 'pending') =>
  vmStep(name, {
    seq: no,
    direction: 'up',
    action: 'start',
    state,
    answer: state === 'done' ? { isThere: true, asked: null } : undefined,
    wave: { no, group },
  })
const way = (steps: readonly Step[], begun: readonly number[] = []): RunWithSteps =>
  runWith(steps, { phase: 'recovering', waves: begun.map((no) => ({ no, begunAtMs: 0 })) })
const gate = (run: RunWithSteps, nowMs = 0, waiting: readonly string[] = []) => {
  const wave = nextWave(run)
  return wave === null ? null : waveGate(run, wave, new Set(waiting.map((id) => stepIdSchema.parse(id))), nowMs)
}

describe('R3 waves of the way back', () => {
  const steps = [start('app', 1, 'tier-2'), start('dc', 2, 'directory'), start('free', 3, 'tier-2')]

  it('R3 begin in the order of their groups, also where an early one was planned late', () => {
    expect(nextWave(way(steps))?.no).toBe(2)
    expect(nextWave(way(steps, [2]))?.no).toBe(1)
    expect(nextWave(way(steps, [1, 2, 3]))).toBeNull()
  })

  it('R3 keep their starts until they have begun, and those of no wave are kept by nothing', () => {
    const free = vmStep('none', { direction: 'up', action: 'start', state: 'pending' })
    const place = { managerId: 'm', hostId: 'h1', capabilities: { callsPerManager: 9, powerOpsPerHost: 9, migrationsPerHost: 9 } }
    const begun = (run: RunWithSteps) => stepsToBegin(run, () => place as never, 0).map(({ object }) => object.name)
    expect(begun(way([...steps, free]))).toEqual(['none'])
    expect(begun(way([...steps, free], [2]))).toEqual(['none', 'dc'])
  })

  it('R3 wait until what others need to work at all has started; for an ordinary VM nobody waits', () => {
    const withDc = (state: Step['state']) => way([start('dc', 1, 'directory', state), start('app', 2, 'tier-2')], [1])
    expect(gate(withDc('running'))).toEqual({ isOpen: false, waitsFor: ['dc'], unanswered: [] })
    for (const state of ['done', 'failed', 'skipped'] as const) expect(gate(withDc(state))).toEqual({ isOpen: true, despite: [] })
    const ordinary = way([start('core', 1, 'tier-0', 'running'), start('app', 2, 'tier-2')], [1])
    expect(gate(ordinary)).toEqual({ isOpen: true, despite: [] })
  })

  it('R1 wait for half an hour at most, and not for what waits for a hand', () => {
    const run = way([start('dc', 1, 'directory', 'running'), start('app', 2, 'tier-2')], [1])
    expect(gate(run, LONGEST_WAIT_FOR_WAVE_MS - 1)).toEqual({ isOpen: false, waitsFor: ['dc'], unanswered: [] })
    expect(gate(run, LONGEST_WAIT_FOR_WAVE_MS)).toEqual({ isOpen: true, despite: ['dc'] })
    expect(gate(run, 0, ['step-dc'])).toEqual({ isOpen: true, despite: ['dc'] })
  })
})
