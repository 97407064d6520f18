import { expect, it } from 'vitest'
import { vmSeen } from '../testing/run-samples'
import { isDeaf } from './press-again'

it('D3 only a guest that has tools, which do not run, may just be booting: one without any is not waited for', () => {
  expect(isDeaf(vmSeen('a', { guestTools: 'not-running' }), 'shutdown')).toBe(true)
  for (const guestTools of ['running', 'not-installed', 'unknown'] as const)
    expect(isDeaf(vmSeen('a', { guestTools }), 'shutdown')).toBe(false)
  expect(isDeaf(vmSeen('a', { guestTools: 'not-running' }), 'power-off')).toBe(false)
  expect(isDeaf(vmSeen('a', { guestTools: 'not-running', power: 'off' }), 'shutdown')).toBe(false)
  expect(isDeaf(null, 'shutdown')).toBe(false)
})
