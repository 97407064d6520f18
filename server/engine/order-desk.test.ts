import { expect, it } from 'vitest'
import { containing } from '../testing/containing'
import { hostId, vmStep } from '../testing/run-samples'
import { retryRefusal } from './order-desk'

const onHost = { kind: 'host', id: hostId('h1'), name: 'h1' } as const

it.each(['enter-maintenance', 'reboot-host'] as const)('R5 a failed %s is not tried again while its host leaves', (action) => {
  const step = vmStep('h1', { object: onHost, action, state: 'failed' })
  expect(retryRefusal({ phase: 'leaving' }, step)).toMatchObject({ ok: false, message: containing('is leaving maintenance') })
  expect(retryRefusal({ phase: 'in-maintenance' }, step)).toBeNull()
})

it('R5 before that, and of its way out, a failed step is tried again; one that has not failed is not', () => {
  const step = vmStep('h1', { object: onHost, action: 'enter-maintenance', state: 'failed' })
  expect(retryRefusal({ phase: 'entering' }, step)).toBeNull()
  expect(retryRefusal({ phase: 'leaving' }, { ...step, action: 'exit-maintenance' })).toBeNull()
  expect(retryRefusal({ phase: 'entering' }, { ...step, state: 'done' })).toMatchObject({ message: containing('has not failed') })
})
