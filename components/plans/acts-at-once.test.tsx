// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { TRPCClientError } from '@trpc/client'
import { afterEach, expect, it } from 'vitest'
import { ConfirmAtOnce } from './acts-at-once'

afterEach(cleanup)

const refusal = (kind: string) =>
  TRPCClientError.from({ error: { message: 'Row would act at once: overload', code: -32_009, data: { kind, hint: null } } })

it('A6 a person is asked to confirm only what the server has named, and not any other refusal', () => {
  const told: boolean[] = []
  const confirm = (error: unknown) => (
    <ConfirmAtOnce error={error} isSelected={false} onChange={(selected) => told.push(selected)} />
  )
  const { rerender } = render(confirm(null))
  for (const error of [refusal('forbidden'), refusal('conflict'), new Error('no answer')]) {
    rerender(confirm(error))
    expect(screen.queryByRole('checkbox')).toBeNull()
  }
  rerender(confirm(refusal('acts-at-once')))
  fireEvent.click(screen.getByRole('checkbox', { name: 'It is to act at once on what holds now' }))
  expect(told).toEqual([true])
})
