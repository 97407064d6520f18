import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { problemText } from './problem-text'

const port = { path: 'address.port', problem: 'at-most', limit: 65_535, message: 'address.port must be at most 65535' } as const

it('names the field as its form does, in the reader’s language', () => {
  expect(problemText(port, en)).toBe('Port: must be at most 65535')
  expect(problemText(port, de)).toBe('Port: darf höchstens 65535 sein')
})

it('says which entry of a list it is', () => {
  const second = { path: 'users.1.name', problem: 'missing', limit: null, message: 'users.1.name is missing' } as const
  expect(problemText(second, en)).toBe('Name (no. 2): is needed')
})

it('shows no inner name even where no form has a word for it', () => {
  const odd = { path: 'someInnerName', problem: 'not-whole', limit: null, message: '' } as const
  expect(problemText(odd, en)).toBe('some inner name: must be a whole number')
})

it('leaves a sentence that was written for people', () => {
  const said = {
    path: 'password',
    problem: 'said',
    limit: null,
    message: 'password: A password needs at least 10 characters',
  } as const
  expect(problemText(said, en)).toBe('Password: A password needs at least 10 characters')
  expect(problemText({ ...said, path: '', message: 'The span must end after it begins' }, en)).toBe(
    'The span must end after it begins',
  )
})
