import { describe, expect, it } from 'vitest'
import type { ManagerView } from '../../domain/world'
import { recoveryView } from '../../domain/recovery'
import { manager } from '../../testing/world-samples'
import { toJson } from '../to-json'
import { PlanStates } from './plan-states'

const withPlan = (said: string): ManagerView =>
  manager({
    recovery: recoveryView({
      plans: [
        { nativeId: 'a b', name: 'ERP', state: 'other', said, progressPercent: null, protectedSite: null, recoverySite: null },
      ],
      replications: null,
    }),
  })

describe('K1 the states of recovery plans', () => {
  it('are told when they change, whoever changed them', () => {
    const states = new PlanStates()
    expect(states.see(withPlan('READY_STATE'), 1)).toEqual([])
    expect(states.see(withPlan('READY_STATE'), 2)).toEqual([])
    const [told] = states.see(withPlan('TEST_IN_PROGRESS'), 3)
    expect(told).toMatchObject({
      kind: 'manager.recovery-state',
      atMs: 3,
      data: { before: 'READY_STATE', now: 'TEST_IN_PROGRESS' },
    })
  })
  it('are told also where they changed while no engine watched', () => {
    const states = new PlanStates()
    states.recall([toJson(withPlan('READY_STATE')), toJson(manager()), null])
    expect(states.see(withPlan('TEST_IN_PROGRESS'), 9)).toHaveLength(1)
  })
  it('are forgotten with their manager', () => {
    const states = new PlanStates()
    states.see(withPlan('READY_STATE'), 1)
    states.forget(manager().id)
    expect(states.see(withPlan('TEST_IN_PROGRESS'), 2)).toEqual([])
  })
})
