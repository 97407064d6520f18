import { expect, it } from 'vitest'
import { withHint } from './with-hint'

it('what failed and what to do are sentences of their own', () => {
  expect(withHint({ message: 'No answer within 1 s', hint: 'Check the address.' })).toBe(
    'No answer within 1 s. Check the address.',
  )
  expect(withHint({ message: 'It said no.', hint: 'Ask again.' })).toBe('It said no. Ask again.')
  expect(withHint({ message: 'It said no', hint: '' })).toBe('It said no.')
})
