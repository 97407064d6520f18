import { describe, expect, it } from 'vitest'
import type { PlannedMove } from '../domain/order'
import type { World } from '../domain/world'
import { capabilities, host, hostId, manager, vm, vmId, world } from '../testing/world-samples'
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

describe('D1 disks that go along', () => {
  const disks = [{ label: 'scsi0', datastoreNativeId: 'a/local', gibibytes: 80, local: true }]
  /** `rooms`: of the storage of host b, by name, GiB that are free. */
  const site = (rooms: Readonly<Record<string, number>>, of = disks): World => {
    const stores = { 'a/local': 900, ...rooms }
    const datastores = Object.entries(stores).map(([nativeId, freeGibibytes]) => ({
      ...{ nativeId, name: nativeId.slice(2), freeGibibytes },
      ...{ kind: 'local' as const, shared: false },
    }))
    const own = (name: string) => Object.keys(stores).filter((id) => id.startsWith(`${name}/`))
    return world({
      managers: [manager({ datastores, capabilities: capabilities({ movesStorage: { to: 'any-datastore' } }) })],
      hosts: ['a', 'b'].map((name) => host(name, { datastoreNativeIds: ['ds', ...own(name)] })),
      vms: [vm('web', 'a', { disks: of })],
    })
  }
  const choice = { vmId: vmId('web'), action: 'migrate', targetHostId: hostId('b'), withStorage: true } as const
  const preview = (given: World, moves?: readonly PlannedMove[]) =>
    previewEvacuation({ world: given, hostId: hostId('a'), choices: [choice], ...(moves === undefined ? {} : { moves }) })
  const found = (given: World, datastoreNativeId: string | null | undefined) => {
    const move = { vmId: vmId('web'), targetHostId: hostId('b'), fromHostId: hostId('a'), datastoreNativeId }
    return changesSinceShown(given, preview(given, [move]), [move])
  }
  const roomy = { 'b/fast': 500, 'b/slow': 200 }

  it('D1 go where it was shown', () => {
    expect(preview(site(roomy)).items[0]?.storage?.datastoreNativeId).toBe('b/fast')
    expect(found(site(roomy), 'b/fast')).toEqual([])
  })

  it('D1 are refused where they would go elsewhere, only now, or not any more', () => {
    expect(found(site({ ...roomy, 'b/fast': 0 }), 'b/fast')).toEqual([
      'web: its disks would be copied to slow now, and not to fast',
    ])
    expect(found(site(roomy), null)).toEqual(['web: its disks would be copied to fast now'])
    expect(found(site(roomy, []), 'b/fast')).toEqual(['web: its disks would not be copied to fast any more'])
  })

  it('are not compared with what an older console has ordered', () => {
    expect(found(site(roomy), undefined)).toEqual([])
  })
})
