import { expect, it } from 'vitest'
import { textWith } from '../../testing/matchers'
import { commandOf, whyAsked } from './ups-command-words'

const options = { delay: 60, offSeconds: 30, restart: 'stay-off' }

it('a command is as it was typed', () => {
  expect(commandOf('output-off', options)).toEqual({ kind: 'output-off', delaySeconds: 60, restart: 'stay-off' })
  expect(commandOf('outlet-cycle', { ...options, outlet: '2' })).toEqual({
    kind: 'outlet-cycle',
    outletId: '2',
    delaySeconds: 60,
  })
})

it('what does not fit is said', () => {
  expect(commandOf('outlet-off', options)).toEqual(textWith('give --outlet'))
  expect(commandOf('output-off', { ...options, outlet: '2' })).toEqual(textWith('leave --outlet out'))
  expect(commandOf('output-off', { ...options, restart: 'perhaps' })).toEqual(textWith('restart'))
})

it('A5 what takes power needs a yes, and says that nothing checks what hangs on it; nothing else does', () => {
  const needsYes = (['output-off', 'output-cycle', 'outlet-off', 'outlet-cycle'] as const).map((kind) =>
    commandOf(kind, { ...options, ...(kind.startsWith('outlet') ? { outlet: '1' } : {}) }),
  )
  for (const command of needsYes)
    expect(typeof command === 'string' ? null : whyAsked(command)).toEqual(textWith('only the server checks'))
  expect(whyAsked({ kind: 'self-test' })).toBeNull()
  expect(whyAsked({ kind: 'cancel-off' })).toBeNull()
  expect(whyAsked({ kind: 'output-on', delaySeconds: 0 })).toBeNull()
})
