import { expect, it } from 'vitest'
import { hostId, vm, vmId, world, host } from '@/server/testing/world-samples'
import { previewEvacuation } from '@/server/planner/evacuation'
import { choicesOf, shownOf } from './choices'

it('S1-16 S1-27 what was decided by hand is said to the API: disks are copied only where that was chosen', () => {
  const decisions = new Map([
    ['m:a', 'auto'],
    ['m:b', 'shutdown'],
    ['m:c', 'to:m:host-1'],
    ['m:d', 'with:m:host-2'],
  ] as const)
  expect(choicesOf(decisions)).toEqual([
    { vmId: 'm:b', action: 'shutdown', targetHostId: null },
    { vmId: 'm:c', action: 'migrate', targetHostId: 'm:host-1' },
    { vmId: 'm:d', action: 'migrate', targetHostId: 'm:host-2', withStorage: true },
  ])
})

it('D1 what the sheet shows is what it orders: who goes where, and from where, also of those that make room', () => {
  const site = world({
    hosts: [host('a'), host('b', { memoryMiB: 10_000 }), host('c', { memoryMiB: 6144 })],
    vms: [vm('big', 'a', { memoryMiB: 8192 }), vm('small', 'b'), vm('saved', 'a', { power: 'saved' })],
  })
  const preview = previewEvacuation({ world: site, hostId: hostId('a'), choices: [], makeRoom: true })
  expect(shownOf(preview)).toEqual([
    { vmId: vmId('small'), action: 'migrate', targetHostId: hostId('c'), fromHostId: hostId('b'), datastoreNativeId: null },
    { vmId: vmId('big'), action: 'migrate', targetHostId: hostId('b'), fromHostId: hostId('a'), datastoreNativeId: null },
    { vmId: vmId('saved'), action: 'none', targetHostId: null, fromHostId: hostId('a'), datastoreNativeId: null },
  ])
})
