import { describe, expect, it } from 'vitest'
import type { Step } from '../domain/run'
import type { VmPower } from '../domain/inventory'
import { vmStep } from '../testing/run-samples'
import { host, hostId, plan, RUN_ID, stageId, stepIds, vm, vmId, world } from '../testing/world-samples'
import { endedBy } from './ended-by-run'
import { planStage } from './stage-steps'

const step = (seq: number, patch: Partial<Step>): Step =>
  vmStep(`${seq}`, { seq, object: { kind: 'vm', id: vmId('db'), name: 'db' }, ...patch })
const call = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'verified', message: null, endedAtMs: 1 } as const
const down = step(1, { state: 'done' })
const start = (patch: Partial<Step>) => step(2, { direction: 'up', action: 'start', ...patch })
const called = start({ state: 'cancelled', attempts: [{ ...call, action: 'start' }] })

describe('what a run has ended', () => {
  it.each([
    ['ended, as verified', [down], true],
    ['its start was cancelled before it was called', [down, start({ state: 'cancelled' })], true],
    ['its start was called', [down, called], false],
    ['its end failed', [{ ...down, state: 'failed' as const }], false],
    ['it was only moved', [{ ...down, action: 'migrate' as const }], false],
  ])('A4 %s', (_, steps, isEnded) => {
    expect(endedBy(steps).has(vmId('db'))).toBe(isEnded)
  })

  it('D3 D7 on a host that says nothing is not waited for in the next outage; one that may run is', () => {
    const now = { kind: 'seconds-on-battery', seconds: 0 } as const
    const content = plan({ stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }] })
    const planned = (power: VmPower, existingSteps: readonly Step[]) =>
      planStage({
        runId: RUN_ID,
        content,
        stageId: stageId('one'),
        world: world({ hosts: [host('a', { connection: 'down' })], vms: [vm('db', 'a', { power })] }),
        groupHostIds: [hostId('a')],
        existingSteps,
        nextSeq: 10,
        makeId: stepIds('s'),
      }).steps.map(({ object }) => object.name)
    expect(planned('unknown', [down])).toEqual([])
    expect(planned('unknown', [])).toEqual(['db'])
    expect(planned('unknown', [down, called])).toEqual(['db'])
    expect(planned('on', [down])).toEqual(['db'])
  })
})
