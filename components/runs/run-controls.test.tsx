// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { ApiProvider } from '@/components/api/trpc'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import { LocaleProvider } from '@/components/messages/use-messages'
import type { Locale } from '@/components/messages/messages'
import type { RunWithSteps } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { RunControls } from './run-controls'

vi.mock('@/components/shell/use-user', () => ({ useMay: () => true }))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

const show = (locale: Locale, patch: Partial<RunWithSteps> = {}) =>
  render(
    <LocaleProvider initial={locale}>
      <ApiProvider>
        <LiveContext value={new LiveStore()}>
          <RunControls run={runWith([vmStep('web')], { outageStartedAtMs: 1, ...patch })} />
        </LiveContext>
      </ApiProvider>
    </LocaleProvider>,
  )

it.each([
  ['en', 'Abort run', 'Change nothing'],
  ['de', 'Ablauf abbrechen', 'Nichts ändern'],
] as const)('A6 what aborts a run and what leaves its dialog do not bear the same word (%s)', (locale, abort, back) => {
  show(locale)
  fireEvent.click(screen.getByRole('button', { name: abort }))
  const dialog = within(screen.getByRole('dialog'))
  expect(dialog.getAllByRole('button', { name: abort })).toHaveLength(1)
  fireEvent.click(dialog.getByRole('button', { name: back }))
  expect(screen.queryByRole('dialog')).toBeNull()
})

it.each([
  ['en', 'Go on now'],
  ['de', 'Jetzt weiter'],
] as const)(
  'A6 R2 a way back that waits may be let go on, once the dialog has said what the battery could do (%s)',
  (locale, act) => {
    const lack = { hasPercent: 21, needPercent: 38, ifNow: { marginSeconds: -240, lossCount: 12 } }
    const waiting = { phase: 'waiting', mainsBackAtMs: 2, recoveryNote: { why: '', isUnprotected: false, lack } } as const
    show(locale, waiting)
    fireEvent.click(screen.getByRole('button', { name: act }))
    expect(screen.getByRole('dialog').textContent).toMatch(/21.?%.*38.?%.*4:00.*12 VMs/)
    cleanup()
    for (const patch of [
      {},
      { ...waiting, heldSinceMs: 3 },
      { ...waiting, goAhead: { by: 'ann', atMs: 3, about: 'charge' as const, hasPercent: 21 } },
    ]) {
      show(locale, patch)
      expect(screen.queryByRole('button', { name: act })).toBeNull()
      cleanup()
    }
  },
)
