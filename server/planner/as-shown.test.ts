import { describe, expect, it } from 'vitest'
import type { PlannedMove } from '../domain/order'
import type { World } from '../domain/world'
import { host, hostId, vm, vmId, world } from '../testing/world-samples'
import { changesSinceShown, type ShownActions } from './as-shown'
import { previewEvacuation } from './evacuation'

const before = world({ hosts: ['a', 'b', 'c'].map((name) => host(name)), vms: [vm('web', 'a'), vm('db', 'a')] })
const MOVES: readonly PlannedMove[] = [
  { vmId: vmId('web'), targetHostId: hostId('b'), fromHostId: hostId('a') },
  { vmId: vmId('db'), targetHostId: hostId('c'), fromHostId: hostId('a') },
]
const changes = (now: World, moves = MOVES, others: ShownActions = new Map()) =>
  changesSinceShown(now, previewEvacuation({ world: now, hostId: hostId('a'), choices: [], moves }), moves, others)
const withVms = (...vms: World['vms']): World => ({ ...before, vms })

describe('D1 what was shown', () => {
  it('D1 is done as it was shown while it fits, though it would be planned otherwise now', () => {
    expect(changes(before)).toEqual([])
    const fuller: World = { ...before, vms: [...before.vms, vm('more', 'c', { memoryMiB: 40_000 })] }
    const anew = previewEvacuation({ world: fuller, hostId: hostId('a'), choices: [] })
    expect(anew.items.map(({ targetHostId }) => targetHostId)).toEqual([hostId('b'), hostId('b')])
    expect(changes(fuller)).toEqual([])
  })

  it.each<readonly [string, World, readonly string[]]>([
    [
      'a target that is full by now',
      withVms(vm('web', 'a'), vm('db', 'a'), vm('more', 'c', { memoryMiB: 65_000 })),
      ['db: c does not take it any more (needs 4096 MiB, c has 0 MiB to give)'],
    ],
    [
      'a target that is in maintenance by now',
      { ...before, hosts: [host('a'), host('b'), host('c', { inMaintenance: true })] },
      ['db: c does not take it any more (in maintenance)'],
    ],
    ['a VM that has left by itself', withVms(vm('web', 'b'), vm('db', 'a')), ['web: it has left a by itself, and is on b']],
    ['a VM that is gone', withVms(vm('db', 'a')), ['m:web: it is not there any more']],
    ['a VM that is off by now', withVms(vm('web', 'a', { power: 'off' }), vm('db', 'a')), ['web: it would not go to b any more']],
    ['a VM that has come', withVms(...before.vms, vm('new', 'a')), ['new: it would move to b now']],
    [
      'a VM that cannot move any more',
      withVms(vm('web', 'a', { lockedBy: 'backup' }), vm('db', 'a')),
      ['web: held by a task of the platform: backup'],
    ],
  ])('D1 is refused with %s', (_, now, expected) => {
    expect(changes(now)).toEqual(expected)
  })

  it('D1 is refused where another VM would not be left as it was shown', () => {
    const asOff = withVms(...before.vms, vm('off', 'a', { power: 'off' }))
    const others = new Map([[vmId('off'), 'none' as const]])
    expect(changes(asOff, MOVES, others)).toEqual([])
    expect(changes(before, MOVES, others)).toEqual([])
    expect(changes(asOff)).toEqual(['off: it was not there when that was shown'])
    expect(changes(withVms(...before.vms, vm('off', 'a')), MOVES, others)).toEqual(['off: it would move to b now'])
    expect(changes(before, MOVES, new Map([[vmId('gone'), 'save-state' as const]]))).toEqual(['m:gone: it is not there any more'])
  })
})
