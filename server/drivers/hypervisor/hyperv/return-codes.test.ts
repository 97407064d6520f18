import { describe, expect, it } from 'vitest'
import { codeFailure } from './return-codes'

describe('a return code of the virtual machine service', () => {
  it.each([0, 4096, 32782])('%d: begun, or done already', (code) => expect(codeFailure('save mail', code)).toBeNull())

  it.each([32775, 32780, 32781, 99])('%d is a refusal', (code) => expect(codeFailure('save mail', code)?.kind).toBe('refused'))

  it.each([32771, 32772])('A1 %d says neither yes nor no', (code) => expect(codeFailure('save mail', code)?.kind).toBe('unknown'))
})
