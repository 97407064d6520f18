import { describe, expect, it } from 'vitest'
import type { EvacuationChoice } from '../domain/order'
import type { VirtualMachine, World } from '../domain/world'
import {
  capabilities,
  feed,
  host,
  hostId,
  manager,
  onHost,
  RUN_ID,
  step,
  stepIds,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { checkRun } from './check-run'
import { previewEvacuation, previewReturn } from './evacuation'
import { stepsForMaintenance, stepsForMaintenanceExit } from './run-steps'

const preview = (given: World, choices: readonly EvacuationChoice[] = []) =>
  previewEvacuation({ world: given, hostId: hostId('a'), choices })

const choice = (name: string, action: EvacuationChoice['action'], target: string | null = null): EvacuationChoice => ({
  vmId: vmId(name),
  action,
  targetHostId: target === null ? null : hostId(target),
})

const actions = (given: World, choices: readonly EvacuationChoice[] = []) =>
  Object.fromEntries(preview(given, choices).items.map((item) => [item.vmName, item.action]))

const cluster = (vms: readonly VirtualMachine[], more: Partial<World> = {}): World =>
  world({ hosts: [host('a'), host('b'), host('c')], vms, ...more })

const KEPT = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const

describe('D5 maintenance of a host that the operation stands on', () => {
  it('moves its VM live, and says what runs in it', () => {
    const item = preview(cluster([vm('console', 'a', KEPT)])).items[0]
    expect(item).toMatchObject({ action: 'migrate', targetHostName: 'b' })
    expect(item?.remarks?.join()).toContain('Ridethrough itself runs in it')
  })

  it('neither saves nor shuts it down on a stand-alone host, and names it', () => {
    const { items, blockers } = preview(world({ hosts: [host('a')], vms: [vm('console', 'a', KEPT), vm('web', 'a')] }))
    expect(items.map(({ vmName, action }) => [vmName, action])).toEqual([
      ['console', 'blocked'],
      ['web', 'save-state'],
    ])
    expect(blockers).toBe(1)
    expect(items[0]?.why).toMatch(/stand-alone.*Ridethrough itself runs in it.*never saved or stopped/)
  })

  it.each(['save-state', 'shutdown'] as const)('A8 refuses “%s” where a person chooses it', (action) => {
    const { items } = preview(cluster([vm('console', 'a', KEPT)]), [choice('console', action)])
    expect(items[0]).toMatchObject({ action: 'blocked', chosenBy: 'admin' })
  })

  it('D6 leaves a storage controller alone, with the words of its own procedure', () => {
    const item = preview(cluster([vm('NTNX-1-A-CVM', 'a', { systemKind: 'nutanix-cvm' })])).items[0]
    expect(item?.action).toBe('none')
    expect(item?.why).toContain('cvm_shutdown')
  })
})

describe('maintenance where the platform knows none', () => {
  const rule = { name: 'prefer-a', kind: 'on-hosts', mandatory: false, vmNativeIds: ['web'], hostNativeIds: ['a'] } as const
  const remarksOf = (hostMaintenance: boolean, highlyAvailable: boolean) =>
    preview(
      cluster([vm('web', 'a', { highlyAvailable })], {
        managers: [manager({ capabilities: capabilities({ hostMaintenance }), affinityRules: [rule] })],
      }),
    ).items[0]?.remarks?.join() ?? ''

  it('R5 says which VMs its HA may bring back to the host meanwhile', () => {
    expect(remarksOf(false, true)).toContain('“prefer-a” prefers that host')
    expect(remarksOf(false, false)).not.toContain('may move it back')
    expect(remarksOf(true, true)).not.toContain('may move it back')
  })
})

describe('preview of entering maintenance', () => {
  it('S1-15 sends VMs to the emptiest host, memory booked one after the other', () => {
    const big = { memoryMiB: 40_000 }
    const { items, blockers, refusal } = preview(cluster([vm('x', 'a', big), vm('y', 'a', big), vm('z', 'a', big)]))
    expect(refusal).toBeNull()
    expect(items.map((item) => [item.vmName, item.action, item.targetHostName])).toEqual([
      ['z', 'blocked', null],
      ['x', 'migrate', 'b'],
      ['y', 'migrate', 'c'],
    ])
    expect(blockers).toBe(1)
    expect(items[0]?.why).toContain('needs 40000 MiB')
  })

  it('S1-16 keeps the admin’s target, and says why when it cannot be', () => {
    const given = cluster([vm('web', 'a')], { hosts: [host('a'), host('b'), host('c', { inMaintenance: true })] })
    expect(preview(given, [choice('web', 'migrate', 'b')]).items[0]).toMatchObject({
      action: 'migrate',
      targetHostName: 'b',
      chosenBy: 'admin',
    })
    const refusedTarget = preview(given, [choice('web', 'migrate', 'c')]).items[0]
    expect(refusedTarget).toMatchObject({ action: 'blocked', chosenBy: 'admin' })
    expect(refusedTarget?.why).toContain('in maintenance')
  })

  it('S1-16 gives the admin’s choices their room before anything automatic', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 9000 })],
      vms: [vm('auto', 'a', { memoryMiB: 8000 }), vm('chosen', 'a', { memoryMiB: 4000 })],
    })
    expect(actions(given, [choice('chosen', 'migrate', 'b')])).toEqual({ auto: 'blocked', chosen: 'migrate' })
  })

  it('P5 marks a VM that a single UPS feeds where it moves to, and two before', () => {
    const two = [feed('ups-a', 'a'), feed('ups-b', 'a', 'B')]
    const marks = (feeds: World['feeds']) => preview(cluster([vm('dc', 'a')], { hosts: [host('a'), host('b')], feeds })).items[0]
    expect(marks([...two, feed('ups-c', 'b')])).toMatchObject({ action: 'migrate', isOnSingleUps: true })
    expect(marks([...two, feed('ups-a', 'b'), feed('ups-b', 'b', 'B')])).not.toHaveProperty('isOnSingleUps')
    expect(marks([feed('ups-a', 'a'), feed('ups-c', 'b')])).not.toHaveProperty('isOnSingleUps')
  })

  it('S0-02 saves everything on a stand-alone host', () => {
    const given = world({ hosts: [host('a', { clusterNativeId: null })], vms: [vm('web', 'a', { clusterNativeId: null })] })
    expect(actions(given)).toEqual({ web: 'save-state' })
  })

  it('S0-02 saves everything where the platform cannot move VMs live', () => {
    const given = cluster([vm('web', 'a')], { managers: [manager({ capabilities: capabilities({ liveMigration: false }) })] })
    expect(actions(given)).toEqual({ web: 'save-state' })
  })

  it('S0-04 on a failover cluster moves highly available VMs and saves the others', () => {
    const vms = [vm('ha', 'a', { highlyAvailable: true }), vm('plain', 'a', { highlyAvailable: false })]
    const failover = manager({ capabilities: capabilities({ migratesOnlyHighlyAvailable: true }) })
    expect(actions(cluster(vms, { managers: [failover] }))).toEqual({ ha: 'migrate', plain: 'save-state' })
    expect(actions(cluster(vms))).toEqual({ ha: 'migrate', plain: 'migrate' })
  })

  it('tells what to know although it can be done: tools, snapshots, high availability, broken wishes, turns', () => {
    const wish = { name: 'home', kind: 'on-hosts', mandatory: false, vmNativeIds: ['web'], hostNativeIds: ['a'] } as const
    const given = cluster(
      [
        vm('web', 'a', { guestTools: 'not-running', snapshotCount: 2 }),
        vm('db', 'a', { guestTools: 'not-installed', highlyAvailable: true }),
        vm('mail', 'a'),
      ],
      { managers: [manager({ capabilities: capabilities({ migrationsPerHost: 1 }), affinityRules: [wish] })] },
    )
    const { items, notes } = preview(given, [choice('db', 'shutdown')])
    expect(Object.fromEntries(items.map(({ vmName, remarks }) => [vmName, remarks]))).toEqual({
      web: [
        'rule “home”: it belongs on a',
        'no guest tools answer: whether it still works afterwards is not asked of them',
        'it has 2 snapshots',
      ],
      db: [
        'its guest tools are not installed: it may not follow a shutdown',
        'it is highly available: its platform may start it again on another host',
      ],
      mail: undefined,
    })
    expect(notes).toEqual(['vcenter moves at most 1 of them at once from a host; the other 1 wait for their turn'])
  })

  it('D4 warns where the cluster keeps room for hosts that fail and may refuse starts', () => {
    const clusters = [{ nativeId: 'c', name: 'Row 1', maxCpuPercent: null, cpuBaseline: null, refusesStarts: true as const }]
    expect(preview(cluster([vm('web', 'a')], { managers: [manager({ clusters })] })).notes).toEqual([
      'cluster Row 1 keeps room for hosts that fail (admission control): while a is in maintenance it may refuse to start VMs',
    ])
    expect(preview(cluster([vm('web', 'a')])).notes).toBeUndefined()
  })

  it('D6 leaves system VMs to their platform and says so', () => {
    const item = preview(cluster([vm('vCLS-1', 'a', { systemKind: 'vCLS' })])).items[0]
    expect(item).toMatchObject({ action: 'none' })
    expect(item?.why).toContain('vCLS')
  })

  it.each<[string, Partial<VirtualMachine>]>([
    ['passthrough', { hasPassthrough: true }],
    ['a domain controller', { tags: ['Domain-Controller'] }],
    ['a member of a guest cluster', { tags: ['cluster-member'] }],
  ])('D9 never saves the state of %s', (_, given) => {
    const alone = world({ hosts: [host('a')], vms: [vm('x', 'a', given)] })
    expect(actions(alone)).toEqual({ x: 'blocked' })
    expect(actions(alone, [choice('x', 'save-state')])).toEqual({ x: 'blocked' })
    expect(actions(alone, [choice('x', 'shutdown')])).toEqual({ x: 'shutdown' })
  })

  it('leaves alone what is off', () => {
    expect(actions(cluster([vm('x', 'a', { power: 'off' }), vm('y', 'a', { power: 'saved' })]))).toEqual({ x: 'none', y: 'none' })
  })

  it('shows every candidate with its reason', () => {
    const { candidates } =
      preview(cluster([vm('x', 'a')], { hosts: [host('a'), host('b'), host('c', { stale: true })] })).items[0] ?? {}
    expect(candidates?.map(({ hostName, feasible }) => [hostName, feasible])).toEqual([
      ['b', true],
      ['c', false],
    ])
    expect(candidates?.every(({ reason }) => reason.length > 0)).toBe(true)
  })

  it('counts the minutes with the platform’s limits', () => {
    const vms = Array.from({ length: 8 }, (_, at) => vm(`v${at}`, 'a'))
    const oneAtATime = { managers: [manager({ capabilities: capabilities({ migrationsPerHost: 1 }) })] }
    const one = preview(cluster(vms.slice(0, 1), oneAtATime))
    const eight = preview(cluster(vms, oneAtATime))
    expect(eight.expectedSeconds).toBeGreaterThan(one.expectedSeconds * 3)
    expect(eight.worstSeconds).toBeGreaterThan(eight.expectedSeconds)
  })

  it.each<[string, World, string]>([
    ['an unknown host', world({}), 'not known'],
    ['old inventory', world({ hosts: [host('a', { stale: true })] }), 'has not answered lately'],
    ['a host that is down', world({ hosts: [host('a', { connection: 'down' })] }), 'down'],
    ['a host in maintenance', world({ hosts: [host('a', { inMaintenance: true })] }), 'in maintenance already'],
    [
      'the only host, where nothing can be saved or shut down',
      world({
        hosts: [host('a')],
        vms: [vm('x', 'a')],
        managers: [manager({ capabilities: capabilities({ saveState: false, shutdownGuest: false }) })],
      }),
      'the only host',
    ],
  ])('R4 refuses %s in words', (_, given, words) => {
    expect(preview(given).refusal).toContain(words)
  })
})

