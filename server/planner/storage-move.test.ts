import { describe, expect, it } from 'vitest'
import type { DatastoreFacts } from '../domain/inventory'
import type { StorageMove } from '../domain/manager'
import type { EvacuationChoice } from '../domain/order'
import type { Step } from '../domain/run'
import type { Host, VirtualMachine, World } from '../domain/world'
import {
  capabilities,
  host,
  hostId,
  manager,
  onVm,
  plan,
  RUN_ID,
  stageId,
  step,
  stepIds,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { checkRun } from './check-run'
import { priorDurations } from './durations'
import { previewEvacuation, previewReturn } from './evacuation'
import { judgeMigration } from './preflight'
import { planRecovery } from './recovery-steps'
import { stepsForMaintenance } from './run-steps'

const localDisk = (gibibytes: number | null, on = 'a/local') => [
  { label: 'scsi0', datastoreNativeId: on, gibibytes, local: true },
]
const pinned = (name: string, given: Partial<VirtualMachine> = {}) => vm(name, 'a', { disks: localDisk(80), ...given })

const store = (of: string, freeGibibytes: number | null, name = 'local'): DatastoreFacts => ({
  nativeId: `${of}/${name}`,
  name,
  kind: 'local',
  shared: false,
  freeGibibytes,
})
const STORES = [store('a', 900), store('b', 100), store('c', 500), store('c', 10, 'small')]
const ANY: StorageMove = { to: 'any-datastore' }

const site = (vms: readonly VirtualMachine[], movesStorage: StorageMove | null = ANY, datastores = STORES): World =>
  world({
    managers: [manager({ capabilities: capabilities(movesStorage === null ? {} : { movesStorage }), datastores })],
    hosts: ['a', 'b', 'c'].map((name) => {
      const own = datastores.filter(({ nativeId }) => nativeId.startsWith(`${name}/`)).map(({ nativeId }) => nativeId)
      return host(name, { datastoreNativeIds: ['ds', ...own] })
    }),
    vms,
  })

const preview = (given: World, choices: readonly EvacuationChoice[] = []) =>
  previewEvacuation({ world: given, hostId: hostId('a'), choices })
const withDisks = (name: string, to: string | null): EvacuationChoice => ({
  vmId: vmId(name),
  action: 'migrate',
  targetHostId: to === null ? null : hostId(to),
  withStorage: true,
})
const stepsOf = (given: World, choices: readonly EvacuationChoice[]): readonly Step[] =>
  stepsForMaintenance({ runId: RUN_ID, nextSeq: 1, makeId: stepIds(), preview: preview(given, choices), world: given })
const storageOf = (given: World, to: string) => {
  const [moving] = given.vms
  const target = given.hosts.find(({ id }) => id === hostId(to))
  if (moving === undefined || target === undefined) throw new Error('nothing to judge')
  return judgeMigration(given, moving, target, new Map()).checks.storage
}

describe('a VM whose disks only its own host reaches', () => {
  it('S1-27 is blocked unless it moves with its storage: the check names the datastore and the room', () => {
    expect(storageOf(site([pinned('web')]), 'c')).toEqual({
      state: 'fail',
      reason:
        'disk "scsi0" is on storage that only its own host reaches; it can move with its disks: local on c has 500 GiB free for 80 GiB',
    })
  })

  it.each<[string, World, RegExp]>([
    [
      'a platform that cannot, with its reason',
      site([pinned('web')], { no: 'it moves one or the other' }),
      /; it moves one or the other$/,
    ],
    ['a platform that says nothing', site([pinned('web')], null), /; its platform does not move disks along$/],
    ['too little room', site([pinned('web', { disks: localDisk(95) })]), /; local on b has 100 GiB free, too little for 95 GiB$/],
    ['no storage', site([pinned('web')], ANY, [store('a', 900)]), /; b has no storage for them$/],
    ['storage of unknown room', site([pinned('web')], ANY, [store('a', 900), store('b', null)]), /has 0 GiB free, too little/],
    [
      'storage that takes no disks',
      site([pinned('web')], ANY, [store('a', 900), { ...store('b', 900), takesDisks: false }]),
      /; b has no storage for them$/,
    ],
    ['a disk of unknown size', site([pinned('web', { disks: localDisk(null) })]), /does not say how large disk "scsi0" is$/],
    ['a VM that is paused', site([pinned('web', { power: 'paused' })]), /; only a running VM takes its disks along$/],
    [
      'a CD image of the host',
      site([pinned('web', { hasLocalCdrom: true })]),
      /; a CD image on local storage is inserted: eject it$/,
    ],
  ])('S1-27 says why not: %s', (_, given, expected) => {
    const check = storageOf(given, 'b')
    expect(check.state).toBe('fail')
    expect(check.reason).toMatch(expected)
    expect(preview(given, [withDisks('web', 'b')]).items[0]?.action).toBe('blocked')
  })

  it('A10 is never moved with its storage by itself, and the sheet offers each host that has room', () => {
    const [item] = preview(site([pinned('web')])).items
    expect(item).toMatchObject({ action: 'blocked', chosenBy: 'automatic' })
    expect(item?.storage).toBeUndefined()
    const offers = Object.fromEntries((item?.candidates ?? []).map(({ hostName, withStorage }) => [hostName, withStorage]))
    const time = priorDurations.vm('migrate', pinned('web'), 4, 80)
    expect(offers).toMatchObject({
      b: {
        datastoreNativeId: 'b/local',
        datastoreName: 'local',
        gibibytes: 80,
        freeGibibytes: 100,
        expectedSeconds: Math.ceil(time.p50Seconds),
        worstSeconds: Math.ceil(time.p95Seconds),
      },
      c: { datastoreNativeId: 'c/local', freeGibibytes: 500 },
    })
  })

  it.each<[string, Partial<VirtualMachine>]>([
    ['passthrough', { hasPassthrough: true }],
    ['a CD image', { hasLocalCdrom: true }],
    ['a backup', { lockedBy: 'backup' }],
  ])('S1-27 nothing is offered where %s stands against it as well', (_, given) => {
    const [item] = preview(site([pinned('web', given)])).items
    expect(item?.action).toBe('blocked')
    expect(item?.candidates.some(({ withStorage }) => withStorage !== undefined)).toBe(false)
    expect(preview(site([pinned('web', given)]), [withDisks('web', 'c')]).blockers).toBe(1)
  })

  it('S1-16 S1-27 goes where a person chose, its disks to the datastore with the most room there', () => {
    const [item] = preview(site([pinned('web')]), [withDisks('web', 'c')]).items
    expect(item).toMatchObject({
      action: 'migrate',
      chosenBy: 'admin',
      targetHostName: 'c',
      storage: { datastoreNativeId: 'c/local', datastoreName: 'local', gibibytes: 80 },
      checks: { storage: { state: 'warn', reason: '80 GiB of its disks are copied to local on c, which has 500 GiB free' } },
    })
    expect(item?.remarks?.join()).toContain('not copied back')
  })

  it('S1-27 any host will do where none was named', () => {
    expect(preview(site([pinned('web')]), [withDisks('web', null)]).items[0]).toMatchObject({
      action: 'migrate',
      storage: { gibibytes: 80 },
    })
  })

  it('S1-27 room is booked: two that fit each by itself do not both go', () => {
    const given = site([pinned('web'), pinned('mail')])
    const { items, blockers } = preview(given, [withDisks('web', 'b'), withDisks('mail', 'b')])
    expect(blockers).toBe(1)
    expect(items.find(({ action }) => action === 'blocked')?.why).toContain('local on b has 20 GiB free')
    expect(preview(given, [withDisks('web', 'b'), withDisks('mail', 'c')]).blockers).toBe(0)
  })

  it('S1-27 disks on storage that the target reaches stay where they are', () => {
    const shared = { label: 'scsi1', datastoreNativeId: 'ds', gibibytes: 4_000, local: false }
    const given = site([pinned('web', { disks: [...localDisk(80), shared] })])
    expect(preview(given, [withDisks('web', 'c')]).items[0]?.storage?.gibibytes).toBe(80)
    const apart = {
      ...given,
      hosts: given.hosts.map((each) => ({ ...each, datastoreNativeIds: each.datastoreNativeIds.slice(1) })),
    }
    expect(preview(apart, [withDisks('web', 'c')]).items[0]).toMatchObject({ action: 'blocked' })
  })

  it('A6 where the platform queues the moves of HA VMs, they take no disks along: a queued copy could not be cancelled', () => {
    const queueing: StorageMove = { to: 'any-datastore', exceptHighlyAvailable: true }
    const under = (highlyAvailable: boolean) => storageOf(site([pinned('web', { highlyAvailable })], queueing), 'c').reason
    expect(under(true)).toContain('it is highly available')
    expect(under(false)).toContain('it can move with its disks')
  })

  it('S1-27 where only the same name will do, another is not taken', () => {
    const given = site([pinned('web')], { to: 'same-name' }, [store('a', 900), store('b', 900, 'other'), store('c', 100)])
    expect(storageOf(given, 'b').reason).toMatch(/; b has no storage that is called local too$/)
    expect(preview(given, [withDisks('web', 'c')]).items[0]).toMatchObject({ storage: { datastoreNativeId: 'c/local' } })
    const unplaced = pinned('web', { disks: [{ label: 'vda', datastoreNativeId: null, gibibytes: 1, local: true }] })
    expect(storageOf({ ...given, vms: [unplaced] }, 'c').reason).toMatch(/not all in one known storage$/)
  })

  it('A3 the time grows with the size, and the step’s limit with it', () => {
    const given = site([pinned('web')])
    const [step] = stepsOf(given, [withDisks('web', 'c')])
    const plain = priorDurations.vm('migrate', pinned('web'), 4)
    const along = priorDurations.vm('migrate', pinned('web'), 4, 80)
    expect(along.p50Seconds - plain.p50Seconds).toBeCloseTo((80 * 1024) / 110, 3)
    expect(step?.limitSeconds).toBeGreaterThanOrEqual(2 * along.p95Seconds)
    expect(step?.storage).toEqual({ datastoreNativeId: 'c/local', datastoreName: 'local', gibibytes: 80 })
  })

  it('R6 it is not copied back by itself, and starts where its disks are if it is off by then', () => {
    const given = site([pinned('web')])
    const steps = stepsOf(given, [withDisks('web', 'c')]).map((step): Step => ({ ...step, state: 'done' }))
    const back = (power: VirtualMachine['power']) => {
      const arrived = pinned('web', { hostId: hostId('c'), hostNativeId: 'c', power, disks: localDisk(80, 'c/local') })
      const hosts = given.hosts.map((each) => ({ ...each, inMaintenance: each.id === hostId('a') }))
      return previewReturn({ world: { ...given, hosts, vms: [arrived] }, hostId: hostId('a'), steps }).items[0]
    }
    expect(back('on')).toMatchObject({ action: 'none', why: 'its disks were copied to local: it stays where they are' })
    expect(back('off')).toMatchObject({ action: 'start', targetHostName: 'c' })
  })

  it('K1 where the platform leaves the old disks behind, that is said before, and again when the maintenance ends', () => {
    const given = site([pinned('web')], { to: 'same-name', leavesSource: true })
    const item = preview(given, [withDisks('web', 'c')]).items[0]
    expect(item?.storage?.leaves).toEqual(['scsi0'])
    expect(item?.remarks).toContain('its old disks stay on the host that it leaves, for a person to delete: scsi0')
    const steps = stepsOf(given, [withDisks('web', 'c')]).map((step): Step => ({ ...step, state: 'done' }))
    const vms = [pinned('web', { hostId: hostId('c'), hostNativeId: 'c', disks: localDisk(80, 'c/local') })]
    expect(previewReturn({ world: { ...given, vms }, hostId: hostId('a'), steps }).items[0]?.why).toBe(
      'its disks were copied to local: it stays where they are; its old disks were left on a, for a person to delete: scsi0',
    )
    expect(preview(site([pinned('web')]), [withDisks('web', 'c')]).items[0]?.storage?.leaves).toBeUndefined()
  })

  it('A7 S1-27 its swap file, as large as its memory, needs room beside its disks where the platform writes one', () => {
    const writing: StorageMove = { to: 'any-datastore', writesSwap: true }
    const room = (freeGibibytes: number) => [store('a', 900), store('c', freeGibibytes)]
    const big = pinned('web', { memoryMiB: 16 * 1024 })
    expect(storageOf(site([big], ANY, room(90)), 'c').reason).toContain('it can move with its disks')
    expect(storageOf(site([big], writing, room(90)), 'c').reason).toContain(
      'too little for 96 GiB, 16 GiB of them for its swap file',
    )
    expect(storageOf(site([big], writing, room(106)), 'c').reason).toContain('it can move with its disks')
    expect(storageOf(site([pinned('web', { memoryMiB: null })], writing, room(900)), 'c').reason).toContain('how much memory')
    // The checker reckons it by itself.
    const steps = stepsOf(site([big], writing, room(106)), [withDisks('web', 'c')])
    expect(steps[0]?.storage).toMatchObject({ gibibytes: 80, swapGibibytes: 16 })
    expect(checkRun(site([big], writing, room(96)), steps)).toEqual([])
    expect(checkRun(site([big], writing, room(95)), steps).map(({ rule }) => rule)).toEqual(['target-storage'])
  })
})

describe('where a VM that is off starts', () => {
  const onC = (given: Partial<VirtualMachine> = {}) =>
    pinned('web', { hostId: hostId('c'), hostNativeId: 'c', power: 'off', disks: localDisk(80, 'c/local'), ...given })
  const down = step(1, {
    object: onVm('web'),
    action: 'shutdown',
    state: 'done',
    before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] },
  })
  const wayBack = (vms: readonly VirtualMachine[], changes: Partial<Record<string, Partial<Host>>> = {}) => {
    const given = site(vms)
    const hosts = given.hosts.map((each) => ({ ...each, ...changes[each.name] }))
    const where = { ...given, hosts }
    const content = plan({ stages: [] })
    const planned = planRecovery({ runId: RUN_ID, content, world: where, steps: [down], nextSeq: 2, makeId: stepIds('up') })
    return {
      steps: planned.steps.map(({ action, object, targetHostId }) => [action, object.name, targetHostId]),
      notes: planned.notes.map(({ message }) => message),
      violations: checkRun(where, [down, ...planned.steps]).map(({ rule }) => rule),
    }
  }

  it('R6 A4 where it is registered, if the host that it came from does not reach its disks', () => {
    const back = wayBack([onC()])
    expect(back.steps).toEqual([['start', 'web', hostId('c')]])
    expect(back.notes).toEqual(['web: starts on c, where it is registered: the host that it came from does not reach its disks'])
    expect(back.violations).toEqual([])
    const unseen = onC({ disks: [{ label: 'x', datastoreNativeId: 'c/small', gibibytes: 1, local: false }] })
    expect(wayBack([unseen]).steps).toEqual([['start', 'web', hostId('c')]])
  })

  it('R6 on the host that it came from, if that reaches its disks', () => {
    const shared = onC({ disks: [{ label: 'x', datastoreNativeId: 'ds', gibibytes: 1, local: false }] })
    expect(wayBack([shared]).steps).toEqual([['start', 'web', hostId('a')]])
    expect(wayBack([onC({ hostId: hostId('a'), hostNativeId: 'a', disks: localDisk(80) })]).steps).toEqual([
      ['start', 'web', hostId('a')],
    ])
  })

  it('R7 R5 the host that has its disks is woken for it, and not while a technician is inside', () => {
    expect(wayBack([onC()], { c: { connection: 'down' } }).steps).toEqual([
      ['power-on-host', 'c', null],
      ['start', 'web', hostId('c')],
    ])
    expect(wayBack([onC()], { c: { connection: 'down', inMaintenance: true } }).steps).toEqual([])
  })

  it('A4 the checker refuses by itself a start where a disk is missing or old', () => {
    const start = (host: string) =>
      step(2, { object: onVm('web'), action: 'start', direction: 'up', targetHostId: hostId(host), before: down.before })
    expect(checkRun(site([onC()]), [down, start('a')]).map(({ message }) => message)).toEqual([
      'web on a: it does not reach disk "scsi0"',
    ])
    expect(checkRun(site([onC()]), [down, start('c')])).toEqual([])
  })
})

