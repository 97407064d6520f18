// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { host } from '@/server/testing/world-samples'
import { RebootDialog } from './reboot-dialog'

const sent: string[] = []
vi.mock('@/components/api/use-verb', () => ({
  useOrder: () => ({ isPending: false, mutate: (reason: string) => sent.push(reason) }),
}))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

it('a reboot is ordered only with the host’s name typed and a reason, and says that it stays in maintenance', () => {
  render(<RebootDialog host={host('esx-02', { inMaintenance: true })} onClose={() => undefined} />)
  expect(screen.getByText(/stays in maintenance until you end it/)).toBeTruthy()
  const act = () => screen.getByRole('button', { name: 'Reboot esx-02' })
  const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
  fireEvent.click(act())
  type(/Type the host’s name/, 'esx-2')
  type(/Reason/, 'new firmware')
  fireEvent.click(act())
  expect(sent).toEqual([])
  type(/Type the host’s name/, 'esx-02')
  fireEvent.click(act())
  expect(sent).toEqual(['new firmware'])
})
