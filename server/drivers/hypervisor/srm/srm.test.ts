import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, planIdOf, type SrmLab, startSrmLab } from '../../../../e2e/peers/srm/appliance'
import { RECOVERY_VERBS, type RecoveryVerb } from '../../../domain/recovery'
import type { ManagerSession } from '../../ports'
import { driver } from './driver'

const how = { deadlineMs: 20_000 }

describe('Site Recovery Manager, on a stand-in made after its API reference', () => {
  let lab: SrmLab
  let session: ManagerSession
  beforeEach(async () => {
    lab = await startSrmLab()
    session = driver.open({ address: lab.address, secret: lab.secret })
  })
  afterEach(async () => {
    await session.close()
    await lab.stop()
  })
  const recovery = async () => {
    const seen = await session.inventory(how)
    if (seen.kind !== 'ok') throw new Error(seen.message)
    return seen.value.recovery
  }
  const plan = async () => {
    const seen = await session.recovery?.plan(planIdOf('plan-1'), how)
    return seen?.kind === 'ok' ? seen.value : seen
  }
  const run = (verb: RecoveryVerb) => session.recovery?.run({ verb, planNativeId: planIdOf('plan-1') }, how)
  const orders = () => lab.received.filter(({ path }) => path.includes('/actions/'))

  it('tells its plans, by the platform’s own words', async () => {
    lab.plans.set('plan-2', { name: 'Mail', status: 'WAITING_FOR_USER_INPUT', isRunning: true })
    lab.plans.set('plan-3', { name: 'Web', status: 'A_WORD_OF_LATER_VERSIONS', isRunning: false })
    expect((await recovery())?.plans).toEqual([
      {
        nativeId: planIdOf('plan-1'),
        name: 'ERP',
        state: 'ready',
        said: 'READY_STATE',
        progressPercent: null,
        protectedSite: 'North',
        recoverySite: 'South',
      },
      expect.objectContaining({ name: 'Mail', state: 'waiting-for-input' }),
      expect.objectContaining({ name: 'Web', state: 'other', said: 'A_WORD_OF_LATER_VERSIONS' }),
    ])
  })

  it('speaks version 1 where there is no version 2', async () => {
    lab.state.version = 'v1'
    expect((await recovery())?.plans).toHaveLength(1)
  })

  it('reads every page', async () => {
    for (let at = 2; at <= 1_001; at += 1)
      lab.plans.set(`plan-${at}`, { name: `p${at}`, status: 'READY_STATE', isRunning: false })
    expect((await recovery())?.plans).toHaveLength(1_001)
  })

  it('S4-10 tells each replica’s state, promise and age', async () => {
    lab.state.replications = [
      {
        id: 'r1',
        name: 'erp',
        vm_id: 'vm-7',
        status: { status: 'OK', rpo_violation: false },
        rpo: 15,
        last_sync_time: 1_700_000_000_000,
      },
      { id: 'r2', name: 'mail', status: { status: 'SYNC_RPO_VIOLATION' }, rpo: 60, last_sync_time: '2023-11-14T22:13:20Z' },
      { id: 'r3', name: 'web', status: { status: 'NEVER_HEARD', rpo_violation: null } },
    ]
    const seen = (await recovery())?.replications
    expect(
      seen?.map(({ vmName, state, rpoSeconds, lastSyncAtMs, rpoViolated }) => [
        vmName,
        state,
        rpoSeconds,
        lastSyncAtMs,
        rpoViolated,
      ]),
    ).toEqual([
      ['erp', 'ok', 900, 1_700_000_000_000, false],
      ['mail', 'syncing', 3_600, 1_700_000_000_000, true],
      ['web', 'unknown', null, null, null],
    ])
  })

  it('says that replicas are not read, where no second address was given', async () => {
    const alone = driver.open({ address: { ...lab.address, url: lab.url }, secret: lab.secret })
    expect(await alone.inventory(how)).toMatchObject({ kind: 'ok', value: { recovery: { replications: null } } })
    expect(JSON.stringify(await alone.identify(how))).toContain('not read')
    await alone.close()
  })

  it('K5 a wrong password is refused once, and never repeated', async () => {
    const other = driver.open({ address: lab.address, secret: { kind: 'password', user: 'x', password: 'wrong-secret' } })
    const before = lab.received.length
    for (let time = 0; time < 3; time += 1) {
      const result = await other.inventory(how)
      expect(result.kind).toBe('refused')
      expect(JSON.stringify(result)).not.toContain('wrong-secret')
    }
    expect(lab.received.length - before).toBe(1)
    await other.close()
  })

  it('signs in again when its session has ended', async () => {
    await recovery()
    lab.state.session = 'session-2'
    expect((await recovery())?.plans).toHaveLength(1)
  })

  it.each<[RecoveryVerb, string, object]>([
    ['test', 'test', { sync_data: true }],
    ['cleanup', 'cleanup', { forced: false }],
    ['planned-migration', 'recovery', { planned_failover: true, sync_data: true }],
    ['recovery', 'recovery', { planned_failover: false, sync_data: true }],
    ['reprotect', 'reprotect', { forced: false }],
    ['cancel', 'cancel', {}],
  ])('%s asks for just that, once', async (verb, action, body) => {
    expect(await run(verb)).toEqual({ kind: 'ok', value: { task: 'task-1' } })
    expect(orders().map(({ path, body: sent }) => [path.split('/').at(-1), sent])).toEqual([[action, JSON.stringify(body)]])
  })

  it('A1 A4 a lost answer is of unknown outcome; the plan’s own state tells', async () => {
    lab.state.actions = 'lost'
    expect((await run('test'))?.kind).toBe('unknown')
    expect(orders()).toHaveLength(1)
    expect(await plan()).toMatchObject({ state: 'running', said: 'TEST_IN_PROGRESS', progressPercent: 40 })
  })

  it.each([
    [400, 'refused'],
    [403, 'refused'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('A1 K5 status %i to an act: %s, without the password that it echoes', async (status, kind) => {
    lab.state.actions = status
    const result = await run('recovery')
    expect(result?.kind).toBe(kind)
    expect(JSON.stringify(result)).not.toContain(ACCOUNT.password)
    expect(await plan()).toMatchObject({ state: 'ready' })
  })

  it('a plan that is gone is null, and what is no plan of it is refused', async () => {
    lab.plans.clear()
    expect(await plan()).toBeNull()
    expect((await session.recovery?.plan('nothing', how))?.kind).toBe('refused')
  })

  it('reading changes nothing', async () => {
    await session.identify(how)
    await recovery()
    await plan()
    await session.task('task-1', how)
    expect(lab.received.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/session'))).toEqual([])
    expect(RECOVERY_VERBS).toHaveLength(6)
  })
})
