import { afterEach, describe, expect, it } from 'vitest'
import { testAuthority } from '../../../testing/certificates'
import { engineModel, hostId, vmId, type EngineModel } from '../../../testing/ovirt/engine-model'
import { fault } from '../../../testing/ovirt/engine-xml'
import type { EngineReply, ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
import type { ManagerSecret } from '../../../domain/manager'
import type { DriverResult, ManagerAct, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 15_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

const sessionAt = (
  engine: Pick<ScriptedEngine, 'url' | 'fingerprint'>,
  secret: ManagerSecret = { kind: 'password', ...account },
): ManagerSession => {
  const session = driver.open({ address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] }, secret })
  open.push(session)
  return session
}

const start = async (
  options: StandInOptions = {},
): Promise<{ model: EngineModel; engine: ScriptedEngine; session: ManagerSession }> => {
  const model = engineModel(2, 3)
  const engine = await startStandIn(model, account, options)
  open.push(engine)
  return { model, engine, session: sessionAt(engine) }
}

const stop: ManagerAct = { act: 'power-off', vmNativeId: vmId(1) }
const isAct = (call: { readonly method: string }) => call.method === 'POST'

describe('signing in', () => {
  it('tells the product, its version and the installation, and signs out at the end', async () => {
    const { engine, session } = await start()
    expect(await session.identify(quick)).toEqual({
      kind: 'ok',
      value: {
        kind: 'ovirt',
        product: 'oVirt Engine',
        version: '4.4.10.7-1.el8',
        instanceUuid: '99999999-0000-4000-8000-000000000001',
      },
    })
    expect(engine.tokens.size).toBe(1)
    await session.close()
    expect(engine.tokens.size).toBe(0)
  })

  it('signs in once for calls at the same time', async () => {
    const { engine, session } = await start()
    const results = await Promise.all([session.inventory(quick), session.identify(quick), session.observeVm(vmId(1), quick)])
    expect(results.map(words)).toEqual(['ok', 'ok', 'ok'])
    expect(engine.signIns()).toBe(1)
  })

  it('A1 a session that was thrown out is renewed in the middle of a run, and an act is carried out once', async () => {
    const { engine, session } = await start()
    expect(words(await session.observeVm(vmId(1), quick))).toBe('ok')
    engine.expire()
    expect(words(await session.act(stop, quick))).toBe('ok')
    expect(engine.calls.filter(isAct)).toHaveLength(1)
    expect(engine.signIns()).toBe(2)
  })

  it('does not go on for ever where every session is thrown out', async () => {
    const { engine, session } = await start({ answer: () => ({ status: 401 }) })
    expect(words(await session.identify(quick))).toMatch(/^refused: .*does not accept/)
    expect(engine.signIns()).toBe(2)
  })

  it('K5 a wrong password is refused, not repeated in words and not tried again at every poll', async () => {
    const { engine } = await start()
    const session = sessionAt(engine, { kind: 'password', user: account.user, password: 'wrong-secret' })
    const said = [words(await session.inventory(quick)), words(await session.identify(quick))]
    for (const each of said) expect(each).toMatch(/^refused: .*user name or password.*with its profile/)
    expect(said.join()).not.toContain('wrong-secret')
    expect(engine.signIns()).toBe(1)
  })

  it.each<[string, ManagerSecret]>([
    ['an API token', { kind: 'api-token', tokenId: 'a', token: 'token-secret' }],
    ['an SSH key', { kind: 'ssh-key', user: 'root', privateKey: 'key-secret', passphrase: '' }],
  ])('%s is refused without a call', async (_what, secret) => {
    const { engine } = await start()
    expect(words(await sessionAt(engine, secret).identify(quick))).toMatch(/^refused: .*user name and a password/)
    expect(engine.signIns()).toBe(0)
  })

  it('K5 a changed certificate is refused with both to compare, and gets no password', async () => {
    const { engine } = await start()
    const other = await startStandIn(engineModel(1, 1), account, { certificate: testAuthority().issue() })
    open.push(other)
    const session = sessionAt({ url: other.url, fingerprint: engine.fingerprint })
    expect(words(await session.identify(quick))).toMatch(new RegExp(`^refused: .*another certificate.*${other.fingerprint}`))
    // To an act that is no answer of the engine.
    expect(words(await session.act(stop, quick))).toMatch(/^unreachable: .*another certificate/)
    expect([other.signIns(), other.calls.length]).toEqual([0, 0])
  })

  it('an engine of version 3 is named as too old', async () => {
    const { session } = await start({ version: '3.6.13' })
    expect(words(await session.identify(quick))).toMatch(/^unsupported: .*3\.6\.13/)
  })
})