describe('maintenance and back', () => {
  const given = cluster([vm('web', 'a'), vm('db', 'a', { memoryMiB: 8192 }), vm('old', 'a', { power: 'off' })])
  const choices = [choice('web', 'save-state')]
  const steps = stepsForMaintenance({
    runId: RUN_ID,
    preview: preview(given, choices),
    world: given,
    nextSeq: 1,
    makeId: stepIds(),
  })

  it('does what the preview said, the host last, and the checker accepts it', () => {
    expect(steps.map(({ object, action }) => `${object.name} ${action}`)).toEqual([
      'db migrate',
      'web save-state',
      'a enter-maintenance',
    ])
    expect(checkRun(given, steps)).toEqual([])
  })

  it('gives no steps while something blocks', () => {
    const blocked = cluster([vm('x', 'a', { lockedBy: 'snapshot' })])
    expect(
      stepsForMaintenance({ runId: RUN_ID, preview: preview(blocked), world: blocked, nextSeq: 1, makeId: stepIds() }),
    ).toEqual([])
  })

  const during = cluster(
    [vm('web', 'a', { power: 'saved' }), vm('db', 'b', { memoryMiB: 8192 }), vm('old', 'a', { power: 'off' })],
    { hosts: [host('a', { inMaintenance: true }), host('b'), host('c')] },
  )
  const ended = steps.map((each) => ({ ...each, state: 'done' as const }))

  it('R6 brings back exactly what it took away', () => {
    const back = stepsForMaintenanceExit({
      runId: RUN_ID,
      hostId: hostId('a'),
      world: during,
      steps: ended,
      bringBack: true,
      nextSeq: 4,
      makeId: stepIds('u'),
    })
    expect(back.map(({ object, action, targetHostId }) => [object.name, action, targetHostId])).toEqual([
      ['a', 'exit-maintenance', null],
      ['web', 'start', hostId('a')],
      ['db', 'migrate-home', hostId('a')],
    ])
    expect(checkRun(during, [...ended, ...back])).toEqual([])
    const shown = previewReturn({ world: during, hostId: hostId('a'), steps: ended })
    expect(shown.items.map(({ vmName, action, targetHostName }) => [vmName, action, targetHostName])).toEqual([
      ['web', 'start', 'a'],
      ['db', 'migrate', 'a'],
    ])
  })

  it('releases the host only, where nothing is to be brought back', () => {
    const back = stepsForMaintenanceExit({
      runId: RUN_ID,
      hostId: hostId('a'),
      world: during,
      steps: ended,
      bringBack: false,
      nextSeq: 4,
      makeId: stepIds('u'),
    })
    expect(back.map(({ action }) => action)).toEqual(['exit-maintenance'])
  })

  it('R5 does not take a host out that a person put in', () => {
    const foreign = [
      step(1, {
        object: onHost('a'),
        action: 'enter-maintenance',
        state: 'done',
        before: { power: 'on', hostId: hostId('a'), inMaintenance: true, macs: [] },
      }),
    ]
    expect(
      stepsForMaintenanceExit({
        runId: RUN_ID,
        hostId: hostId('a'),
        world: during,
        steps: foreign,
        bringBack: true,
        nextSeq: 2,
        makeId: stepIds(),
      }),
    ).toEqual([])
    expect(previewReturn({ world: during, hostId: hostId('a'), steps: foreign }).refusal).toContain(
      'was not put into maintenance from here',
    )
  })

  it('keeps a VM where it is when home has no room any more', () => {
    const crowded = { ...during, vms: [...during.vms, vm('new', 'a', { memoryMiB: 60_000 })] }
    const item = previewReturn({ world: crowded, hostId: hostId('a'), steps: ended }).items.find(({ vmName }) => vmName === 'db')
    expect(item).toMatchObject({ action: 'none' })
    expect(item?.why).toContain('cannot go home')
  })
})
