// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { host } from '@/server/testing/world-samples'
import { ReturnSheet } from './return-sheet'

const ordered = vi.hoisted((): unknown[] => [])
const preview = {
  refusal: null,
  blockers: 0,
  expectedSeconds: 60,
  worstSeconds: 120,
  items: [{ vmId: 'm:vm', vmName: 'vm', action: 'migrate' }],
  notBroughtBack: 'ups-1 (feed A) is not on mains (battery)',
}
vi.mock('@/components/api/trpc', () => ({
  useTRPC: () => ({
    maintenance: { exitPreview: { queryOptions: () => ({ queryKey: ['exit'], queryFn: () => Promise.resolve(preview) }) } },
  }),
}))
vi.mock('@/components/api/use-verb', () => ({
  useOrder: (place: (client: unknown, given: unknown) => void) => ({
    isPending: false,
    mutate: (given: unknown) => place({ maintenance: { exit: { mutate: (order: unknown) => ordered.push(order) } } }, given),
  }),
}))
vi.mock('./evacuation-table', () => ({ EvacuationTable: () => null }))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

it('D4 R2 says why nothing can be brought back without mains, and releases the host without', async () => {
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
