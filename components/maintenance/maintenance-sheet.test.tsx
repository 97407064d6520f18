// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { host } from '@/server/testing/world-samples'
import { MaintenanceSheet } from './maintenance-sheet'

/** The preview of "save all" comes when the test lets it. */
const { answer, saveAll } = vi.hoisted(() => {
  let give: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    give = resolve
  })
  return { answer: () => give(), saveAll: promise }
})
const item = { vmId: 'm:vm', vmName: 'vm', action: 'migrate' }
const preview = { refusal: null, blockers: 0, expectedSeconds: 60, worstSeconds: 120, items: [item], notes: [] }
vi.mock('@/components/api/trpc', () => ({
  useTRPC: () => ({
    maintenance: {
      preview: {
        queryOptions: (given: { readonly saveAll: boolean }) => ({
          queryKey: ['preview', given],
          queryFn: () => (given.saveAll ? saveAll.then(() => preview) : Promise.resolve(preview)),
        }),
      },
    },
  }),
}))
vi.mock('@/components/api/use-verb', () => ({ useOrder: () => ({ isPending: false, mutate: () => undefined }) }))
vi.mock('./evacuation-table', () => ({ EvacuationTable: () => null }))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

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