describe('the checker on its own', () => {
  const given = site([pinned('web')])
  const good = stepsOf(given, [withDisks('web', 'c')])
  const change = (changes: Partial<Step>) => good.map((step) => (step.action === 'migrate' ? { ...step, ...changes } : step))
  const carried = { datastoreNativeId: 'c/local', datastoreName: 'local', gibibytes: 80 }
  const found = (world: World, steps: readonly Step[]) => [...new Set(checkRun(world, steps).map(({ rule }) => rule))]

  it('D4 accepts what was chosen and has room', () => {
    expect(checkRun(given, good)).toEqual([])
  })

  const other = (changes: Partial<VirtualMachine>): World => ({
    ...given,
    vms: given.vms.map((each) => ({ ...each, ...changes })),
  })
  const stored = (datastores: readonly DatastoreFacts[]): World => ({
    ...given,
    managers: given.managers.map((each) => ({ ...each, datastores })),
  })
  it.each<[string, World, readonly Step[]]>([
    ['disks that are left behind', given, change({ storage: undefined })],
    ['a datastore that the target does not reach', given, change({ storage: { ...carried, datastoreNativeId: 'b/local' } })],
    ['a datastore that nobody knows', given, change({ storage: { ...carried, datastoreNativeId: 'gone' } })],
    ['disks that are larger than was reckoned with', other({ disks: localDisk(90) }), good],
    ['disks of unknown size', other({ disks: localDisk(null) }), good],
    ['too little room', stored([store('a', 900), store('c', 79)]), good],
    ['unknown room', stored([store('a', 900), store('c', null)]), good],
    ['a datastore that takes no disks', stored([store('a', 900), { ...store('c', 900), takesDisks: false }]), good],
    ['a platform that cannot', site([pinned('web')], { no: 'it cannot' }), good],
    [
      'storage of another name where it matters',
      site([pinned('web', { disks: localDisk(80, 'a/x') })], { to: 'same-name' }),
      good,
    ],
    ['a CD image of its host', other({ hasLocalCdrom: true }), good],
    [
      'a shared disk that the target does not reach',
      other({ disks: [...localDisk(80), { label: 'x', datastoreNativeId: 'san-9', gibibytes: 1, local: false }] }),
      good,
    ],
  ])('D4 refuses %s', (_, where, steps) => {
    expect(found(where, steps)).toEqual(['target-storage'])
  })

  it('D4 refuses a plan that copies disks: it takes too long on battery', () => {
    const staged = change({ stageId: stageId('stage') })
    expect(checkRun(given, staged).map(({ message }) => message)).toEqual([
      'web on c: nobody has chosen that its disks are copied',
    ])
  })

  it('D4 counts all that is to come to one datastore', () => {
    const both = site([pinned('web'), pinned('mail')], ANY, [store('a', 900), store('c', 200)])
    const steps = stepsOf(both, [withDisks('web', 'c'), withDisks('mail', 'c')])
    expect(checkRun(both, steps)).toEqual([])
    const less = { ...both, managers: both.managers.map((each) => ({ ...each, datastores: [store('a', 900), store('c', 159)] })) }
    expect(found(less, steps)).toEqual(['target-storage'])
  })
})
