import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { MANAGER_KINDS, type ManagerSecret } from '../../domain/manager'
import { runbookSchema } from '../../domain/runbook'
import { freePort } from '../../testing/require-peer'
import { testAuthority } from '../../testing/certificates'
import { hypervisorDrivers } from '../hypervisor/registry'
import type { CallOptions, DriverResult, HypervisorDriver, ManagerSession } from '../ports'

/** Typed, so that it does not spread `any`. */
const containing = (text: string): unknown => expect.stringContaining(text)

const certificate = testAuthority().issue()
const SECRET = 'contract-secret'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const listen = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(done))
    },
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Over what a driver reaches its manager; a runbook by either. */
const WAYS = ['ssh', 'https'] as const
type Way = (typeof WAYS)[number]
const waysOf = ({ kind }: HypervisorDriver): readonly Way[] => {
  switch (kind) {
    case 'libvirt':
    case 'hyperv':
    case 'scvmm':
      return ['ssh']
    case 'runbook':
      return WAYS
    case 'vsphere':
    case 'proxmox':
    case 'ovirt':
    case 'xapi':
    case 'srm':
      return ['https']
  }
}

const PROBE = { kind: 'tcp', address: '127.0.0.1:9' } as const
const RUNBOOKS = {
  ssh: runbookSchema.parse({ machines: [{ name: 'one', stop: { run: 'stop' }, probe: PROBE }] }),
  https: runbookSchema.parse({
    check: { path: '/', contains: 'the receiver' },
    machines: [{ name: 'one', stop: { path: '/stop' }, probe: PROBE }],
  }),
}

const sessionAt = (
  driver: HypervisorDriver,
  way: Way,
  port: number,
  pins: string[] = way === 'ssh' ? [] : [certificate.fingerprint],
): ManagerSession => {
  const secret: ManagerSecret = { kind: 'password', user: 'contract', password: SECRET }
  const runbook = driver.kind === 'runbook' ? { runbook: RUNBOOKS[way] } : {}
  const address = { kind: driver.kind, url: `${way}://127.0.0.1:${port}`, pins, ...runbook }
  const session = driver.open({ address, secret })
  open.push(session)
  return session
}

/** Every call of the port; all must keep the same manners. */
const calls: readonly [string, (session: ManagerSession, options: CallOptions) => Promise<DriverResult<unknown>>][] = [
  ['identify', (session, options) => session.identify(options)],
  ['inventory', (session, options) => session.inventory(options)],
  ['observeHost', (session, options) => session.observeHost('host-1', options)],
  ['act on a host', (session, options) => session.act({ act: 'shutdown-host', hostNativeId: 'host-1' }, options)],
  ['reboot a host', (session, options) => session.act({ act: 'reboot-host', hostNativeId: 'host-1' }, options)],
]

const check = (result: DriverResult<unknown>, ...kinds: DriverResult<unknown>['kind'][]) => {
  expect(kinds).toContain(result.kind)
  if (result.kind === 'ok') return
  expect(result.message.trim()).not.toBe('')
  expect(result.hint.trim()).not.toBe('')
  expect(`${result.message} ${result.hint}`).not.toContain(SECRET)
}

it('the suite runs over every driver, each kind once', () => {
  const kinds = hypervisorDrivers.map((driver) => driver.kind)
  expect(kinds.length).toBeGreaterThanOrEqual(2)
  expect(new Set(kinds).size).toBe(kinds.length)
  for (const kind of kinds) expect(MANAGER_KINDS).toContain(kind)
})

const all = hypervisorDrivers.flatMap((driver) => waysOf(driver).map((way) => [driver.kind, way, driver] as const))

describe.each(all)('the hypervisor port: %s over %s', (_, way, driver) => {
  it('A7 states its limits', () => {
    const { migrationsPerHost, powerOpsPerHost, callsPerManager } = driver.capabilities
    for (const limit of [migrationsPerHost, powerOpsPerHost, callsPerManager]) expect(limit).toBeGreaterThanOrEqual(1)
    expect(driver.label).not.toBe('')
  })

  it('S1-27 says whether it moves local disks along, or why not', () => {
    const { liveMigration, movesStorage } = driver.capabilities
    if (!liveMigration) return expect(movesStorage).toBeUndefined()
    if (movesStorage === undefined) throw new Error('it says nothing')
    expect('no' in movesStorage ? movesStorage.no.length : ['any-datastore', 'same-name'].indexOf(movesStorage.to)).not.toBe(-1)
    if ('no' in movesStorage) expect(movesStorage.no.trim()).not.toBe('')
  })

  it.each(calls)('%s at a dead address is unreachable', async (_name, call) => {
    check(await call(sessionAt(driver, way, await freePort()), { deadlineMs: 5_000 }), 'unreachable')
  })

  it.each(calls)('A3 %s at a silent address ends by its deadline', async (_name, call) => {
    const port = await listen(createServer())
    check(await call(sessionAt(driver, way, port), { deadlineMs: 400 }), 'unreachable')
  })

  it.each(calls)('%s ends when the caller cancels it', async (_name, call) => {
    const port = await listen(createServer())
    const controller = new AbortController()
    const pending = call(sessionAt(driver, way, port), { deadlineMs: 600_000, signal: controller.signal })
    controller.abort()
    check(await pending, 'unreachable')
    check(await call(sessionAt(driver, way, port), { deadlineMs: 600_000, signal: AbortSignal.abort() }), 'unreachable')
  })

  it('listening for changes tells nothing of a silent address, and ends when the caller ends it', async () => {
    const session = sessionAt(driver, way, await listen(createServer()))
    const stop = new AbortController()
    const told: unknown[] = []
    const listening = session.watchChanges?.((changed) => told.push(changed), stop.signal)
    stop.abort()
    const ended = await listening
    expect([undefined, 'unreachable']).toContain(ended?.kind)
    expect(told).toEqual([])
  })

  it.skipIf(way === 'ssh')('K5 an unknown certificate is refused with its fingerprint before anything is sent', async () => {
    const received: string[] = []
    const server = createTls(certificate, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', (data: Buffer) => received.push(data.toString()))
    })
    const result = await sessionAt(driver, way, await listen(server), []).identify({ deadlineMs: 5_000 })
    check(result, 'refused')
    expect(result).toMatchObject({ message: containing(certificate.fingerprint) })
    expect(received).toEqual([])
  })

  it.skipIf(way === 'ssh').each([
    ['a web page', 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>Welcome</html>'],
    ['a 404 page', 'HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>404</html>'],
    ['JSON of something else', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"hello":"world"}'],
    [
      'XML of something else',
      'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\nconnection: close\r\n\r\n<?xml version="1.0"?><hello/>',
    ],
    ['nothing', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'],
    ['no HTTP', '220 mail.example ESMTP\r\n'],
  ])('%s instead of a manager’s answer is refused', async (_what, answer) => {
    const server = createTls(certificate, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => socket.end(answer))
    })
    check(await sessionAt(driver, way, await listen(server)).inventory({ deadlineMs: 5_000 }), 'refused')
  })

  it.runIf(way === 'ssh')('a service that is no SSH server is not taken for one', async () => {
    const port = await listen(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')))
    check(await sessionAt(driver, way, port).inventory({ deadlineMs: 5_000 }), 'refused', 'unreachable')
  })

  it('closes twice, also in the middle of a call', async () => {
    const session = sessionAt(driver, way, await listen(createServer()))
    const pending = session.identify({ deadlineMs: 1_000 })
    await session.close()
    await session.close()
    check(await pending, 'unreachable', 'refused')
  })
})
