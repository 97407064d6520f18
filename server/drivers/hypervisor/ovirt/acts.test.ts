import { afterEach, describe, expect, it } from 'vitest'
import { engineModel, failJobs, hostId, settle, vmId, type EngineModel } from '../../../testing/ovirt/engine-model'
import type { ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
import type { DriverResult, ManagerAct, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 15_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }
const open: { close(): Promise<void> }[] = []
const engines: ScriptedEngine[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  expect(engines.splice(0).flatMap((engine) => engine.problems)).toEqual([])
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}
const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

interface Scene {
  readonly model: EngineModel
  readonly session: ManagerSession
  readonly engine: ScriptedEngine
  /** What was changed, as "path body". */
  readonly changes: () => string[]
  readonly vm: EngineModel['vms'][number]
  readonly host: EngineModel['hosts'][number]
}

/** Two hosts; the first runs VM 1. */
const scene = async (options: StandInOptions = {}): Promise<Scene> => {
  const model = engineModel(2, 2)
  const [vm, host] = [model.vms[0], model.hosts[0]]
  if (vm === undefined || host === undefined) throw new Error('an empty model')
  const engine = await startStandIn(model, account, options)
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  engines.push(engine)
  open.push(engine, session)
  const changes = () =>
    engine.calls
      .filter((call) => call.method === 'POST')
      .map((call) => `${call.path} ${call.body.replace(/^<action>|<\/action>$/g, '')}`)
  return { model, session, engine, changes, vm, host }
}

const [one, two] = [vmId(1), hostId(2)]
const onVm = { vmNativeId: one }
const onHost = { hostNativeId: hostId(1) }
const REASON = '<reason>Ridethrough</reason>'

describe('acts on a VM', () => {
  it.each([
    ['Actual downtime: 57ms', 57],
    ['Actual downtime: 1204 ms', 1204],
    ['Actual downtime: (N/A)', null],
  ])('S4-09 tells the downtime of a move from the event of its end: %s', async (said, milliseconds) => {
    const { session, model } = await scene()
    const { task } = valueOf(await session.act({ act: 'migrate', ...onVm, toHostNativeId: two }, quick))
    const ask = () => session.downtimeOfMove?.({ ...onVm, toHostNativeId: two, task }, quick)
    expect(await ask()).toEqual({ kind: 'ok', value: null })
    const description = `Migration completed (VM: vm1, Source: h1, Destination: h2, Duration: 4 seconds, Total: 4 seconds, ${said})`
    model.events.push({ correlationId: task?.split('/')[0] ?? '', severity: 'normal', code: 63, description })
    expect(await ask()).toEqual({ kind: 'ok', value: milliseconds })
  })

  it.each<[ManagerAct, string, string]>([
    [{ act: 'shutdown-guest', ...onVm }, 'up', `/vms/${one}/shutdown ${REASON}`],
    [{ act: 'power-off', ...onVm }, 'up', `/vms/${one}/stop ${REASON}`],
    [{ act: 'save-state', ...onVm }, 'up', `/vms/${one}/suspend `],
    [{ act: 'start', ...onVm, hostNativeId: null }, 'down', `/vms/${one}/start `],
    [
      { act: 'start', ...onVm, hostNativeId: two },
      'down',
      `/vms/${one}/start <vm><placement_policy><hosts><host id="${two}"/></hosts></placement_policy></vm>`,
    ],
    // The engine chooses the host of a saved VM; run-once is refused for it.
    [{ act: 'start', ...onVm, hostNativeId: two }, 'suspended', `/vms/${one}/start `],
    [{ act: 'start', ...onVm, hostNativeId: null }, 'paused', `/vms/${one}/start `],
    [{ act: 'migrate', ...onVm, toHostNativeId: two }, 'up', `/vms/${one}/migrate <host id="${two}"/>`],
    [{ act: 'cancel-migration', ...onVm }, 'migrating', `/vms/${one}/cancelmigration `],
  ])('%o of a VM that is %s', async (act, status, change) => {
    const { session, changes, vm } = await scene({
      // What a paused VM answers to start is not in the model of it.
      ...(status === 'paused'
        ? { answer: (call) => (call.method === 'POST' ? { xml: '<action><status>complete</status></action>' } : undefined) }
        : {}),
    })
    vm.status = status
    if (status === 'down' || status === 'suspended') vm.host = null
    expect(words(await session.act(act, quick))).toBe('ok')
    expect(changes()).toEqual([change])
  })

  it.each<[ManagerAct, string]>([
    [{ act: 'shutdown-guest', ...onVm }, 'down'],
    [{ act: 'power-off', ...onVm }, 'down'],
    [{ act: 'save-state', ...onVm }, 'suspended'],
    [{ act: 'save-state', ...onVm }, 'saving_state'],
    [{ act: 'start', ...onVm, hostNativeId: null }, 'up'],
    [{ act: 'start', ...onVm, hostNativeId: null }, 'wait_for_launch'],
    [{ act: 'migrate', ...onVm, toHostNativeId: hostId(1) }, 'up'],
  ])('A2 %o of a VM that is %s changes nothing and is no failure', async (act, status) => {
    const { session, changes, vm } = await scene()
    vm.status = status
    expect(await session.act(act, quick)).toEqual({ kind: 'ok', value: { task: null } })
    expect(changes()).toEqual([])
  })

  it('A4 each is seen to its end, and the VM stays the same VM', async () => {
    const { session, model, engine } = await scene()
    const before = valueOf(await session.observeVm(one, quick))
    const carryOut = async (act: ManagerAct) => {
      const { task } = valueOf(await session.act(act, quick))
      if (task === null) throw new Error('no task')
      expect(valueOf(await session.task(task, quick))).toEqual({ state: 'running', progressPercent: null })
      settle(model)
      expect(valueOf(await session.task(task, quick))).toEqual({ state: 'succeeded' })
      const seen = valueOf(await session.observeVm(one, quick))
      expect(seen).toMatchObject({ uuid: before?.uuid, name: before?.name, macs: before?.macs })
      return seen
    }
    expect(await carryOut({ act: 'migrate', ...onVm, toHostNativeId: two })).toMatchObject({ power: 'on', hostNativeId: two })
    expect(await carryOut({ act: 'save-state', ...onVm })).toMatchObject({ power: 'saved', hostNativeId: null, lockedBy: null })
    expect(await carryOut({ act: 'start', ...onVm, hostNativeId: null })).toMatchObject({ power: 'on' })
    expect(await carryOut({ act: 'shutdown-guest', ...onVm })).toMatchObject({ power: 'off' })
    expect(await carryOut({ act: 'start', ...onVm, hostNativeId: two })).toMatchObject({ power: 'on', hostNativeId: two })
    const correlations = engine.calls.filter((call) => call.method === 'POST').map((call) => call.headers['correlation-id'])
    expect(new Set(correlations).size).toBe(5)
  })

  it('a migration under way is seen as such', async () => {
    const { session } = await scene()
    valueOf(await session.act({ act: 'migrate', ...onVm, toHostNativeId: two }, quick))
    expect(valueOf(await session.observeVm(one, quick))).toMatchObject({
      power: 'on',
      lockedBy: 'migration',
      hostNativeId: hostId(1),
    })
  })

  it('A4 a failed job tells why, in the words of the engine’s events', async () => {
    const { session, model } = await scene()
    const { task } = valueOf(await session.act({ act: 'migrate', ...onVm, toHostNativeId: two }, quick))
    failJobs(model, 'Migration failed (VM: vm000001, Source: node1, Destination: node2).')
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({
      state: 'failed',
      message: 'Migration failed (VM: vm000001, Source: node1, Destination: node2).',
    })
  })

  it('finds the job of an act by its correlation id where the engine names none', async () => {
    const { session, model } = await scene({
      answer: (call) => (call.path.endsWith('/shutdown') ? { xml: '<action><status>complete</status></action>' } : undefined),
    })
    const { task } = valueOf(await session.act({ act: 'shutdown-guest', ...onVm }, quick))
    const correlationId = task?.split('/')[0] ?? ''
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'gone' })
    const job = { id: vmId(99), correlationId, description: 'x', status: 'started', finish: () => undefined }
    model.jobs.push({ ...job, id: vmId(98), correlationId: vmId(1), status: 'failed' }, job)
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject({ state: 'running' })
  })

  it.each(['unknown', 'never heard of'])('A1 a job in the state "%s" proves nothing', async (status) => {
    const { session, model } = await scene()
    const { task } = valueOf(await session.act({ act: 'power-off', ...onVm }, quick))
    for (const job of model.jobs) job.status = status
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'gone' })
    model.jobs.length = 0
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'gone' })
    expect((await session.task('no task', quick)).kind).toBe('refused')
  })

  it.each([
    ['pinned', 'pin it to its host'],
    ['user_migratable', 'allow only manual migration'],
  ] as const)('never forces the move of a VM that is %s', async (affinity, reason) => {
    const { session, vm, changes } = await scene()
    Object.assign(vm, { affinity })
    expect(valueOf(await session.observeVm(one, quick))?.keptOnHost).toContain(reason)
    expect(words(await session.act({ act: 'migrate', ...onVm, toHostNativeId: two }, quick))).toMatch(
      /^refused: .*refuses to migrate vm000001: Cannot migrate VM.*change them in oVirt/,
    )
    expect(changes().join()).not.toContain('force')
  })

  it.each(['shutdown-guest', 'power-off', 'save-state'] as const)(
    'D6 %s of the VM of the engine itself is not tried',
    async (act) => {
      const { session, vm, changes } = await scene()
      Object.assign(vm, { origin: 'managed_hosted_engine' })
      expect(valueOf(await session.observeVm(one, quick))?.systemKind).toBe('hosted-engine')
      expect(words(await session.act({ act, ...onVm }, quick))).toMatch(
        /^unsupported: .*the engine itself runs in.*--vm-shutdown/,
      )
      expect(changes()).toEqual([])
    },
  )

  it.each(['shutdown-guest', 'power-off'] as const)('%s of a saved VM does not throw its state away', async (act) => {
    const { session, vm, changes } = await scene()
    Object.assign(vm, { status: 'suspended', host: null })
    expect(words(await session.act({ act, ...onVm }, quick))).toMatch(/^refused: vm000001 is saved/)
    expect(changes()).toEqual([])
  })

  it.each<ManagerAct>([
    { act: 'power-off', vmNativeId: vmId(77) },
    { act: 'power-off', vmNativeId: '../hosts' },
    { act: 'migrate', ...onVm, toHostNativeId: '"/><force>true</force>' },
    { act: 'cancel-migration', ...onVm },
    { act: 'shutdown-host', hostNativeId: hostId(77) },
  ])('%o is refused without a change', async (act) => {
    const { session, changes } = await scene()
    expect((await session.act(act, quick)).kind).toBe('refused')
    expect(changes()).toEqual([])
  })
})

