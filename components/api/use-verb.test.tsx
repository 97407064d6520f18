// @vitest-environment jsdom
import { TRPCClientError } from '@trpc/client'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Dialog } from '@/components/ui/overlay'
import { Toasts } from '@/components/ui/toast'
import { OrderRefused, OrderUnanswered, REQUEST_DEADLINE_MS } from './await-order'
import { ApiProvider } from './trpc'
import { type Placing, useOrder, useVerb } from './use-verb'

// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

const refusal = new OrderRefused('An outage run is active (Row 1).', 'Wait until it has ended.')

/** A verb that is refused when it is told to be. */
const promised = () => {
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<string>((_resolve, no) => {
    reject = no
  })
  return { act: () => promise, refuse: () => reject(refusal) }
}

const Asking = ({ act, isLate, onDone }: { act: () => Promise<string>; isLate?: boolean; onDone?: () => void }) => {
  const [isOpen, setOpen] = useState(true)
  const verb = useVerb<undefined, string>(act, onDone, { isLate })
  return (
    <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Enter maintenance" closeLabel="Close">
      <button onClick={() => verb.mutate(undefined)}>Do it</button>
    </Dialog>
  )
}

const show = (props: Parameters<typeof Asking>[0]) =>
  render(
    <ApiProvider>
      <Asking {...props} />
      <Toasts regionLabel="Notifications" closeLabel="Close" />
    </ApiProvider>,
  )

const press = () => fireEvent.click(screen.getByText('Do it'))

it('a refusal is told in the dialog that asked, and not beside it', async () => {
  show({ act: () => Promise.reject(refusal) })
  press()
  const alert = await within(screen.getByRole('dialog')).findByRole('alert')
  expect(alert.textContent).toBe('Not done: Enter maintenanceAn outage run is active (Row 1).Wait until it has ended.')
  expect(screen.queryByRole('region', { name: /Notifications/ })).toBeNull()
})

it('once that dialog has closed, a toast tells it', async () => {
  const { act, refuse } = promised()
  show({ act })
  press()
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  refuse()
  expect((await screen.findByRole('alertdialog')).textContent).toContain(
    'An outage run is active (Row 1). Wait until it has ended.',
  )
})

it('what is carried out late is told in a toast, whatever dialog is open by then', async () => {
  show({ act: () => Promise.reject(new OrderUnanswered('silent')), isLate: true })
  press()
  expect(await screen.findByText(/The engine has not answered\./)).toBeTruthy()
  expect(within(screen.getByRole('dialog', { hidden: true, name: 'Enter maintenance' })).queryByRole('alert')).toBeNull()
})

it('what the engine has begun is not said to be undone: its outcome is not known yet, in the dialog and in a toast', async () => {
  const begun = () => Promise.reject(new OrderUnanswered('begun'))
  show({ act: begun })
  press()
  const alert = await within(screen.getByRole('dialog')).findByRole('alert')
  expect(alert.textContent).toMatch(
    /^Outcome not known yet: Enter maintenanceThe engine has begun this;.*Look at its run, or in the audit/,
  )
  cleanup()
  show({ act: begun, isLate: true })
  press()
  expect(await screen.findByText('Outcome not known yet')).toBeTruthy()
})

