import { afterEach, describe, expect, it } from 'vitest'
import { engineModel, hostId, vmId } from '../../../testing/ovirt/engine-model'
import { fault } from '../../../testing/ovirt/engine-xml'
import type { EngineReply, ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
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

const start = async (
  options: StandInOptions,
): Promise<{ engine: ScriptedEngine; session: ManagerSession; changes: () => string[] }> => {
  const engine = await startStandIn(engineModel(2, 2), account, options)
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  open.push(engine, session)
  return { engine, session, changes: () => engine.calls.filter((call) => call.method === 'POST').map((call) => call.path) }
}

const shutdown: ManagerAct = { act: 'shutdown-guest', vmNativeId: vmId(1) }
const maintenance: ManagerAct = { act: 'enter-maintenance', hostNativeId: hostId(2) }

/** What is answered to reads while something is wrong; `right()` ends that. */
const wrongReads = (reply: EngineReply, path: (path: string) => boolean = () => true) => {
  let isWrong = true
  const answer: StandInOptions['answer'] = (call) => (isWrong && call.method === 'GET' && path(call.path) ? reply : undefined)
  return { answer, right: () => void (isWrong = false) }
}

describe('the look before an act', { timeout: 60_000 }, () => {
  it.each<[string, EngineReply]>([
    ['fails in the engine', { status: 500, xml: fault('Operation Failed', 'Internal Engine Error') }],
    ['fails without a word', { status: 500, xml: '<html>' }],
    ['is answered by a proxy (502)', { status: 502, xml: '<html>' }],
    ['is answered by a proxy (504)', { status: 504, xml: '<html>' }],
    ['finds the engine starting', { status: 503, xml: '<html>' }],
    ['finds no API there yet', { status: 404 }],
    ['finds another page', { status: 404, xml: '<html>Not Found</html>' }],
    ['is redirected', { status: 302, xml: '' }],
    ['is cut short', { xml: '<vm id="' }],
    ['is answered with something else', { xml: '<tags/>' }],
    ['is answered with a VM or host without an id', { xml: '<vm/>' }],
    ['is answered with another VM or host', { xml: `<vm id="${vmId(2)}"><status>up</status></vm>` }],
    ['is answered with an id that is none', { xml: `<vm id="${vmId(1).replace('-', 'ď')}"><status>up</status></vm>` }],
    ['is turned down for now', { status: 400, xml: fault('Operation Failed', 'query execution failed.') }],
    ['breaks off', { breaks: true }],
  ])('D3 A1 that %s is no refusal: the act is not sent, and is when it is asked again', async (_what, reply) => {
    for (const act of [shutdown, maintenance]) {
      const reads = wrongReads(reply)
      const { session, changes } = await start({ answer: reads.answer })
      expect(words(await session.act(act, quick))).toMatch(/^unreachable: /)
      expect(changes()).toEqual([])
      reads.right()
      expect(words(await session.act(act, quick))).toBe('ok')
      expect(changes()).toHaveLength(1)
    }
  })

  it('D5 nor is one for the VM of the engine itself', async () => {
    const reads = wrongReads({ status: 500, xml: '<html>' }, (path) => path === '/vms')
    const { session, changes } = await start({ answer: reads.answer })
    expect(words(await session.act(maintenance, quick))).toMatch(/^unreachable: /)
    expect(changes()).toEqual([])
  })

  it.each<[string, EngineReply, RegExp]>([
    ['forbids', { status: 403, xml: fault('Operation Failed', 'User is not authorized.') }, /^refused: .*does not permit/],
    ['does not know it', { status: 404, xml: fault('Operation Failed', 'Entity not found') }, /^refused: .*not know this VM/],
    ['does not know it, without a word', { status: 404 }, /^refused: .*not know this VM/],
  ])('an engine that %s says no', async (_what, reply, said) => {
    const reads = wrongReads(reply, (path) => path !== '/')
    const { session, changes } = await start({ answer: reads.answer })
    expect(words(await session.act(shutdown, quick))).toMatch(said)
    expect(changes()).toEqual([])
  })
})

describe('signing in for an act', { timeout: 60_000 }, () => {
  it.each<[string, readonly [number, unknown]]>([
    ['fails in the engine', [500, null]],
    ['is not possible now', [400, { error: 'The database is not there.', error_code: 'server_error' }]],
    ['gives no token', [200, {}]],
  ])('D3 A1 that %s is no refusal, neither before the look nor between it and the act', async (_what, reply) => {
    let isWrong = true
    const { engine, session, changes } = await start({
      signIn: () => (isWrong ? reply : undefined),
      // Throws the session out between the look and the act.
      answer: (call) => {
        if (call.method !== 'POST' || !isWrong) return undefined
        return { status: 401 }
      },
    })
    expect(words(await session.act(shutdown, quick))).toMatch(/^unreachable: /)
    isWrong = false
    expect(words(await session.observeVm(vmId(1), quick))).toBe('ok')
    isWrong = true
    expect(words(await session.act(shutdown, quick))).toMatch(/^unreachable: /)
    isWrong = false
    const sent = changes().length
    expect(words(await session.act(shutdown, quick))).toBe('ok')
    expect(changes()).toHaveLength(sent + 1)
    expect(engine.problems).toEqual([])
  })

  it('a wrong password says no', async () => {
    const { session } = await start({ signIn: () => [400, { error: 'Cannot authenticate.', error_code: 'access_denied' }] })
    expect(words(await session.act(shutdown, quick))).toMatch(/^refused: .*user name and password/)
  })
})

it('R5 no plan shuts a host down through it: it does that only in maintenance, which no plan enters for it', () => {
  expect(driver.capabilities).toMatchObject({ hostShutdown: true, hostMaintenance: true, hostPowerOn: true })
})
