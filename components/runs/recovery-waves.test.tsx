// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { RecoveryWaves } from './recovery-waves'

afterEach(cleanup)

const start = (name: string, no: number, group: NonNullable<Step['wave']>['group'], patch: Partial<Step> = {}) =>
  vmStep(name, { direction: 'up', action: 'start', state: 'pending', wave: { no, group }, ...patch })
const rows = (steps: readonly Step[], patch: Partial<RunWithSteps> = {}) => {
  render(<RecoveryWaves run={runWith(steps, { phase: 'recovering', waves: [{ no: 1, begunAtMs: 0 }], ...patch })} />)
  return screen
    .queryAllByRole('row')
    .slice(1)
    .map(({ textContent }) => textContent)
}

it('R2 R3 says in which waves VMs come back, how far each is, and what the next one waits for', () => {
  const why = 'needs 38 % charge to end this again, has 31 %; about 12 min'
  const steps = [
    start('app', 3, 'tier-2'),
    start('sql', 2, 'database'),
    start('dc', 1, 'directory', { state: 'done', answer: { isThere: true, asked: null } }),
  ]
  expect(rows(steps, { recoveryNote: { why, isUnprotected: false } })).toEqual([
    'directory, DNS and timestarted 1/1dc—',
    `databaseswaits 0/1sql${why}`,
    'ordinarywaits 0/1app—',
  ])
})

it('R3 names guests that are waited for, and those that did not come', () => {
  const dc = (patch: Partial<Step>) => start('dc', 1, 'directory', { state: 'done', ...patch })
  expect(rows([dc({}), start('app', 2, 'tier-2')])[0]).toContain('until the guests of these answer: dc')
  cleanup()
  expect(rows([dc({ answer: { isThere: false, asked: 'guest-tools' } })])[0]).toContain('guests that do not answer: dc')
})

it('shows nothing of a run whose way back is not planned, nor of starts that another outage cancelled', () => {
  expect(rows([])).toEqual([])
  expect(rows([start('app', 1, 'tier-2', { state: 'cancelled' })])).toEqual([])
})