it('A6 A2 an order whose request hangs is given up and said to be unknown; pressed again it goes under the same id, another under its own', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  try {
    const placed: Placing[] = []
    let answer: (orderId: string) => Promise<{ orderId: string }> = () => new Promise(() => undefined)
    const Ordering = () => {
      const order = useOrder<string>(
        (_client, _input, placing) => {
          placed.push(placing)
          return answer(placing.orderId)
        },
        undefined,
        { isLate: true },
      )
      return (
        <button disabled={order.isPending} onClick={() => order.mutate('abort')}>
          Abort
        </button>
      )
    }
    render(
      <ApiProvider>
        <Ordering />
        <Toasts regionLabel="Notifications" closeLabel="Close" />
      </ApiProvider>,
    )
    const button = screen.getByText<HTMLButtonElement>('Abort')
    const abort = async (times: number) => {
      await waitFor(() => expect(button.disabled).toBe(false))
      fireEvent.click(button)
      await waitFor(() => expect(placed).toHaveLength(times))
    }
    await abort(1)
    expect(placed[0]?.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(REQUEST_DEADLINE_MS)
    expect(await screen.findByText(/whether this was ordered is not known/)).toBeTruthy()
    expect(placed[0]?.signal.aborted).toBe(true)
    answer = () => Promise.reject(refusal)
    await abort(2)
    await abort(3)
    expect(placed[1]?.orderId).toBe(placed[0]?.orderId)
    expect(placed[2]?.orderId).not.toBe(placed[0]?.orderId)
  } finally {
    vi.useRealTimers()
  }
})

/** As the client throws it where nothing of the server arrived, or nothing that is its own. */
const cutOff = () => TRPCClientError.from(new TypeError('fetch failed'))
/** The server's own refusal. */
const answered = () =>
  TRPCClientError.from({ error: { message: 'This run has ended.', code: -32_009, data: { hint: null, problems: [] } } })

it('A1 A2 A6 an order whose request was cut off may have been carried out: it is said so, and goes under the same id again', async () => {
  const placed: Placing[] = []
  let failure = cutOff()
  const Ordering = () => {
    const order = useOrder<string>((_client, _input, placing) => {
      placed.push(placing)
      return Promise.reject(failure)
    })
    return (
      <Dialog isOpen onClose={() => undefined} title="Abort" closeLabel="Close">
        <button disabled={order.isPending} onClick={() => order.mutate('abort')}>
          Do it
        </button>
      </Dialog>
    )
  }
  render(
    <ApiProvider>
      <Ordering />
    </ApiProvider>,
  )
  const pressAgain = async (times: number) => {
    await waitFor(() => expect(screen.getByText<HTMLButtonElement>('Do it').disabled).toBe(false))
    press()
    await waitFor(() => expect(placed).toHaveLength(times))
  }
  await pressAgain(1)
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toMatch(/^Outcome not known yet: Abort.*whether this was ordered is not known/)
  failure = answered()
  await pressAgain(2)
  await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/^Not done: AbortThis run has ended\./))
  await pressAgain(3)
  expect(placed[1]?.orderId).toBe(placed[0]?.orderId)
  expect(placed[2]?.orderId).not.toBe(placed[0]?.orderId)
})

it('A6 K1 a lost hold keeps its id only until anything is answered: held again after a continue, it is another order', async () => {
  const placed: { readonly verb: string; readonly orderId: string }[] = []
  let failure: Error = new OrderUnanswered('lost')
  const Ordering = () => {
    const order = useOrder<string>(
      (_client, verb, { orderId }) => {
        placed.push({ verb, orderId })
        return Promise.reject(failure)
      },
      undefined,
      { isLate: true },
    )
    return ['hold', 'continue'].map((verb) => (
      <button key={verb} disabled={order.isPending} onClick={() => order.mutate(verb)}>
        {verb}
      </button>
    ))
  }
  render(
    <ApiProvider>
      <Ordering />
    </ApiProvider>,
  )
  const order = async (verb: string, times: number) => {
    const button = screen.getByText<HTMLButtonElement>(verb)
    await waitFor(() => expect(button.disabled).toBe(false))
    fireEvent.click(button)
    await waitFor(() => expect(placed).toHaveLength(times))
  }
  await order('hold', 1)
  await order('hold', 2)
  failure = refusal
  await order('continue', 3)
  await order('hold', 4)
  const ids = placed.map(({ orderId }) => orderId)
  expect(ids[1]).toBe(ids[0])
  expect(ids[2]).not.toBe(ids[0])
  expect(ids[3]).not.toBe(ids[0])
})
