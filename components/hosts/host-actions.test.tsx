// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import type { RunWithSteps } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { capabilities, host, manager } from '@/server/testing/world-samples'
import { HostActions } from './host-actions'

vi.mock('@/components/shell/use-user', () => ({ useMay: () => true }))
afterEach(cleanup)

const held = (patch: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith([vmStep('web', { state: 'done' })], { kind: 'maintenance', phase: 'in-maintenance', ...patch })

const EXIT = 'Exit maintenance on a and bring back'

/** As they are read out: a phone shows less of it. */
const offered = (run: RunWithSteps | null, able = true, inMaintenance = true): readonly string[] => {
  const store = new LiveStore()
  const doc = manager({ capabilities: capabilities({ hostReboot: able }) })
  const row = { kind: 'manager' as const, id: doc.id, revision: 1, atMs: 0, doc }
  store.receive({ type: 'snapshot', nowMs: 0, rows: [row], journalId: 0 }, 0)
  render(
    <LiveContext value={store}>
      <HostActions host={host('a', { inMaintenance })} run={run} onOpen={() => undefined} />
    </LiveContext>,
  )
  const names = [...screen.queryAllByRole('button'), ...screen.queryAllByRole('link')].map(
    (action) => action.getAttribute('aria-label') ?? action.textContent,
  )
  cleanup()
  return names
}

it('R5 a reboot is offered only for a host that our own run holds, where its platform can', () => {
  expect(offered(held())).toEqual(['Reboot a', EXIT])
  expect(offered(held(), false)).toEqual([EXIT])
  expect(offered(null)).toEqual([EXIT])
  expect(offered(null, true, false)).toEqual(['Enter maintenance on a'])
})

it('while something is under way, a reboot included, only its run is offered', () => {
  expect(offered(held({ phase: 'leaving' }))).toEqual(['Open run'])
  expect(offered(held({ steps: [vmStep('a', { action: 'reboot-host' })] }))).toEqual(['Open run'])
})

it('R5 maintenance is not begun on a host that is on its way there already', () => {
  render(
    <LiveContext value={new LiveStore()}>
      <HostActions host={host('a', { enteringMaintenance: true })} run={null} onOpen={() => undefined} />
    </LiveContext>,
  )
  expect(screen.getByRole('button')).toHaveProperty('disabled', true)
})
