import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { reference, smallPool, uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import { account, otherCertificate, type Instead, type Seen } from '../../../testing/xapi/stand-in'
import { unreachable, type DriverResult, type ManagerAct } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

const words = (result: DriverResult<unknown>): string => (result.kind === 'ok' ? 'ok' : `${result.message} ${result.hint}`)
const LOGIN = 'session.login_with_password'
const powerOff: ManagerAct = { act: 'power-off', vmNativeId: uuid('web') }

/** Once, at this method; after that the usual answers. */
const onceAt = (wanted: string, instead: Instead) => {
  let done = false
  return ({ method }: Seen): Instead | undefined => {
    if (done || method !== wanted) return undefined
    done = true
    return instead
  }
}

describe('identity', () => {
  it('is the pool’s, with the product and version of its master', async () => {
    const { session } = await test.start()
    const identity = { kind: 'xapi', product: 'XCP-ng', version: '8.3.0', instanceUuid: uuid('pool') }
    expect(valueOf(await session.identify(quick))).toEqual(identity)
  })

  it('has a name also where the master tells an empty one', async () => {
    const { pool, session } = await test.start()
    pool.state.change('host', reference('xen1'), { software_version: { product_brand: '', product_version: '8.3.0' } })
    expect(valueOf(await session.identify(quick))).toMatchObject({ product: 'XenServer / XCP-ng' })
  })

  it('names what the account will not be allowed to do', async () => {
    const { pool, session } = await test.start()
    pool.state.permissions = ['vm.clean_shutdown', 'vm.hard_shutdown', 'vm.suspend', 'VM.start_on', 'vm.resume_on', 'vm.unpause']
    expect(valueOf(await session.identify(quick)).notes).toEqual([
      'The account may not move VMs: it lacks vm.pool_migrate. The role pool-operator has it.',
      containing('The account may not put hosts into maintenance and back: it lacks host.disable, host.evacuate, host.enable'),
      'The account may not shut hosts down: it lacks host.shutdown. The role pool-operator has it.',
      'The account may not power hosts on: it lacks host.power_on. The role pool-operator has it.',
      'The account may not cancel moves: it lacks task.cancel. The role pool-operator has it.',
      containing('The account may not set the automatic start of VMs aside and put it back: it lacks vm.add_to_other_config'),
      containing('The account may not set high availability aside and put it back: it lacks pool.disable_ha, pool.enable_ha'),
    ])
  })
})

describe('signing in', () => {
  it('calls at the same time share one session, which is closed at the end', async () => {
    const { pool, session } = await test.start()
    await Promise.all([session.identify(quick), session.inventory(quick), session.observeVm(uuid('web'), quick)])
    expect(pool.calls.filter(({ method }) => method === LOGIN).map(({ args }) => args[3])).toEqual(['ridethrough'])
    expect(pool.state.openSessions).toBe(1)
    await session.close()
    expect(pool.state.openSessions).toBe(0)
  })

  it('K5 a wrong password is refused, told to nobody, and not tried again at once', async () => {
    const pool = await test.pool()
    const session = test.session(pool.url, [pool.fingerprint], { password: 'wrong-secret' })
    for (let again = 0; again < 2; again += 1) {
      const result = await session.inventory(quick)
      expect(result).toMatchObject({ kind: 'refused', message: containing('SESSION_AUTHENTICATION_FAILED') })
      expect(words(result)).not.toContain('wrong-secret')
    }
    expect(pool.methods()).toEqual([LOGIN])
  })

  it('K5 a secret that the pool echoes is not passed on', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.identify(quick))
    pool.instead = () => ({ code: 'STRANGE', params: [account.password, 'OpaqueRef:session-1', 'the rest'] })
    const result = await session.act(powerOff, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('[STRANGE') })
    expect(words(result)).toContain('the rest')
    expect(words(result)).not.toMatch(/right-secret|session-1/)
  })

  it.each<[string, Instead]>([
    ['in mid-run', { code: 'SESSION_INVALID', params: ['OpaqueRef:session-1'] }],
    [
      'as versions before 7.3 tell it',
      { raw: JSON.stringify({ result: null, error: ['SESSION_INVALID', 'OpaqueRef:session-1'], id: 1 }) },
    ],
  ])('a session that the pool has ended %s is begun anew, and the act is carried out once', async (_how, instead) => {
    const { pool, session } = await test.start()
    valueOf(await session.inventory(quick))
    pool.state.endSessions()
    pool.instead = onceAt('VM.get_by_uuid', instead)
    expect(valueOf(await session.act(powerOff, quick)).task).not.toBeNull()
    expect(pool.methods().filter((method) => method === 'Async.VM.hard_shutdown')).toHaveLength(1)
    expect(pool.methods().filter((method) => method === LOGIN)).toHaveLength(2)
    expect(valueOf(await session.inventory(quick)).vms).toHaveLength(5)
  })

  it('what an ended session had learned is read anew', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.inventory(quick))
    pool.state.endSessions()
    pool.state.change('VM', reference('web'), { name_label: 'web-2' })
    // As another master, whose events begin elsewhere.
    pool.state.loseEvents()
    expect(valueOf(await session.inventory(quick)).vms[0]?.name).toBe('web-2')
  })
})

