// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { ApiProvider } from '@/components/api/trpc'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import { LocaleProvider } from '@/components/messages/use-messages'
import type { Locale } from '@/components/messages/messages'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { RunControls } from './run-controls'

vi.mock('@/components/shell/use-user', () => ({ useMay: () => true }))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

const show = (locale: Locale) =>
  render(
    <LocaleProvider initial={locale}>
      <ApiProvider>
        <LiveContext value={new LiveStore()}>
          <RunControls run={runWith([vmStep('web')], { outageStartedAtMs: 1 })} />
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
