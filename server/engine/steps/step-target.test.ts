import { expect, it } from 'vitest'
import { safeguardIdSchema } from '../../domain/ids'
import type { ManagerSession } from '../../drivers/ports'
import { vmStep } from '../../testing/run-samples'
import { managerId, world } from '../../testing/world-samples'
import { orderFor } from './step-target'

it('D5 D10 R8 a manager is told to set aside what is not spared, and to put back all that was found', async () => {
  const step = {
    ...vmStep('autostart', { object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:a'), name: 'autostart of a' } }),
    safeguard: {
      managerId: managerId(),
      nativeId: 'a',
      found: { kind: 'autostart' as const, vms: ['web', 'dns'].map((name) => ({ nativeId: name, name, how: {} })) },
      isKept: true,
      sparedVms: ['dns'],
      hostIds: [],
    },
  }
  const told: unknown[] = []
  const session = {
    setSafeguard: (act: { found: { kind: string; vms?: readonly { name: string }[] } }) => {
      told.push(act.found.vms?.map(({ name }) => name))
      return Promise.resolve({ kind: 'ok', value: { task: null } })
    },
  } as unknown as ManagerSession
  for (const action of ['disarm', 'restore'] as const)
    await orderFor(world({}), step, action)?.(session, { signal: AbortSignal.timeout(1_000), deadlineMs: 1_000 })
  expect(told).toEqual([['web'], ['web', 'dns']])
})
