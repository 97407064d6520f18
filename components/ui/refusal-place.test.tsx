// @vitest-environment jsdom
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Dialog } from './overlay'
import { isPlaceOpen, topPlace, type Refusal } from './refusal-place'

const held: Refusal = { titled: (dialog) => `Not done: ${dialog}`, message: 'The run has ended.', hint: 'Open the newest run.' }

const Asked = ({ title, isOpen = true, inner = false }: { title: string; isOpen?: boolean; inner?: boolean }) => {
  const [typed, setTyped] = useState('')
  return (
    <Dialog isOpen={isOpen} onClose={() => undefined} title={title} closeLabel="Close">
      <input aria-label={`Reason for ${title}`} value={typed} onChange={(event) => setTyped(event.target.value)} />
      {inner ? <Asked title="Inner" /> : null}
    </Dialog>
  )
}

// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })

afterEach(cleanup)

it('a refusal is told in the dialog: what failed, why, what to do; the focus and what was typed stay', () => {
  render(<Asked title="Hold “Row 1”" />)
  const reason = screen.getByLabelText('Reason for Hold “Row 1”')
  reason.focus()
  act(() => topPlace()?.tell(held))
  const dialog = screen.getByRole('dialog', { name: 'Hold “Row 1”' })
  const alert = within(dialog).getByRole('alert')
  expect(alert.textContent).toBe('Not done: Hold “Row 1”The run has ended.Open the newest run.')
  expect(document.activeElement).toBe(reason)
  act(() => topPlace()?.tell(null))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('the dialog on top is the one that is told', () => {
  const { rerender } = render(<Asked title="Outer" />)
  rerender(<Asked title="Outer" inner />)
  act(() => topPlace()?.tell(held))
  expect(screen.getByRole('alert').textContent).toContain('Not done: Inner')
})

it('a dialog that has closed is told nothing any more', () => {
  const { rerender } = render(<Asked title="Outer" />)
  const place = topPlace()
  if (place === null) throw new Error('no dialog is open')
  rerender(<Asked title="Outer" isOpen={false} />)
  expect(isPlaceOpen(place)).toBe(false)
  expect(topPlace()).toBeNull()
})