describe('an engine in trouble', { timeout: 60_000 }, () => {
  it.each<[string, ManagerAct | null, EngineReply, RegExp]>([
    ['is starting', null, { status: 503, xml: '<html>' }, /^unreachable: .*not ready/],
    ['is starting', stop, { status: 503, xml: '<html>' }, /^unreachable: .*not ready/],
    [
      'fails',
      null,
      { status: 500, xml: fault('Operation Failed', 'Internal Engine Error') },
      /^refused: .*Internal Engine Error/,
    ],
    [
      'fails',
      stop,
      { status: 500, xml: fault('Operation Failed', 'Internal Engine Error') },
      /^unknown: .*Internal Engine Error/,
    ],
    [
      'loses its host',
      stop,
      { status: 400, xml: fault('Operation Failed', 'Network error during communication with the Host.') },
      /^unknown: .*Network error/,
    ],
    ['breaks the connection', stop, { breaks: true }, /^unknown: .*may have been carried out/],
    ['breaks the connection', null, { breaks: true }, /^unreachable: /],
    ['answers half an XML', null, { xml: '<api><product_info><name>oVirt' }, /^refused: .*no complete XML/],
    ['answers half an XML', stop, { xml: '<action><status>comp' }, /^unknown: .*not understood/],
    ['answers something else', null, { xml: '<vms/>' }, /^refused: .*"vms" instead of "api"/],
    ['answers something else', stop, { xml: '<html/>' }, /^unknown: .*not understood/],
    ['redirects', stop, { status: 302, xml: '' }, /^unreachable: .*does not answer like an oVirt engine/],
    ['redirects', null, { status: 302, xml: '' }, /^refused: .*does not answer like an oVirt engine/],
    [
      'forbids',
      stop,
      { status: 403, xml: fault('Operation Failed', 'User is not authorized to perform this action.') },
      /^refused: .*not authorized.*the permit stop_vm/,
    ],
    [
      'forbids',
      null,
      { status: 400, xml: fault('Operation Failed', 'query execution failed due to insufficient permissions.') },
      /^refused: .*does not permit.*Admin/,
    ],
    [
      'says no',
      stop,
      {
        status: 409,
        xml: fault('Operation Failed', 'Cannot stop VM. Related operation is currently in progress: the VM is being migrated.'),
      },
      /^refused: .*Wait for the migration/,
    ],
    [
      'says no inside of an action',
      stop,
      { xml: '<action><fault><detail>[Cannot stop VM. Disks are locked.]</detail></fault><status>failed</status></action>' },
      /^refused: .*Disks are locked\. .*snapshot, backup or copy/,
    ],
  ])('A1 one that %s during %o', async (_what, act, reply, said) => {
    const { session } = await start({ answer: (call) => (act === null || isAct(call) ? reply : undefined) })
    expect(words(act === null ? await session.identify(quick) : await session.act(act, quick))).toMatch(said)
  })

  it('A3 A1 one that never answers is left: a read unheard at the deadline, an act that is given up unknown', async () => {
    const givenUp = new AbortController()
    const { session } = await start({
      answer: (call) => {
        if (isAct(call)) givenUp.abort()
        return isAct(call) || call.path === '/clusters' ? { hangs: true } : undefined
      },
    })
    expect(words(await session.identify(quick))).toBe('ok')
    expect(words(await session.inventory({ deadlineMs: 1_500 }))).toMatch(/^unreachable: .*did not answer within/)
    expect(words(await session.act(stop, { ...quick, signal: givenUp.signal }))).toMatch(/^unknown: /)
  })

  it('K5 no secret leaves in a message, even if the engine repeats it', async () => {
    const { session } = await start({
      answer: (call) => ({ status: 409, xml: fault('no', `${account.password} and ${call.headers.authorization}`) }),
    })
    const said = words(await session.act(stop, quick))
    expect(said).toContain('…')
    expect(said).not.toMatch(/right-secret|token-/)
  })
})

describe('links that the engine follows', () => {
  it('one that fails over an object that went away meanwhile is asked without them', async () => {
    const answer: StandInOptions['answer'] = (call) =>
      call.query.follow === undefined || call.path === '/datacenters' || call.path.includes('affinity')
        ? undefined
        : { status: 500, xml: fault('Operation Failed', 'x') }
    const whole = await start()
    const expected = await whole.session.inventory(quick)
    const { session } = await start({ answer })
    expect(await session.inventory(quick)).toEqual(expected)
    expect(await session.observeVm(vmId(1), quick)).toEqual(await whole.session.observeVm(vmId(1), quick))
    expect(await session.observeHost(hostId(1), quick)).toEqual(await whole.session.observeHost(hostId(1), quick))
  })
})
