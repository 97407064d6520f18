// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import type { Step } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { StepTable } from './step-table'

vi.mock('@/components/api/use-verb', () => ({ useOrder: () => ({ isPending: false, mutate: () => undefined }) }))
vi.mock('@/components/power/use-chain', () => ({ useWiring: () => ({ devices: [], feeds: [] }) }))
vi.mock('@/components/shell/use-user', () => ({ useMay: () => true }))
afterEach(cleanup)

const shown = (step: Step) => {
  render(
    <LiveContext value={new LiveStore()}>
      <StepTable run={runWith([step])} />
    </LiveContext>,
  )
  return within(screen.getByRole('row', { name: new RegExp(step.object.name) }))
}

it('says how far the call of a running step has come', () => {
  const row = shown(vmStep('web', { action: 'migrate', progressPercent: 43 }))
  expect(row.getByRole('img', { name: '43 % done' })).toBeTruthy()
})

it('draws no progress where the manager does not tell any', () => {
  const row = shown(vmStep('web', { action: 'migrate' }))
  expect(row.queryByRole('img', { name: /done/ })).toBeNull()
})

it('A6 says that a move is being called off, and why its end is awaited where its manager does not cancel it', () => {
  const off = { atMs: 0, endsAs: 'cancelled', why: 'aborted by ann' } as const
  const row = shown(vmStep('web', { action: 'migrate', calledOff: off }))
  expect(row.getByText(/Its move is being called off: aborted by ann/)).toBeTruthy()
  cleanup()
  const awaited = shown(vmStep('web', { action: 'migrate', calledOff: { ...off, awaited: 'it is switching over' } }))
  expect(awaited.getByText(/does not cancel it; its end is awaited: it is switching over/)).toBeTruthy()
})

it('says until when a VM that is stopped by value goes on, and nothing of it once it is asked', () => {
  const row = shown(vmStep('web', { state: 'pending', startedAtMs: null, notBeforeMs: Date.now() + 3_600_000 }))
  expect(row.getByText(/^goes on until .+, by value$/)).toBeTruthy()
  cleanup()
  const asked = shown(vmStep('web', { state: 'running', notBeforeMs: 1 }))
  expect(asked.queryByText(/by value/)).toBeNull()
})
