// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { host } from '@/server/testing/world-samples'
import { RebootDialog } from './reboot-dialog'

const sent: string[] = []
const given = vi.hoisted(() => ({ refusal: null as { message: string; hint: string } | null }))
vi.mock('@/components/api/trpc', () => ({
  useTRPC: () => ({
    maintenance: {
      rebootPreview: { queryOptions: () => ({ queryKey: ['reboot'], queryFn: () => Promise.resolve({ ...given }) }) },
    },
  }),
}))
vi.mock('@/components/api/use-verb', () => ({
  useOrder: () => ({ isPending: false, mutate: (reason: string) => sent.push(reason) }),
}))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

const open = () =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RebootDialog host={host('esx-02', { inMaintenance: true })} onClose={() => undefined} />
    </QueryClientProvider>,
  )

it('R5 what stands against a reboot is said in the dialog, before it is ordered', async () => {
  given.refusal = { message: 'esx-02 would start VMs by itself.', hint: 'Switch off their start at boot.' }
  open()
  expect(await screen.findByText(/would start VMs by itself/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/Type the host’s name/), { target: { value: 'esx-02' } })
  fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'new firmware' } })
  fireEvent.click(screen.getByRole('button', { name: 'Reboot esx-02' }))
  expect(sent).toEqual([])
  given.refusal = null
})

it('a reboot is ordered only with the host’s name typed and a reason, and says that it stays in maintenance', () => {
  open()
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
