import { expect, it } from 'vitest'
import { hostIdSchema } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'
import { runWith, vmStep } from '../testing/run-samples'
import { isStillShown } from './still-shown'

const MINUTE = 60_000
const ended = (patch: Partial<RunWithSteps> = {}) =>
  runWith([vmStep('db', { state: 'done' })], { phase: 'done', endedAtMs: 0, ...patch })
const shown = (run: RunWithSteps, power: 'on' | 'off', minutes: number) =>
  isStillShown(run, { vms: () => new Map([['db', { power, hostId: hostIdSchema.parse('h1') }]]), managers: [] }, minutes * MINUTE)

it('R1 a run that has ended stays in sight while what it took down is not back, for a day', () => {
  expect([5, 11, 23 * 60, 25 * 60].map((minutes) => shown(ended(), 'off', minutes))).toEqual([true, true, true, false])
  expect([5, 11].map((minutes) => shown(ended(), 'on', minutes))).toEqual([true, false])
})

it('what was aborted, or only tried, goes with the others', () => {
  expect([ended({ phase: 'aborted' }), ended({ dryRun: true })].map((run) => shown(run, 'off', 11))).toEqual([false, false])
})
