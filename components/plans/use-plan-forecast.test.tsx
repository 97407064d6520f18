// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { powerGroupIdSchema } from '@/server/domain/ids'
import { planContentSchema, type PlanContent } from '@/server/domain/plan'
import { usePlanForecast } from './use-plan-forecast'

interface Request {
  readonly content: PlanContent
  readonly signal: AbortSignal
  readonly answer: (verdict: string) => void
}
const requests: Request[] = []
const ask = ({ content }: { content: PlanContent }, { signal }: { signal: AbortSignal }) =>
  new Promise((answer) => requests.push({ content, signal, answer: (verdict) => answer({ verdict }) }))
vi.mock('@/components/api/trpc', () => ({ useTRPCClient: () => ({ plans: { forecast: { query: ask } } }) }))

beforeEach(() => requests.splice(0))
afterEach(cleanup)

const group = powerGroupIdSchema.parse('rows')
const edit = (reserveSeconds: number): PlanContent => planContentSchema.parse({ stages: [], reserveSeconds })
const NOW = { startChargePercent: null, oneFeedOnly: false }

const Shown = ({ content }: { readonly content: PlanContent }) => (
  <p>{usePlanForecast(group, content, NOW).data?.verdict ?? 'none'}</p>
)

const shown = (first: PlanContent) => {
  const client = new QueryClient()
  const page = (content: PlanContent) => (
    <QueryClientProvider client={client}>
      <Shown content={content} />
    </QueryClientProvider>
  )
  const { rerender } = render(page(first))
  return { drag: (content: PlanContent) => rerender(page(content)) }
}
const asked = (content: PlanContent): Promise<Request> =>
  waitFor(() => {
    const found = requests.find((request) => request.content === content)
    if (found === undefined) throw new Error('not asked yet')
    return found
  })
const answered = ({ answer }: Request, verdict: string) => act(async () => Promise.resolve(answer(verdict)))

it('the answer to an older edit that comes late never stands over that to a newer one', async () => {
  const [first, second] = [edit(100), edit(200)]
  const { drag } = shown(first)
  const older = await asked(first)
  drag(second)
  const newer = await asked(second)
  await answered(newer, 'newer')
  await waitFor(() => screen.getByText('newer'))
  await answered(older, 'older')
  expect(screen.queryByText('older')).toBeNull()
  screen.getByText('newer')
})

it('an edit that is dragged past is given up, and what was shown stays until the newest is known', async () => {
  const [first, second, third] = [edit(100), edit(200), edit(300)]
  const { drag } = shown(first)
  await answered(await asked(first), 'first')
  await waitFor(() => screen.getByText('first'))
  drag(second)
  const passed = await asked(second)
  drag(third)
  const newest = await asked(third)
  expect(passed.signal.aborted).toBe(true)
  await answered(passed, 'second')
  screen.getByText('first')
  await answered(newest, 'third')
  await waitFor(() => screen.getByText('third'))
})

it('the same content is asked for once, however often it is drawn', async () => {
  const content = edit(100)
  const { drag } = shown(content)
  await answered(await asked(content), 'first')
  drag(content)
  drag(content)
  await waitFor(() => screen.getByText('first'))
  expect(requests).toHaveLength(1)
})
