import { expect, it } from 'vitest'
import type { Step } from '../domain/run'
import { group, host, hostId, manager, onVm, plan, RUN_ID, step, stepIds, vm, world } from '../testing/world-samples'
import { planHosts } from './host-steps'

const READ_AT_MS = 10_000
const site = world({
  managers: [manager({ refreshedAtMs: READ_AT_MS })],
  hosts: [host('goes'), host('stays')],
  vms: [vm('moved', 'goes'), vm('left', 'goes')],
  groups: [group(['ups'])],
})
const moved = (given: Partial<Step> = {}): Step =>
  step(1, {
    object: onVm('moved'),
    action: 'migrate',
    targetHostId: hostId('stays'),
    state: 'done',
    endedAtMs: READ_AT_MS + 500,
    ...given,
  })
const stopped = (steps: readonly Step[]): readonly string[] =>
  planHosts({
    runId: RUN_ID,
    content: plan({ stages: [], hosts: { action: 'shutdown', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 } }),
    world: site,
    groupHostIds: [hostId('goes')],
    existingSteps: steps,
    nextSeq: 2,
    makeId: stepIds('n'),
  }).steps.map(({ object, action }) => `${object.name} ${action}`)

it('D8 D4 a VM that was moved away since its manager was last read is not stopped with the host that it came from', () => {
  expect(stopped([])).toEqual(['left shutdown', 'moved shutdown', 'goes shutdown-host'])
  expect(stopped([moved()])).toEqual(['left shutdown', 'goes shutdown-host'])
})

it('A5 one that the manager shows there after its move is', () => {
  const back = ['left shutdown', 'moved shutdown', 'goes shutdown-host']
  expect(stopped([moved({ endedAtMs: READ_AT_MS - 1 })])).toEqual(back)
  expect(stopped([moved({ targetHostId: hostId('goes') })])).toEqual(back)
  expect(stopped([moved({ state: 'failed' })])).not.toContain('goes shutdown-host')
})
