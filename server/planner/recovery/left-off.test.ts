import { expect, it } from 'vitest'
import type { Step } from '../../domain/run'
import { host, hostId, onHost, plan, RUN_ID, step, stepIds, world } from '../../testing/world-samples'
import { planRecovery } from '../recovery-steps'

const hosts = { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 90 }], limitSeconds: 300 } as const
const woken = (shutdown: Partial<Step>): readonly string[] =>
  planRecovery({
    runId: RUN_ID,
    content: plan({
      stages: [],
      hosts,
      recovery: { minChargePercent: 10, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
    }),
    world: world({ hosts: [host('h1', { connection: 'down', verifiedOff: true })] }),
    steps: [step(1, { object: onHost('h1'), action: 'shutdown-host', state: 'done', ...shutdown })],
    switchedOff: new Set([hostId('h1')]),
    nextSeq: 2,
    makeId: stepIds('up'),
  }).steps.map(({ action, object }) => `${action} ${object.name}`)

it('R1 R5 a host whose end was called comes back, whoever is said to have switched it off; one that was merely found off does not', () => {
  const call = { action: 'shutdown-host', startedAtMs: 1, intentEntryId: 1, task: null, message: null, endedAtMs: 2 } as const
  expect(woken({ attempts: [{ ...call, outcome: 'verified' }] })).toEqual(['power-on-host h1'])
  expect(woken({ attempts: [{ ...call, outcome: 'unknown' }] })).toEqual(['power-on-host h1'])
  expect(woken({ attempts: [{ ...call, outcome: 'refused' }] })).toEqual([])
  expect(woken({})).toEqual([])
})
