import { priorDurations } from '../../planner/durations'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GroupState } from '../../decide/group-state'
import { hostIdSchema, planIdSchema, planVersionIdSchema, runIdSchema, vmIdSchema } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import type { World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import {
  device,
  feed,
  group,
  host,
  hostId,
  manager,
  managerId,
  onHost,
  onVm,
  plan,
  step,
  vm,
  world,
} from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { AbortedOutages } from './aborted-outages'
import { OutageKeeper, type OutageSite } from './outage-keeper'
import { StartWatch } from './start-watch'

const row = group(['ups'])
const PLAN = planIdSchema.parse('plan')
const VERSION = planVersionIdSchema.parse('v1')
const RUN = runIdSchema.parse('run')
const MAINS_BACK_MS = START_MS - 300_000
const mains: GroupState = {
  condition: 'on-mains',
  inTrouble: false,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  runtimeSeconds: 900,
  runtimeReason: 'device',
  chargePercent: 100,
  loadPercent: 10,
  outputWatts: 100,
  dangers: [],
  evidence: [],
}
const content = plan({ stages: [] })
const plans: Pick<OutageSite, 'planOf' | 'version'> = {
  planOf: () => ({
    plan: {
      id: PLAN,
      name: 'Row',
      powerGroupId: row.id,
      mode: 'armed',
      publishedVersionId: VERSION,
      createdAtMs: 0,
    },
    version: { id: VERSION, planId: PLAN, number: 1, content, createdBy: 'ann', createdAtMs: 0, note: null },
  }),
  version: () => ({ id: VERSION, planId: PLAN, number: 1, content, createdBy: 'ann', createdAtMs: 0, note: null }),
}
const before = (name: string | null): Step['before'] => ({
  power: 'on',
  hostId: name === null ? null : hostId(name),
  inMaintenance: false,
  macs: [],
})
const ended = (seq: number, name: string): Step =>
  step(seq, { object: onHost(name), action: 'shutdown-host', state: 'done', before: before(null) })
const stopped = (seq: number, name: string, on: string): Step =>
  step(seq, { object: onVm(name), action: 'shutdown', state: 'done', before: before(on) })

let service: ServiceWorld
let book: RunBook
let keeper: OutageKeeper
let now: World
let nowMs = START_MS
const siteNow = (): OutageSite => ({
  ...plans,
  get world() {
    return now
  },
  durations: priorDurations,
  get trustedWorld() {
    return now
  },
  groupStates: () => [{ group: row, state: mains }],
  hostIdsAtRisk: () => new Set(),
  hostIdsOf: () => new Set(now.hosts.map(({ id }) => id)),
})
const watching = () => new StartWatch({ now: () => nowMs, probeOf: () => null, ask: async () => true })
beforeEach(async () => {
  service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  nowMs = START_MS
  const clock = { now: () => nowMs }
  book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
  keeper = new OutageKeeper({ clock, log, book, site: siteNow(), aborted: new AbortedOutages(service.store), starts: watching() })
})
afterEach(() => service.close())

const waiting = (steps: readonly Step[]): RunWithSteps =>
  runWith(steps, {
    id: RUN,
    phase: 'waiting',
    planId: PLAN,
    planVersionId: VERSION,
    powerGroupId: row.id,
    mainsBackAtMs: MAINS_BACK_MS,
  })
const consider = () => keeper.consider(row, mains, [])
const upward = () =>
  (book.get(RUN)?.steps ?? [])
    .filter(({ direction }) => direction === 'up')
    .map(({ object, action, state }) => `${object.name} ${action} ${state}`)
const phase = () => book.get(RUN)?.phase
const wake = async (name: string): Promise<void> => {
  const ids = (book.get(RUN)?.steps ?? [])
    .filter(({ object, direction }) => object.name === name && direction === 'up')
    .map(({ id }) => id)
  await book.change(RUN, { stepIds: ids, patchStep: (now) => ({ ...now, state: 'done', endedAtMs: START_MS }) }, [])
}

describe('R4 A9 a manager that is silent because the run itself shut down what it answers from', () => {
  const silent = { contact: 'lost', refreshedAtMs: MAINS_BACK_MS - 60_000 } as const
  const read = { contact: 'ok', refreshedAtMs: START_MS } as const
  const fed = { feeds: [feed('ups', 'h1'), feed('ups', 'h2')], groups: [row] }

  it('R4 of a stand-alone host is waited for by nobody: the host is woken, and its VMs start once it has been read', async () => {
    const vms = [vm('web', 'h1', { power: 'off' })]
    const esx = (more: Partial<World['managers'][number]>) =>
      world({ managers: [manager({ isHost: true, ...more })], hosts: [host('h1')], vms, ...fed })
    now = esx(silent)
    await book.add(waiting([stopped(1, 'web', 'h1'), ended(2, 'h1')]), [])
    await consider()
    expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host pending'])
    // Its host is up, but the inventory is still that from before: nothing starts from it, and the run does not end either.
    await wake('h1')
    await consider()
    expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host done'])
    now = esx(read)
    await consider()
    expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host done', 'web start pending'])
  })

  it('R4 R3 of hosts that one of its VMs ran on is not either, and what it knows of the others is not acted on before', async () => {
    const vcenter = vm('vcenter', 'h1', {
      power: 'off',
      keepAlive: [{ role: 'manager', of: 'vcenter', sign: { by: 'platform' } }],
    })
    const site = (more: Partial<World['managers'][number]>) =>
      world({
        managers: [manager(more)],
        hosts: [host('h1'), host('h2')],
        vms: [vcenter, vm('web', 'h2', { power: 'off' })],
        ...fed,
      })
    now = site(silent)
    await book.add(waiting([stopped(1, 'web', 'h2'), ended(2, 'h2'), stopped(3, 'vcenter', 'h1'), ended(4, 'h1')]), [])
    await consider()
    expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host pending', 'h2 power-on-host pending'])
    // One host takes long: what can be read is not kept waiting for it.
    await wake('h1')
    now = site(read)
    await consider()
    expect(upward()).toEqual(['h1 power-on-host done', 'h2 power-on-host pending', 'vcenter start pending', 'web start pending'])
    // Not twice.
    await consider()
    expect(upward()).toHaveLength(4)
  })

  it('R4 of anything else is waited for: a manager that stands elsewhere, or on a host that stayed', async () => {
    const hosts = [host('h1'), host('h2')]
    const site = (more: Partial<World['managers'][number]>) =>
      world({ managers: [manager({ ...silent, ...more })], hosts, ...fed })
    await book.add(waiting([ended(2, 'h2')]), [])
    for (const elsewhere of [site({}), site({ kind: 'proxmox' }), site({ isHost: true, awaited: true })]) {
      now = elsewhere
      await consider()
      expect(phase()).toBe('waiting')
    }
    await book.change(RUN, { newSteps: [ended(5, 'h1')] }, [])
    await consider()
    expect(phase()).toBe('waiting')
    now = site({ kind: 'proxmox' })
    await consider()
    expect(phase()).toBe('recovering')
  })
})

it('R1 R4 a stand-alone host whose battery was empty before its step was called is woken where its controller says that it is off', async () => {
  const site = (more: Partial<World['managers'][number]>, h1: Parameters<typeof host>[1]) =>
    world({
      managers: [manager({ isHost: true, ...more })],
      hosts: [host('h1', h1)],
      vms: [vm('web', 'h1', { power: more.contact === 'lost' ? 'on' : 'off' })],
      feeds: [feed('ups', 'h1')],
      groups: [row],
    })
  const silent = { contact: 'lost', refreshedAtMs: MAINS_BACK_MS - 60_000 } as const
  now = site(silent, { verifiedOff: true, stale: true })
  await book.add(waiting([step(1, { object: onVm('web'), action: 'shutdown', state: 'cancelled', before: before('h1') })]), [])
  await consider()
  expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host pending'])
  // It is on again, and its step has ended, a moment before its inventory is read.
  now = site(silent, { connection: 'up', stale: true })
  await wake('h1')
  await consider()
  expect(phase()).toBe('recovering')
  now = site({ contact: 'ok', refreshedAtMs: START_MS }, { bootedAtMs: START_MS })
  await consider()
  expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host done', 'web start pending'])
})

it('R1 R4 R7 recovery begins where the battery was empty before the last host’s step was called, and that host is woken into the dark', async () => {
  const silent = { contact: 'lost', refreshedAtMs: MAINS_BACK_MS - 60_000 } as const
  now = world({
    managers: [manager({ isHost: true, ...silent })],
    hosts: [host('h1', { stale: true })],
    vms: [vm('web', 'h1')],
    feeds: [feed('ups', 'h1')],
    groups: [row],
  })
  const uncalled = { object: onHost('h1'), action: 'shutdown-host', state: 'cancelled', before: before(null) } as const
  await book.add(waiting([stopped(1, 'web', 'h1'), step(2, uncalled)]), [])
  await consider()
  expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host pending'])
})

it('R1 R4 a manager that stands elsewhere is waited for only ten minutes, and is named when recovery begins without it', async () => {
  const kvm = managerId('n')
  const far = { kind: 'vm', id: vmIdSchema.parse('n:far'), name: 'far' } as const
  const vcenter = manager({ id: kvm, name: 'far-vcenter', contact: 'lost', refreshedAtMs: MAINS_BACK_MS - 60_000 })
  now = world({
    managers: [manager({ refreshedAtMs: START_MS }), vcenter],
    hosts: [host('h1')],
    vms: [vm('web', 'h1', { power: 'off' }), vm('far', null, { id: far.id, managerId: kvm, power: 'off' })],
    feeds: [feed('ups', 'h1')],
    groups: [row],
  })
  const ofFar = step(2, { object: far, action: 'shutdown', state: 'done', before: before(null) })
  await book.add(waiting([stopped(1, 'web', 'h1'), ofFar]), [])
  nowMs = MAINS_BACK_MS + 599_000
  await consider()
  expect(phase()).toBe('waiting')
  nowMs = MAINS_BACK_MS + 600_000
  await consider()
  expect([phase(), ...upward()]).toEqual(['recovering', 'web start pending'])
  expect(await service.store.read.journal.page({ kinds: ['run.note'], limit: 5 })).toMatchObject([
    {
      message:
        'far-vcenter: it has not answered since the mains returned: what it knows of is brought back once it has been read (R4)',
    },
  ])
  // The run stays for it.
  await wake('web')
  await consider()
  expect(phase()).toBe('recovering')
})

it('R1 VMs whose battery was empty before their step was called come back with their host, and are named at the end', async () => {
  const site = (up: boolean) =>
    world({
      managers: [manager({ refreshedAtMs: START_MS })],
      hosts: [host('h1', up ? { bootedAtMs: START_MS } : { connection: 'down' })],
      vms: [vm('web', 'h1', { power: up ? 'off' : 'unknown' })],
      feeds: [feed('ups', 'h1')],
      groups: [row],
    })
  now = site(false)
  await book.add(
    waiting([step(1, { object: onVm('web'), action: 'shutdown', state: 'cancelled', attempts: [], before: before('h1') })]),
    [],
  )
  await consider()
  expect([phase(), ...upward()]).toEqual(['recovering', 'h1 power-on-host pending', 'web start pending'])
  now = site(true)
  await wake('h1')
  await wake('web')
  await consider()
  expect([phase(), ...upward()]).toEqual(['done', 'h1 power-on-host done', 'web start done'])
  expect(await service.store.read.journal.page({ kinds: ['run.finished'], limit: 5 })).toMatchObject([
    { message: 'g: the run has ended, but without power before their shutdown was called, and started again: web' },
  ])
})

it('R6 R5 A1 what was seen running after the mains returned is remembered, and left off when somebody switches it off later', async () => {
  const site = (web: Parameters<typeof vm>[2], bootedAtMs: number) =>
    world({
      managers: [manager({ refreshedAtMs: START_MS })],
      hosts: [host('h1', { bootedAtMs })],
      vms: [vm('web', 'h1', web)],
      feeds: [feed('ups', 'h1')],
      groups: [row],
    })
  const uncalled = step(1, { object: onVm('web'), action: 'shutdown', state: 'cancelled', before: before('h1') })
  await book.add({ ...waiting([uncalled]), heldSinceMs: START_MS }, [])
  now = site({ power: 'on' }, 1)
  await consider()
  const kept = await service.store.read.runs.get(RUN)
  expect(kept?.steps[0]?.cameThrough).toEqual({ was: 'kept', atMs: START_MS })
  now = site({ power: 'off' }, START_MS)
  await book.change(RUN, { run: { heldSinceMs: null } }, [])
  await consider()
  await consider()
  expect([phase(), ...upward()]).toEqual(['done'])
  expect(await service.store.read.journal.page({ kinds: ['run.finished'], limit: 5 })).toMatchObject([
    { message: 'g: the run has ended, but not as before: web' },
  ])
})

it('R1 R7 a host that waits for a hand keeps nothing from coming back that became possible meanwhile, and the run waits for it', async () => {
  const kvm = managerId('n')
  const k = { kind: 'host', id: hostIdSchema.parse('n:k'), name: 'k' } as const
  const back = [device('ups'), device('ups2')]
  now = world({
    managers: [
      manager({ refreshedAtMs: START_MS }),
      manager({ id: kvm, name: 'kvm', kind: 'libvirt', contact: 'lost', refreshedAtMs: 0 }),
    ],
    hosts: [host('a'), host('b', { connection: 'down' }), host('k', { id: k.id, managerId: kvm, stale: true })],
    vms: [vm('web', 'a', { power: 'off' }), vm('db', 'b', { power: 'off' })],
    feeds: [feed('ups', 'a'), feed('ups2', 'b')],
    groups: [row],
  })
  const steps = [stopped(1, 'web', 'a'), stopped(2, 'db', 'b'), ended(3, 'b'), { ...ended(4, 'k'), object: k }]
  await book.add(waiting(steps), [])
  await keeper.consider(row, mains, [device('ups'), device('ups2', { supply: 'battery' })])
  expect([phase(), ...upward()]).toEqual(['recovering', 'k power-on-host pending', 'web start pending'])
  await wake('web')
  const ofK = (book.get(RUN)?.steps ?? []).filter(({ direction, object }) => direction === 'up' && object.name === 'k')
  const stepIds = ofK.map(({ id }) => id)
  await book.change(RUN, { stepIds, patchStep: (one) => ({ ...one, state: 'running', startedAtMs: nowMs }) }, [])
  nowMs = START_MS + 59_000
  await keeper.consider(row, mains, back)
  expect(upward()).toEqual(['k power-on-host running', 'web start done'])
  nowMs = START_MS + 60_000
  await keeper.consider(row, mains, back)
  expect(upward().slice(2)).toEqual(['b power-on-host pending', 'db start pending'])
  await wake('b')
  await wake('db')
  nowMs = START_MS + 7_200_000
  await keeper.consider(row, mains, back)
  expect([phase(), upward().length]).toEqual(['recovering', 4])
})

describe('R3 a VM that hangs on one whose manager sleeps', () => {
  const kvm = managerId('n')
  const k = { kind: 'host', id: hostIdSchema.parse('n:k'), name: 'k' } as const
  const dc = { kind: 'vm', id: vmIdSchema.parse('n:dc'), name: 'dc' } as const
  const asleep = { contact: 'lost', refreshedAtMs: 0 } as const
  const site = (ofKvm: Partial<World['managers'][number]>) =>
    world({
      managers: [manager({ refreshedAtMs: START_MS }), manager({ id: kvm, name: 'kvm', kind: 'libvirt', ...ofKvm })],
      hosts: [host('h1'), host('k', { id: k.id, managerId: kvm, stale: ofKvm.contact === 'lost' })],
      vms: [
        vm('front', 'h1', { power: 'off' }),
        vm('app', 'h1', { power: 'off' }),
        vm('alone', 'h1', { power: 'off' }),
        vm('dc', null, { id: dc.id, managerId: kvm, hostId: k.id, power: 'off' }),
      ],
      feeds: [feed('ups', 'h1')],
      groups: [row],
    })
  const front = stopped(1, 'front', 'h1')
  const app = { ...stopped(2, 'app', 'h1'), after: [front.id] }
  const ofDc = (state: Step['state']) =>
    step(4, { object: dc, action: 'shutdown', state, before: { ...before(null), hostId: k.id }, after: [app.id] })
  const begin = (dcState: Step['state']) =>
    book.add(waiting([front, app, stopped(3, 'alone', 'h1'), ofDc(dcState), { ...ended(5, 'k'), object: k }]), [])
  const notes = async () =>
    (await service.store.read.journal.page({ kinds: ['run.note'], limit: 9 }))
      .map(({ message }) => message)
      .filter((message) => message.includes('R3'))
      .sort()

  it('R3 waits for it, and so does what hangs on that, while everything else starts', async () => {
    now = site(asleep)
    await begin('done')
    await consider()
    expect(upward()).toEqual(['k power-on-host pending', 'alone start pending'])
    expect(await notes()).toEqual([
      'app: it waits for dc, whose manager has not been read since the mains returned, for 10 minutes at most (R3)',
      'front: it waits for dc, whose manager has not been read since the mains returned, for 10 minutes at most (R3)',
    ])
    await wake('k')
    await wake('alone')
    now = site({ refreshedAtMs: START_MS })
    nowMs = START_MS + 60_000
    await consider()
    const steps = book.get(RUN)?.steps ?? []
    const start = (name: string) => steps.find(({ object, direction }) => object.name === name && direction === 'up')
    expect(start('app')?.after).toContain(start('dc')?.id)
    expect(start('front')?.after).toContain(start('app')?.id)
  })

  it('R3 R1 waits for ten minutes at most; then it starts, and a person is told before what', async () => {
    now = site(asleep)
    await begin('done')
    await consider()
    await wake('alone')
    nowMs = START_MS + 599_000
    await consider()
    expect(upward()).toEqual(['k power-on-host pending', 'alone start done'])
    nowMs = START_MS + 609_000
    await consider()
    expect(upward().slice(2)).toEqual(['app start pending', 'front start pending'])
    expect((await notes()).filter((message) => message.includes('before'))).toEqual([
      'app: it starts before dc, whose manager has not been read since the mains returned (R3)',
      'front: it starts before dc, whose manager has not been read since the mains returned (R3)',
    ])
  })

  it('R3 R1 waits as well where nobody knows yet whether the other has lost its power, for its step was never called', async () => {
    now = site(asleep)
    await begin('cancelled')
    await consider()
    expect(upward()).toEqual(['k power-on-host pending', 'alone start pending'])
  })

  it('R3 A2 waits also for an engine that is started in the middle of it, and no longer', async () => {
    now = site(asleep)
    await begin('done')
    await consider()
    await wake('alone')
    const log = pino({ level: 'silent' })
    const clock = { now: () => nowMs }
    book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
    book.adopt(await service.store.read.runs.active())
    keeper = new OutageKeeper({
      clock,
      log,
      book,
      site: siteNow(),
      aborted: new AbortedOutages(service.store),
      starts: watching(),
    })
    nowMs = START_MS + 300_000
    await consider()
    expect(upward()).toEqual(['k power-on-host pending', 'alone start done'])
    nowMs = START_MS + 611_000
    await consider()
    expect(upward().slice(2)).toEqual(['app start pending', 'front start pending'])
  })
})
