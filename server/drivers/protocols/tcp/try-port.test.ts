import { expect, it } from 'vitest'
import { answerOf, type PortAnswer } from './try-port'

it.each<[string | undefined, PortAnswer]>([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'refused'],
  ['EHOSTUNREACH', 'silent'],
  ['ETIMEDOUT', 'silent'],
  ['ENETUNREACH', 'unclear'],
  ['EMFILE', 'unclear'],
  ['EACCES', 'unclear'],
  [undefined, 'unclear'],
])('A5 %s: %s', (code, answer) => expect(answerOf(code)).toBe(answer))
