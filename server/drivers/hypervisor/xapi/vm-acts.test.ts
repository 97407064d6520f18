import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { reference, uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { StandIn } from '../../../testing/xapi/stand-in'
import type { ManagerAct, ManagerSession } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

/** Begins the act, sees it at work, lets it end, and sees that too. */
const carryOut = async (pool: StandIn, session: ManagerSession, act: ManagerAct): Promise<void> => {
  const { task } = valueOf(await session.act(act, quick))
  if (task === null) throw new Error('no task')
  expect(valueOf(await session.task(task, quick))).toEqual({ state: 'running', progressPercent: 25 })
  pool.state.finish(task)
  expect(valueOf(await session.task(task, quick))).toEqual({ state: 'succeeded' })
}

const acted = (pool: StandIn): readonly { method: string; args: readonly unknown[] }[] =>
  pool.calls.filter(({ method }) => method.startsWith('Async.') || method === 'task.cancel')

const web = { vmNativeId: uuid('web') }

describe('acts on VMs', () => {
  it('A4 shuts down, starts, saves, resumes and moves a VM, each seen afterwards, and it stays the same VM', async () => {
    const { pool, session } = await test.start()
    const before = valueOf(await session.observeVm(uuid('web'), quick))
    const seen = async () => {
      const now = valueOf(await session.observeVm(uuid('web'), quick))
      expect(now).toMatchObject({ uuid: before?.uuid, name: before?.name, macs: before?.macs, lockedBy: null })
      return now
    }
    await carryOut(pool, session, { act: 'shutdown-guest', ...web })
    expect(await seen()).toMatchObject({ power: 'off', hostNativeId: null })
    await carryOut(pool, session, { act: 'start', ...web, hostNativeId: uuid('xen2') })
    expect(await seen()).toMatchObject({ power: 'on', hostNativeId: uuid('xen2') })
    await carryOut(pool, session, { act: 'save-state', ...web })
    expect(await seen()).toMatchObject({ power: 'saved' })
    await carryOut(pool, session, { act: 'start', ...web, hostNativeId: null })
    expect(await seen()).toMatchObject({ power: 'on' })
    await carryOut(pool, session, { act: 'migrate', ...web, toHostNativeId: uuid('xen2') })
    expect(await seen()).toMatchObject({ power: 'on', hostNativeId: uuid('xen2') })
    await carryOut(pool, session, { act: 'power-off', ...web })
    expect(await seen()).toMatchObject({ power: 'off' })
    expect(acted(pool)).toEqual([
      { method: 'Async.VM.clean_shutdown', args: [reference('web')] },
      { method: 'Async.VM.start_on', args: [reference('web'), reference('xen2'), false, false] },
      { method: 'Async.VM.suspend', args: [reference('web')] },
      { method: 'Async.VM.resume', args: [reference('web'), false, false] },
      { method: 'Async.VM.pool_migrate', args: [reference('web'), reference('xen2'), { live: 'true' }] },
      { method: 'Async.VM.hard_shutdown', args: [reference('web')] },
    ])
  })

  it('starts on any host, resumes on a chosen one, and lets a paused one go on', async () => {
    const { pool, session } = await test.start()
    pool.state.change('VM', reference('db'), { power_state: 'Paused' })
    await carryOut(pool, session, { act: 'start', vmNativeId: uuid('mail'), hostNativeId: null })
    await carryOut(pool, session, { act: 'start', vmNativeId: uuid('old'), hostNativeId: uuid('xen2') })
    await carryOut(pool, session, { act: 'start', vmNativeId: uuid('db'), hostNativeId: null })
    expect(acted(pool)).toEqual([
      { method: 'Async.VM.start', args: [reference('mail'), false, false] },
      { method: 'Async.VM.resume_on', args: [reference('old'), reference('xen2'), false, false] },
      { method: 'Async.VM.unpause', args: [reference('db')] },
    ])
  })

  it('A2 what is so already needs no task', async () => {
    const { pool, session } = await test.start()
    const acts: readonly ManagerAct[] = [
      { act: 'shutdown-guest', vmNativeId: uuid('mail') },
      { act: 'power-off', vmNativeId: uuid('mail') },
      { act: 'save-state', vmNativeId: uuid('old') },
      { act: 'start', ...web, hostNativeId: null },
      { act: 'migrate', ...web, toHostNativeId: uuid('xen1') },
      { act: 'cancel-migration', ...web },
    ]
    for (const act of acts) expect(valueOf(await session.act(act, quick))).toEqual({ task: null })
    expect(acted(pool)).toEqual([])
  })

  it('A1 what was asked for already is not asked for again', async () => {
    const { pool, session } = await test.start()
    const first = valueOf(await session.act({ act: 'shutdown-guest', ...web }, quick))
    expect(valueOf(await session.act({ act: 'shutdown-guest', ...web }, quick))).toEqual(first)
    expect(acted(pool)).toHaveLength(1)
  })

  it('A3 a guest that hangs is saved, its shutdown withdrawn before', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'shutdown-guest', ...web }, quick))
    await carryOut(pool, session, { act: 'save-state', ...web })
    expect(acted(pool).map(({ method }) => method)).toEqual(['Async.VM.clean_shutdown', 'task.cancel', 'Async.VM.suspend'])
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'failed', message: 'The task was cancelled.' })
    expect(valueOf(await session.observeVm(uuid('web'), quick))).toMatchObject({ power: 'saved' })
  })

  it('a saved VM is not powered off', async () => {
    const { pool, session } = await test.start()
    const result = await session.act({ act: 'power-off', vmNativeId: uuid('old') }, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('throw its memory away') })
    expect(acted(pool)).toEqual([])
  })

  it('cancels a move', async () => {
    const { session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'migrate', ...web, toHostNativeId: uuid('xen2') }, quick))
    expect(valueOf(await session.observeVm(uuid('web'), quick))).toMatchObject({ lockedBy: 'pool migrate' })
    valueOf(await session.act({ act: 'cancel-migration', ...web }, quick))
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject({ state: 'failed' })
    expect(valueOf(await session.observeVm(uuid('web'), quick))).toMatchObject({ hostNativeId: uuid('xen1'), lockedBy: null })
  })

  it('a VM, or a host, that is gone is refused', async () => {
    const { session } = await test.start()
    const nobody = await session.act({ act: 'power-off', vmNativeId: uuid('nobody') }, quick)
    expect(nobody).toMatchObject({ kind: 'refused', message: containing('does not know this VM') })
    const nowhere = await session.act({ act: 'migrate', ...web, toHostNativeId: uuid('nowhere') }, quick)
    expect(nowhere).toMatchObject({ kind: 'refused', message: containing('does not know this host') })
  })

  it('templates, snapshots and the hosts’ own domains are never acted on', async () => {
    const { pool, session } = await test.start()
    for (const name of ['template', 'snapshot', 'dom0-xen1'])
      expect((await session.act({ act: 'power-off', vmNativeId: uuid(name) }, quick)).kind).toBe('refused')
    expect(acted(pool)).toEqual([])
  })
})

