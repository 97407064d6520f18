import { expect, it } from 'vitest'
import { groupState } from '../decide/group-state'
import type { PlanContent } from '../domain/plan'
import type { World } from '../domain/world'
import { planIdSchema } from '../domain/ids'
import { LONG_OUTAGE_STAGE } from '../domain/long-outage'
import { device, group, host, hostId, manager, plan, vm, vmId } from '../testing/world-samples'
import { groupDoc } from './live-docs'

const rows = group(['ups1'])
const views = [device('ups1')]
const hostIds = new Set([hostId('a')])
const worldOf = (vms: World['vms']): World => ({
  managers: [manager()],
  hosts: [host('a'), host('b')],
  vms,
  feeds: [],
  groups: [rows],
})
const placing = (...names: readonly string[]): PlanContent =>
  plan({
    stages: [
      {
        id: 'all',
        name: 'All',
        triggers: [{ kind: 'low-battery' }],
        placements: names.map((name) => ({ vmId: vmId(name), vmName: name })),
      },
    ],
  })

const docOf = (world: World, content: PlanContent) =>
  groupDoc({
    group: rows,
    state: groupState(rows, views),
    views,
    notes: [],
    world,
    hostIds,
    plan: { id: planIdSchema.parse('p'), name: 'Rows', mode: 'armed', content },
    run: null,
    forecast: null,
  })

const leftOut = (world: World, content: PlanContent) => {
  const doc = docOf(world, content)
  return [doc.vmCount, doc.uncoveredVmNames]
}

it('D7 VMs on the hosts of a group that no stage of its plan names are told: when VMs move and when the plan changes, too', () => {
  const before = worldOf([vm('db', 'a'), vm('web', 'a'), vm('mail', 'b')])
  expect(leftOut(before, placing('db'))).toEqual([2, ['web']])
  expect(leftOut(before, placing('db', 'web'))).toEqual([2, []])
  expect(leftOut(before, placing('db'))).toEqual([2, ['web']])
  const moved = worldOf([vm('db', 'a'), vm('web', 'b'), vm('mail', 'a')])
  expect(leftOut(moved, placing('db'))).toEqual([2, ['mail']])
})

it('a policy for long outages is counted as no stage of the plan', () => {
  const content = placing('db')
  const policy = content.stages.map((stage) => ({ ...stage, id: LONG_OUTAGE_STAGE }))
  expect(docOf(worldOf([vm('db', 'a')]), { ...content, stages: [...policy, ...content.stages] }).stageCount).toBe(1)
})
