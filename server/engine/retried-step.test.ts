import { expect, it } from 'vitest'
import { managerIdSchema, safeguardIdSchema } from '../domain/ids'
import type { Step } from '../domain/run'
import { isSetAside } from '../planner/safeguard-steps'
import { vmStep } from '../testing/run-samples'
import { retriedStep } from './retried-step'

const found = { kind: 'proxmox-ha', armed: true } as const
const attempt = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'failed', message: 'late', endedAtMs: 1 } as const
const disarm: Step = {
  ...vmStep('ha', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:ha'), name: 'HA of Row' },
    action: 'disarm',
    state: 'failed',
    attempts: [{ ...attempt, action: 'disarm' }],
  }),
  safeguard: { managerId: managerIdSchema.parse('m'), nativeId: 'ha', found, isKept: false, hostIds: [] },
}

it('R8 A1 what a failed call may have set aside stays the run’s own when it is tried again, with what was found first', () => {
  const again = retriedStep(disarm)
  expect(again).toMatchObject({ state: 'pending', attempts: [], startedAtMs: null, safeguard: { isKept: true, found } })
  // Found set aside, it is done without a call: it is put back all the same, and not left unsaid.
  expect(isSetAside([{ ...again, state: 'done' }])).toHaveLength(1)
  expect(isSetAside([retriedStep(again)])).toHaveLength(1)
})

it('R8 what was never called is nobody’s', () => {
  expect(retriedStep({ ...disarm, attempts: [] }).safeguard?.isKept).toBe(false)
})