describe('acts on a host', () => {
  const task = async (session: ManagerSession, act: ManagerAct) => valueOf(await session.act(act, quick)).task

  it('A5 is emptied, switched off and on again, each of it seen', async () => {
    const { session, model, changes } = await scene()
    for (const vm of model.vms) Object.assign(vm, { host: hostId(2) })
    const seen = async () => valueOf(await session.observeHost(hostId(1), quick))
    const done = async (
      act: ManagerAct['act'] & ('enter-maintenance' | 'exit-maintenance' | 'shutdown-host' | 'power-on-host'),
    ) => {
      const id = await task(session, { act, ...onHost })
      settle(model)
      expect(valueOf(await session.task(id ?? '', quick))).toEqual({ state: 'succeeded' })
    }
    expect(await seen()).toMatchObject({ connection: 'up', inMaintenance: false, bootedAtMs: 1_760_000_000_000 })
    await done('enter-maintenance')
    expect(await seen()).toMatchObject({ connection: 'up', inMaintenance: true })
    expect(await task(session, { act: 'enter-maintenance', ...onHost })).toBeNull()
    await done('shutdown-host')
    expect(await seen()).toMatchObject({ connection: 'down', memoryUsedMiB: null, bootedAtMs: null })
    expect(await task(session, { act: 'shutdown-host', ...onHost })).toBeNull()
    await done('power-on-host')
    expect(await seen()).toMatchObject({ connection: 'up', inMaintenance: false })
    expect(await task(session, { act: 'exit-maintenance', ...onHost })).toBeNull()
    expect(changes()).toEqual([
      `/hosts/${hostId(1)}/deactivate ${REASON}`,
      `/hosts/${hostId(1)}/fence <fence_type>stop</fence_type>`,
      `/hosts/${hostId(1)}/fence <fence_type>start</fence_type>`,
    ])
  })

  it('comes out of maintenance', async () => {
    const { session, host, changes } = await scene()
    host.status = 'maintenance'
    expect(await task(session, { act: 'exit-maintenance', ...onHost })).not.toBeNull()
    expect(changes()).toEqual([`/hosts/${hostId(1)}/activate `])
  })

  it('A5 is not switched off unless it is empty, in whatever state', async () => {
    const { session, host, changes } = await scene()
    for (const status of ['up', 'maintenance']) {
      host.status = status
      expect(words(await session.act({ act: 'shutdown-host', ...onHost }, quick))).toMatch(/^refused: .*VMs are still on node1/)
    }
    expect(changes()).toEqual([])
  })

  it('A2 D10 is switched off in two parts, each by what is seen: first maintenance, then its power', async () => {
    const { session, model, changes } = await scene()
    for (const vm of model.vms) Object.assign(vm, { host: hostId(2) })
    const shutDown = async () => valueOf(await session.act({ act: 'shutdown-host', ...onHost }, quick))
    expect(await shutDown()).toMatchObject({ isPart: true })
    // Still on its way: nothing is asked for twice.
    expect(await shutDown()).toEqual({ task: null, isPart: true })
    settle(model)
    expect((await shutDown()).isPart).toBeUndefined()
    settle(model)
    expect(await shutDown()).toEqual({ task: null })
    expect(valueOf(await session.observeHost(hostId(1), quick))).toMatchObject({ connection: 'down' })
    expect(changes()).toEqual([
      `/hosts/${hostId(1)}/deactivate ${REASON}`,
      `/hosts/${hostId(1)}/fence <fence_type>stop</fence_type>`,
    ])
  })

  it('D10 the manager of the storage pool goes last', async () => {
    const { session, model, host } = await scene()
    for (const vm of model.vms) Object.assign(vm, { status: 'down', host: null })
    host.spm = true
    expect(words(await session.act({ act: 'shutdown-host', ...onHost }, quick))).toMatch(
      /^refused: node1 manages the storage pool: it goes after node2/,
    )
    for (const other of model.hosts) if (other !== host) other.status = 'down'
    expect(valueOf(await session.act({ act: 'shutdown-host', ...onHost }, quick)).isPart).toBe(true)
  })

  it('D6 a host that carries the engine’s own VM is not shut down', async () => {
    const { session, vm, changes } = await scene()
    Object.assign(vm, { origin: 'managed_hosted_engine' })
    expect((await session.act({ act: 'shutdown-host', ...onHost }, quick)).kind).toBe('refused')
    expect(changes()).toEqual([])
  })

  it.each(['shutdown-host', 'power-on-host'] as const)('%s needs its power management, and says so', async (act) => {
    const { session, host, changes } = await scene()
    Object.assign(host, { powerManagement: false, status: act === 'shutdown-host' ? 'maintenance' : 'non_responsive' })
    expect(words(await session.act({ act, ...onHost }, quick))).toMatch(/^unsupported: Power management is not set up for node1/)
    expect(changes()).toEqual([])
  })

  it('D5 does not go into maintenance while it runs the engine', async () => {
    const { session, model, changes } = await scene()
    const engineVm = { ...(model.vms[0] ?? { id: '' }), id: vmId(50), name: 'HostedEngine', origin: 'managed_hosted_engine' }
    model.vms.push(Object.assign({}, model.vms[1], engineVm, { host: hostId(1) }))
    expect(words(await session.act({ act: 'enter-maintenance', ...onHost }, quick))).toMatch(
      /^refused: node1 runs HostedEngine, the VM of the engine itself/,
    )
    expect(changes()).toEqual([])
    expect(await task(session, { act: 'enter-maintenance', hostNativeId: hostId(2) })).not.toBeNull()
  })
})
