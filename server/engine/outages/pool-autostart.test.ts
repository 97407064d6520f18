import { describe, expect, it } from 'vitest'
import { autostartFacts } from '../../drivers/protocols/autostart'
import { runIdSchema } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { startingVms, toSetAside } from '../../domain/safeguard'
import { priorDurations } from '../../planner/durations'
import { runWith } from '../../testing/run-samples'
import { group, host, hostId, manager, plan, stageId, vm, world } from '../../testing/world-samples'
import { hostSteps } from './outage-steps'

const NAMES = ['a', 'b']
const pool = (marked: readonly string[]) => ({
  ...autostartFacts(
    { nativeId: 'row', name: 'Row' },
    marked.map((nativeId) => ({ nativeId, name: nativeId, how: { auto_poweron: 'true' } })),
  ),
  hostNativeIds: NAMES,
})
const site = (marked: readonly string[], atRisk: readonly string[]) => {
  const given = world({
    managers: [manager({ safeguards: [pool(marked)] })],
    hosts: NAMES.map((name) => host(name)),
    vms: [vm('web', 'a'), vm('db', 'b')],
  })
  const hostIds = new Set(atRisk.map(hostId))
  return {
    world: given,
    trustedWorld: given,
    groupStates: () => [],
    hostIdsAtRisk: () => hostIds,
    hostIdsOf: () => new Set(NAMES.map(hostId)),
    durations: priorDurations,
  }
}
const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})
const fired = [{ stageId: stageId('one'), stageName: 'One', firedAtMs: 0, firstSeq: 1, why: 'power' }]
const own = (steps: readonly Step[]) => runWith(steps, { id: runIdSchema.parse('1'), title: 'Row', fired })
const planned = (marked: readonly string[], atRisk: readonly string[], steps: readonly Step[]) =>
  hostSteps(site(marked, atRisk), own(steps), content, group(['ups']), [], new Map(), [own(steps)]).steps
const attempt = { intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 } as const
const ended = (steps: readonly Step[]): Step[] =>
  steps.map((step) => ({ ...step, state: 'done', attempts: [{ ...attempt, action: step.action }] }))
const silenced = (steps: readonly Step[]) =>
  steps.flatMap(({ action, safeguard }) =>
    action === 'disarm' && safeguard !== undefined ? [[...startingVms(toSetAside(safeguard))].sort()] : [],
  )

describe('autostart of a pool of which more and more hosts go', () => {
  const first = ended(planned(['web', 'db'], ['a'], []))

  it('D10 leaves what runs on a host that is in no trouble, and takes it too once that goes', () => {
    expect(silenced(first)).toEqual([['web']])
    const second = planned(['db'], ['a', 'b'], first)
    expect(silenced(second)).toEqual([['db', 'web']])
    const ends = second.find(({ action }) => action === 'shutdown-host')
    expect(ends?.object.name).toBe('b')
    expect(ends?.after).toContain(second.find(({ action }) => action === 'disarm')?.id)
  })

  it('A3 is not set aside a second time where nothing has come to it', () => {
    const all = [...first, ...ended(planned(['db'], ['a', 'b'], first))]
    expect(silenced(planned(['web', 'db'], ['a', 'b'], all))).toEqual([])
  })
})