describe('tasks', () => {
  it('tell why they failed, in words with the code', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'migrate', ...web, toHostNativeId: uuid('xen2') }, quick))
    pool.state.finish(task ?? '', { code: 'HOST_NOT_ENOUGH_FREE_MEMORY', params: ['2147483648', '1073741824'] })
    const failed = { state: 'failed', message: containing('to move the VM: 2048 MiB are needed, 1024 MiB are free. [HOST_NOT') }
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject(failed)
    expect(valueOf(await session.observeVm(uuid('web'), quick))).toMatchObject({ hostNativeId: uuid('xen1'), power: 'on' })
  })

  it('A2 one that complains of the state that was wanted has succeeded', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'shutdown-guest', ...web }, quick))
    pool.state.finish(task ?? '', { code: 'VM_BAD_POWER_STATE', params: [reference('web'), 'Running', 'Halted'] })
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'succeeded' })
  })

  it('but not of another one', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'shutdown-guest', ...web }, quick))
    pool.state.finish(task ?? '', { code: 'VM_BAD_POWER_STATE', params: [reference('web'), 'Running', 'Suspended'] })
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject({ state: 'failed', message: containing('is suspended') })
  })

  it('are cleared away in the pool once they ended, and their end is remembered', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'power-off', ...web }, quick))
    pool.state.finish(task ?? '')
    for (let again = 0; again < 2; again += 1)
      expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'succeeded' })
    expect(pool.methods().filter((method) => method === 'task.destroy')).toHaveLength(1)
  })

  it('of others are left alone, and one that the pool does not know is gone', async () => {
    const { pool, session } = await test.start()
    pool.state.change('task', reference('theirs'), {
      name_label: 'Async.VM.snapshot',
      status: 'success',
      progress: 1,
      error_info: [],
    })
    expect(valueOf(await session.task(reference('theirs'), quick))).toEqual({ state: 'succeeded' })
    expect(pool.methods()).not.toContain('task.destroy')
    expect(valueOf(await session.task(reference('none'), quick))).toEqual({ state: 'gone' })
  })

  it('in a state that nobody knows still run', async () => {
    const { pool, session } = await test.start()
    pool.state.change('task', reference('odd'), { name_label: '', status: 'dreaming', progress: 7, error_info: [] })
    expect(valueOf(await session.task(reference('odd'), quick))).toEqual({ state: 'running', progressPercent: null })
  })
})