describe('the pool’s master', () => {
  /** A member of the pool that names the master's address; it listens on the same port number, elsewhere on this machine. */
  const memberOf = async (masterPort: number) => {
    const member = await test.pool()
    member.state.masterAddress = `127.0.0.1:${masterPort}`
    return member
  }

  it('is followed to where a member says that it is', async () => {
    const master = await test.pool()
    const member = await memberOf(master.port)
    const session = test.session(member.url, [member.fingerprint])
    expect(valueOf(await session.inventory(quick)).vms).toHaveLength(5)
    expect(member.methods()).toEqual([LOGIN])
    expect(master.methods()).toContain('event.from')
  })

  it('K5 gets no password while its certificate is not trusted; its fingerprint is told', async () => {
    const master = await test.pool(smallPool(), otherCertificate())
    const member = await memberOf(master.port)
    const refusal = await test.session(member.url, [member.fingerprint]).inventory(quick)
    expect(refusal).toMatchObject({
      kind: 'refused',
      message: containing(master.fingerprint),
      hint: containing('pin it as well'),
    })
    expect(words(refusal)).toContain(`member of a pool whose master is 127.0.0.1:${master.port}`)
    expect(master.calls).toEqual([])
    const trusted = test.session(member.url, [member.fingerprint, master.fingerprint])
    expect((await trusted.inventory(quick)).kind).toBe('ok')
  })

  it('is looked for again when it has become a member', async () => {
    const [first, second] = [await test.pool(), await test.pool()]
    const session = test.session(`${first.url}, ${second.url}`, [first.fingerprint])
    valueOf(await session.inventory(quick))
    first.state.masterAddress = `127.0.0.1:${second.port}`
    first.instead = ({ method }) =>
      method === LOGIN ? undefined : { code: 'HOST_IS_SLAVE', params: [`127.0.0.1:${second.port}`] }
    expect(valueOf(await session.inventory(quick)).vms).toHaveLength(5)
    expect(second.methods()).toContain('VM.get_all_records')
  })

  it('is found by another member when one is gone', async () => {
    const [gone, other] = [await test.pool(), await test.pool()]
    // Its port stays its own: one that is free again may be another test's by then.
    gone.instead = () => 'broken'
    const session = test.session(`${gone.url},${other.url}`, [other.fingerprint])
    expect((await session.inventory(quick)).kind).toBe('ok')
    expect(gone.methods()).toContain(LOGIN)
  })

  it('that says it is none, named by one that says so too, is no endless search', async () => {
    const [first, second] = [await test.pool(), await test.pool()]
    first.state.masterAddress = `127.0.0.1:${second.port}`
    second.state.masterAddress = `127.0.0.1:${first.port}`
    const result = await test.session(first.url, [first.fingerprint]).inventory(quick)
    expect(result).toMatchObject({ kind: 'unreachable', message: containing('says that it is none') })
    expect([...first.calls, ...second.calls]).toHaveLength(2)
  })
})

