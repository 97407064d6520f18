// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { Toasts } from '@/components/ui/toast'
import { host } from '@/server/testing/world-samples'
import { MaintenanceSheet } from './maintenance-sheet'
import { ReturnSheet } from './return-sheet'

/** The preview of "save all" comes when the test lets it. */
const { answer, saveAll } = vi.hoisted(() => {
  let give: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    give = resolve
  })
  return { answer: () => give(), saveAll: promise }
})
const item = { vmId: 'm:vm', vmName: 'vm', action: 'migrate', targetHostId: 'm:esx-03' }
const preview = {
  hostId: 'm:esx-02',
  refusal: null,
  blockers: 0,
  expectedSeconds: 60,
  worstSeconds: 120,
  items: [item],
  notes: [],
}
const returning = { ...preview, notBroughtBack: 'ups-1 (feed A) is not on mains (battery)' }
vi.mock('@/components/api/trpc', () => ({
  useTRPC: () => ({
    maintenance: {
      exitPreview: { queryOptions: () => ({ queryKey: ['exit'], queryFn: () => Promise.resolve(returning) }) },
      preview: {
        queryOptions: (given: { readonly saveAll: boolean }) => ({
          queryKey: ['preview', given],
          queryFn: () => (given.saveAll ? saveAll.then(() => preview) : Promise.resolve(preview)),
        }),
      },
    },
  }),
}))
const ordered: unknown[] = []
const ordering = { mutate: (order: unknown) => ordered.push(order) }
vi.mock('@/components/api/use-verb', () => ({
  useOrder: (place: (client: unknown, given: unknown) => void) => ({
    isPending: false,
    mutate: (given: unknown) => place({ maintenance: { enter: ordering, exit: ordering } }, given),
  }),
}))
vi.mock('./evacuation-table', () => ({ EvacuationTable: () => null }))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(() => {
  cleanup()
  ordered.length = 0
})

it('cannot be started while what is shown is what other choices would do', async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MaintenanceSheet host={host('esx-02')} onClose={() => undefined} />
    </QueryClientProvider>,
  )
  const start = () => screen.getByRole<HTMLButtonElement>('button', { name: /esx-02/ })
  await waitFor(() => expect(start().disabled).toBe(false))
  fireEvent.click(screen.getByRole('checkbox'))
  expect(start().disabled).toBe(true)
  answer()
  await waitFor(() => expect(start().disabled).toBe(false))
})

/** Whether the browser would ask before this page is left. */
const isAsked = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))

it('A6 leaving or reloading the page is asked about while only it knows what was ordered, and after an undo no more', async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MaintenanceSheet host={host('esx-02')} onClose={() => undefined} />
      <Toasts regionLabel="Notifications" closeLabel="Close" />
    </QueryClientProvider>,
  )
  const start = await screen.findByRole<HTMLButtonElement>('button', { name: 'Enter maintenance on esx-02' })
  await waitFor(() => expect(start.disabled).toBe(false))
  expect(isAsked()).toBe(false)
  fireEvent.click(start)
  expect(isAsked()).toBe(true)
  fireEvent.click(await screen.findByText('Undo'))
  expect(isAsked()).toBe(false)
})

it('D1 orders what it has shown when the button was pressed', async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MaintenanceSheet host={host('esx-02')} onClose={() => undefined} />
    </QueryClientProvider>,
  )
  const start = await screen.findByRole<HTMLButtonElement>('button', { name: 'Enter maintenance on esx-02' })
  await waitFor(() => expect(start.disabled).toBe(false))
  vi.useFakeTimers()
  fireEvent.click(start)
  vi.advanceTimersByTime(5_000)
  vi.useRealTimers()
  expect(ordered).toMatchObject([
    {
      hostId: 'm:esx-02',
      shown: [{ vmId: 'm:vm', action: 'migrate', targetHostId: 'm:esx-03', fromHostId: 'm:esx-02' }],
    },
  ])
})

it('D4 R2 nothing can be brought back without mains: it is said why, and the host is released without', async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ReturnSheet host={host('esx-02')} onClose={() => undefined} />
    </QueryClientProvider>,
  )
  await screen.findByText(/not on mains/)
  const check = screen.getByRole<HTMLInputElement>('checkbox')
  expect([check.checked, check.disabled]).toEqual([false, true])
  fireEvent.click(screen.getByRole('button', { name: /Exit maintenance on esx-02/ }))
  expect(ordered).toMatchObject([{ hostId: 'm:esx-02', bringBack: false }])
})
