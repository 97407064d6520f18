import { expect, it } from 'vitest'
import { refused, refusedByStranger, unknownOutcome, unreachable, unsupported } from '../../drivers/ports'
import { callOutcome } from './call-outcome'

it('A1 D3 only the platform’s own "no" is a refusal, upon which a VM may be forced off', () => {
  expect(callOutcome(refused('locked', 'wait'))).toBe('refused')
  expect(callOutcome(unsupported('cannot', 'other way'))).toBe('refused')
  expect(callOutcome(refusedByStranger('a web page', 'look'))).toBe('failed')
  expect(callOutcome(unreachable('silent', 'look'))).toBe('failed')
  expect(callOutcome(unknownOutcome('lost', 'look'))).toBe('unknown')
})