describe('answers that do not come, or make no sense', () => {
  const cut = JSON.stringify({ jsonrpc: '2.0', id: 1, result: reference('task') }).slice(0, -12)

  it.each<[string, Instead]>([
    ['a cut answer', { raw: cut }],
    ['a connection that ends', 'broken'],
    ['a gateway that gives up', { raw: 'Bad gateway', status: 502 }],
    ['an answer of another kind', { raw: JSON.stringify({ jsonrpc: '2.0', id: 1, result: { not: 'a task' } }) }],
  ])('A1 %s leaves an act’s outcome unknown, and it is not repeated', async (_what, instead) => {
    const { pool, session } = await test.start()
    valueOf(await session.identify(quick))
    pool.instead = ({ method }) => (method.startsWith('Async.') ? instead : undefined)
    expect((await session.act(powerOff, quick)).kind).toBe('unknown')
    expect(pool.methods().filter((method) => method.startsWith('Async.'))).toHaveLength(1)
  })

  it('A1 so does an act that is given up while it waits for its answer', async () => {
    const { pool, session } = await test.start()
    const controller = new AbortController()
    pool.instead = ({ method }) => {
      if (!method.startsWith('Async.')) return undefined
      controller.abort()
      return 'silence'
    }
    expect((await session.act(powerOff, { ...quick, signal: controller.signal })).kind).toBe('unknown')
  })

  it.each(['VM.get_all_records', 'event.from', 'event.inject'])(
    'a cut answer to %s is no inventory, and the next one is whole',
    async (method) => {
      const { pool, session } = await test.start()
      pool.instead = onceAt(method, { raw: cut })
      expect(await session.inventory(quick)).toMatchObject({ kind: 'unreachable', message: containing('makes no sense') })
      expect(valueOf(await session.inventory(quick)).vms).toHaveLength(5)
    },
  )

  it('A3 silence to a question is unreachable by the deadline; nothing was asked for', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.identify(quick))
    pool.instead = () => 'silence'
    expect((await session.observeVm(uuid('web'), { deadlineMs: 500 })).kind).toBe('unreachable')
    expect((await session.act(powerOff, { deadlineMs: 500 })).kind).toBe('unreachable')
    pool.instead = () => undefined
    expect((await session.observeVm(uuid('web'), quick)).kind).toBe('ok')
  })

  it('a toolstack that is not ready yet is unreachable, not refused', async () => {
    const { pool, session } = await test.start()
    pool.instead = onceAt(LOGIN, { code: 'HOST_STILL_BOOTING' })
    expect(await session.identify(quick)).toMatchObject({ kind: 'unreachable', message: containing('still starting') })
    pool.instead = onceAt(LOGIN, { raw: 'Service unavailable', status: 503 })
    expect(await session.identify(quick)).toMatchObject(unreachable(expect.any(String) as string, expect.any(String) as string))
    expect((await session.identify(quick)).kind).toBe('ok')
  })

  it('D3 another page in its place is no "no" of the pool to an act that must sign in before', async () => {
    const { pool, session } = await test.start()
    pool.instead = onceAt(LOGIN, { raw: '<html>Welcome</html>' })
    const said = await session.act(powerOff, quick)
    expect(said).toMatchObject({ kind: 'refused', byStranger: true, message: containing('not as a XenServer') })
    expect(pool.methods().filter((method) => !method.startsWith('session.'))).toEqual([])
    expect((await session.act(powerOff, quick)).kind).toBe('ok')
  })

  it('an inventory stands without figures of use', async () => {
    const { pool, session } = await test.start()
    pool.instead = ({ method }) =>
      method.endsWith('query_data_source') ? { code: 'INTERNAL_ERROR', params: ['no such data source'] } : undefined
    const { hosts, vms } = valueOf(await session.inventory(quick))
    expect([...hosts, ...vms].map((object) => object.cpuUsedPercent)).toEqual(Array.from({ length: 7 }, () => null))
  })
})
