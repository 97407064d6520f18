// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, it } from 'vitest'
import { useSingleMutation } from './use-single-mutation'

afterEach(cleanup)

const show = (act: (host: string) => Promise<void>) => {
  const Buttons = () => {
    const { mutate } = useSingleMutation({ act })
    return ['esx-01', 'esx-02'].map((host) => (
      <button key={host} onClick={() => mutate(host)}>
        {host}
      </button>
    ))
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Buttons />
    </QueryClientProvider>,
  )
}
const press = (host: string) => fireEvent.click(screen.getByText(host))

it('A2 a double click orders once; another thing is ordered beside it', async () => {
  const ordered: string[] = []
  let answer: () => void = () => undefined
  show((host) => {
    ordered.push(host)
    return new Promise((done) => {
      answer = done
    })
  })
  press('esx-01')
  press('esx-01')
  press('esx-02')
  await waitFor(() => expect(ordered).toEqual(['esx-01', 'esx-02']))
  answer()
})

it('once it was answered, also with a refusal, the same may be ordered again', async () => {
  const ordered: string[] = []
  show((host) => {
    ordered.push(host)
    return Promise.reject(new Error('refused'))
  })
  press('esx-01')
  await waitFor(() => expect(ordered).toHaveLength(1))
  await waitFor(() => {
    press('esx-01')
    expect(ordered).toHaveLength(2)
  })
})
