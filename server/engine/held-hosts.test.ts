import { describe, expect, it } from 'vitest'
import { checkRun } from '../planner/check-run'
import { planHosts } from '../planner/host-steps'
import { host, hostId, manager, plan, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { asHeld } from './held-hosts'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})
const shed = (b: ReturnType<typeof host>) => {
  const given = world({ managers: [manager()], hosts: [host('a'), b], vms: [vm('web', 'a'), vm('db', 'b')] })
  const source = { runId: RUN_ID, existingSteps: [], nextSeq: 1, makeId: stepIds('d') }
  const { steps } = planHosts({ ...source, content, world: given, groupHostIds: [hostId('a'), hostId('b')] })
  expect(checkRun(given, steps)).toEqual([])
  return steps.map(({ action, object }) => `${action} ${object.name}`)
}
const ALL = ['shutdown web', 'shutdown db', 'shutdown-host a', 'shutdown-host b']

describe('hosts on their way into maintenance', () => {
  it('A5 R5 are shed like others while somebody else empties them: nothing is left on them to crash', () => {
    expect(shed(asHeld(host('b', { enteringMaintenance: true }), new Map()))).toEqual(ALL)
    expect(shed(asHeld(host('b', { inMaintenance: true }), new Map()))).toEqual(['shutdown web', 'shutdown-host a'])
  })

  it('A5 R5 so are those that our own run has not emptied yet; one that it holds is left alone', () => {
    expect(shed(asHeld(host('b'), new Map([[hostId('b'), 'on-its-way']])))).toEqual(ALL)
    expect(shed(asHeld(host('b'), new Map([[hostId('b'), 'held']])))).toEqual(['shutdown web', 'shutdown-host a'])
  })
})
