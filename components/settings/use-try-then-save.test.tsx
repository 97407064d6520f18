// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ApiProvider } from '@/components/api/trpc'
import { TriedNotes } from './tried-notes'
import { TryThenSaveFooter } from './try-then-save-footer'
import { useTryThenSave } from './use-try-then-save'

const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const answers: unknown[] = []
vi.mock('@/components/api/await-order', async (original) => ({
  ...(await original<object>()),
  awaitOrder: () => {
    const next = answers.shift()
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
  },
}))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })

const done: string[] = []
beforeEach(() => {
  answers.length = 0
  done.length = 0
})
afterEach(cleanup)

const WORDS = { attempt: 'Test', attempting: 'Signing in', save: 'Save', change: 'Change entries' }

const Form = () => {
  const steps = useTryThenSave({
    schema: z.object({ name: z.string() }),
    attempt: () => {
      done.push('tried')
      return Promise.resolve({ orderId: 'order' })
    },
    save: (_, { confirmed, reason }) => {
      done.push('saved')
      if (confirmed) done.push(`confirmed: ${reason}`)
      return Promise.resolve()
    },
    needsConfirmation: ({ name }) => name === 'perhaps',
    onSaved: () => done.push('told'),
    maySave: ({ name }) => name !== 'another',
  })
  const { answer } = steps
  return (
    <form onSubmit={steps.submit} aria-label="form">
      <p>{answer?.name ?? 'not tried'}</p>
      <p>{steps.words}</p>
      <TriedNotes steps={steps} confirm="It is the same" failed="Not tried" />
      <p>{steps.pin === null ? 'no pin' : `pin ${steps.pin}`}</p>
      <TryThenSaveFooter
        steps={steps}
        words={WORDS}
        onCancel={() => done.push('left')}
        maySave={answer === undefined || answer.name !== 'another'}
      />
    </form>
  )
}
const show = () =>
  render(
    <ApiProvider>
      <Form />
    </ApiProvider>,
  )
const submit = () => fireEvent.submit(screen.getByRole('form'))

it('what was tried is shown, and only then saved', async () => {
  answers.push({ name: 'esx-1' })
  show()
  expect(screen.getByRole('button', { name: 'Test' })).toBeTruthy()
  submit()
  await screen.findByText('esx-1')
  expect(done).toEqual(['tried'])
  expect(screen.getByRole('button', { name: 'Save' })).toBeTruthy()
  submit()
  await waitFor(() => expect(done).toEqual(['tried', 'saved', 'told']))
})

it('what was found but must not be saved is not, and the entries can be changed', async () => {
  answers.push({ name: 'another' })
  show()
  submit()
  await screen.findByText('another')
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
  submit()
  fireEvent.click(screen.getByRole('button', { name: 'Change entries' }))
  await screen.findByText('not tried')
  expect(done).toEqual(['tried'])
})

it('what failed is told with the fingerprint that could be trusted, and is tried again', async () => {
  answers.push(new Error(`Its certificate is not trusted: ${PIN}`), { name: 'esx-1' })
  show()
  submit()
  await screen.findByText(`pin ${PIN}`)
  expect(screen.getByRole('button', { name: 'Test' })).toBeTruthy()
  submit()
  await screen.findByText('esx-1')
  expect(screen.getByText('no pin')).toBeTruthy()
  expect(done).toEqual(['tried', 'tried'])
})

it('what nothing proves is saved only once a person has said that it is what is meant, and that is forgotten with the answer', async () => {
  answers.push({ name: 'perhaps' }, { name: 'perhaps' })
  show()
  submit()
  await screen.findByText('perhaps')
  const button = () => screen.getByRole('button', { name: 'Save' })
  expect(button()).toHaveProperty('disabled', true)
  submit()
  fireEvent.click(screen.getByRole('checkbox', { name: 'It is the same' }))
  expect(button()).toHaveProperty('disabled', false)
  fireEvent.click(screen.getByRole('button', { name: 'Change entries' }))
  await screen.findByText('not tried')
  submit()
  await screen.findByText('perhaps')
  expect(button()).toHaveProperty('disabled', true)
  fireEvent.click(screen.getByRole('checkbox', { name: 'It is the same' }))
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' yearly ' } })
  submit()
  await waitFor(() => expect(done).toEqual(['tried', 'tried', 'saved', 'confirmed: yearly', 'told']))
})
