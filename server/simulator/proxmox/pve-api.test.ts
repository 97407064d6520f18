import { X509Certificate } from 'node:crypto'
import { Agent, request } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadPveSchema, type PveMethod } from '../../testing/pve-schema'
import { until } from '../../testing/require-peer'
import { startDatacenter, type Datacenter } from '../datacenter'
import { smallDatacenter } from '../small-datacenter'
import { selfSignedCertificate } from './self-signed-certificate'

const schema = loadPveSchema()
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
const answerSchema = z.object({ data: z.unknown(), message: z.string().optional() })

let datacenter: Datacenter
let headers: Record<string, string>

beforeEach(async () => {
  datacenter = await startDatacenter({ config: smallDatacenter, scenarios: [], plans: [], speed: 0 })
  const { apiToken } = datacenter.description.manager
  headers = { authorization: `PVEAPIToken=${apiToken.tokenId}=${apiToken.token}` }
})
afterEach(() => datacenter.close())

const send = async (method: PveMethod, path: string, form: Record<string, string> = {}, using = headers) => {
  const query = method === 'GET' && Object.keys(form).length > 0 ? `?${new URLSearchParams(form)}` : ''
  const response = await request(`${datacenter.description.manager.url}/api2/json${path}${query}`, {
    method,
    dispatcher,
    headers: { ...using, ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
    ...(method === 'POST' ? { body: new URLSearchParams(form).toString() } : {}),
  })
  return { status: response.statusCode, ...answerSchema.parse(await response.body.json()) }
}

/** Sends, and holds call and answer against the official schema. */
const checked = async (method: PveMethod, path: string, form: Record<string, string> = {}): Promise<unknown> => {
  expect(schema?.validateCall(method, path, form) ?? []).toEqual([])
  const { status, data, message } = await send(method, path, form)
  expect({ path, status, message }).toEqual({ path, status: 200, message: undefined })
  expect(schema?.validateReturn(method, path, data) ?? []).toEqual([])
  return data
}

const taskState = async (upid: unknown) =>
  z
    .object({ status: z.string(), exitstatus: z.string().optional() })
    .parse(await checked('GET', `/nodes/${String(upid).split(':')[1]}/tasks/${String(upid)}/status`))

describe.skipIf(schema === null)('against the official schema', () => {
  const guest = '/nodes/host-1/qemu/101'
  const reads: readonly string[] = [
    '/version',
    '/access/permissions',
    '/nodes',
    '/storage',
    '/cluster/resources',
    '/cluster/status',
    '/cluster/tasks',
    '/cluster/ha/resources',
    '/cluster/ha/rules',
    '/cluster/ha/status/current',
    '/nodes/host-1/status',
    '/nodes/host-1/version',
    '/nodes/host-1/storage',
    '/nodes/host-1/network',
    '/nodes/host-1/tasks',
    '/nodes/host-1/qemu',
    '/nodes/host-2/qemu/104/config',
    '/nodes/host-2/qemu/104/snapshot',
    '/nodes/host-2/qemu/104/migrate',
    `${guest}/config`,
    `${guest}/status/current`,
    `${guest}/migrate`,
  ]
  const readAll = async () => {
    for (const path of reads) await checked('GET', path)
  }

  it('every answer fits, before, while and after things happen', async () => {
    await readAll()
    const upids = [
      await checked('POST', `${guest}/status/shutdown`, { timeout: '60', forceStop: '0' }),
      await checked('POST', '/nodes/host-1/qemu/102/status/suspend', { todisk: '1' }),
      await checked('POST', '/nodes/host-2/qemu/103/migrate', { target: 'host-1', online: '1' }),
      await checked('POST', '/nodes/host-3/qemu/106/status/start'),
      await checked('POST', '/nodes/host-3/qemu/105/status/stop', { 'overrule-shutdown': '1' }),
    ]
    await checked('POST', '/nodes/host-2/qemu/103/agent/ping')
    datacenter.world.advance(500)
    await readAll()
    expect(await taskState(upids[0])).toEqual({ status: 'running' })
    datacenter.world.advance(60_000)
    await readAll()
    for (const upid of upids) {
      expect(await taskState(upid)).toEqual({ status: 'stopped', exitstatus: 'OK' })
      await checked('GET', `/nodes/${String(upid).split(':')[1]}/tasks/${String(upid)}/log`)
    }
    const resumed = await checked('POST', '/nodes/host-1/qemu/102/status/start')
    datacenter.world.advance(30_000)
    expect((await taskState(resumed)).exitstatus).toBe('OK')
  })

  it('a node shut down, listed as offline, and woken', async () => {
    await checked('POST', '/nodes/host-3/status', { command: 'shutdown' })
    datacenter.world.advance(10_000)
    const nodes = z.array(z.object({ node: z.string(), status: z.string() })).parse(await checked('GET', '/nodes'))
    expect(nodes.find(({ node }) => node === 'host-3')?.status).toBe('offline')
    await checked('GET', '/cluster/resources')
    await checked('GET', '/cluster/status')
    expect((await send('GET', '/nodes/host-3/status')).status).toBe(595)
    await checked('POST', '/nodes/host-3/wakeonlan')
    datacenter.world.advance(20_000)
    await checked('GET', '/nodes/host-3/status')
  })

  it('a migration that is cancelled by ending its task', async () => {
    const upid = await checked('POST', `${guest}/migrate`, { target: 'host-2', online: '1' })
    datacenter.world.advance(2_000)
    await checked('DELETE', `/nodes/host-1/tasks/${String(upid)}`)
    datacenter.world.advance(60_000)
    expect((await taskState(upid)).exitstatus).toBe('migration aborted')
    await checked('GET', `${guest}/status/current`)
  })
})

describe('access', () => {
  const { POST, GET } = { POST: 'POST', GET: 'GET' } as const
  it('a wrong password, a wrong token and no credentials are refused with 401', async () => {
    expect((await send(POST, '/access/ticket', { username: 'root@pam', password: 'wrong' }, {})).status).toBe(401)
    expect((await send(GET, '/version', {}, { authorization: 'PVEAPIToken=root@pam!console=wrong' })).status).toBe(401)
    expect((await send(GET, '/version', {}, {})).status).toBe(401)
  })

  it('a ticket reads, and writes only with its CSRF token', async () => {
    const { user, password } = datacenter.description.manager
    const signedIn = await send(POST, '/access/ticket', { username: user, password }, {})
    expect(schema?.validateReturn(POST, '/access/ticket', signedIn.data) ?? []).toEqual([])
    const ticket = z.object({ ticket: z.string(), CSRFPreventionToken: z.string() }).parse(signedIn.data)
    const cookie = { cookie: `PVEAuthCookie=${encodeURIComponent(ticket.ticket)}` }
    expect((await send(GET, '/version', {}, cookie)).status).toBe(200)
    const stop = '/nodes/host-1/qemu/101/status/stop'
    expect((await send(POST, stop, {}, cookie)).status).toBe(401)
    expect((await send(POST, stop, {}, { ...cookie, csrfpreventiontoken: ticket.CSRFPreventionToken })).status).toBe(200)
  })

  it('the certificate is the one whose fingerprint is described', () => {
    const certificate = selfSignedCertificate('simulated-pve', new Date())
    const read = new X509Certificate(certificate.certificatePem)
    expect(read.fingerprint256).toBe(certificate.fingerprint)
    expect(read.verify(read.publicKey)).toBe(true)
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1')
  })
})

describe('what the real one refuses is refused', () => {
  it.each([
    ['an unknown parameter', 'POST', '/nodes/host-1/qemu/101/status/stop', { now: '1' }, 400],
    ['an unknown call', 'GET', '/nodes/host-1/explode', {}, 501],
    ['a guest asked for on another node', 'GET', '/nodes/host-2/qemu/101/config', {}, 500],
    ['an unknown node', 'GET', '/nodes/nowhere/status', {}, 500],
    ['a live guest moved without online', 'POST', '/nodes/host-1/qemu/101/migrate', { target: 'host-2' }, 500],
    ['a move without a target', 'POST', '/nodes/host-1/qemu/101/migrate', { online: '1' }, 400],
    ['an agent that is not installed', 'POST', '/nodes/host-2/qemu/104/agent/ping', {}, 500],
  ] as const)('%s', async (_what, method, path, form, status) => {
    expect((await send(method, path, { ...form })).status).toBe(status)
  })

  it('a start without quorum', async () => {
    datacenter.world.shutDownHost('host-1')
    datacenter.world.shutDownHost('host-2')
    datacenter.world.advance(10_000)
    const answer = await send('POST', '/nodes/host-3/qemu/106/status/start')
    expect(answer.message).toContain('no quorum')
  })

  it('everything, while the manager is down', async () => {
    datacenter.world.setManager('refuses')
    datacenter.world.advance(100)
    await until('connections are refused', () =>
      send('GET', '/version').then(
        () => false,
        (error: unknown) => String(error).includes('ECONNREFUSED'),
      ),
    )
    datacenter.world.setManager('no')
    datacenter.world.advance(100)
    await until('the API answers again', async () => (await send('GET', '/version')).status === 200)
  })
})
