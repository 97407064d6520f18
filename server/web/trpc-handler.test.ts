import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ensureSetupCode } from '../services/auth/setup-code'
import { SESSION_LIFE_MS } from '../services/auth/session'
import { contentOf, IDS } from '../testing/service-seed'
import { until } from '../testing/require-peer'
import { openWebWorld, type WebWorld } from '../testing/web-world'
import { handleTrpc } from './trpc-handler'

const errorSchema = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      data: z.looseObject({ hint: z.string().nullable(), kind: z.string(), code: z.string() }),
    }),
  }),
})

describe('the API over HTTP', () => {
  let world: WebWorld
  beforeEach(async () => {
    world = await openWebWorld()
  })
  afterEach(() => world.close())

  const call = (path: string, options: Parameters<WebWorld['request']>[1] = {}) =>
    handleTrpc(world.web, world.request(`/api/trpc/${path}`, options))
  const rename = (headers: Record<string, string | null>, cookie: string) =>
    call('power.rename', { body: { json: { deviceId: IDS.device, name: 'renamed' } }, cookie, headers })
  const deviceName = async () => (await world.services.store.read.devices.get(IDS.device))?.name
  const errorOf = async (response: Response) => errorSchema.parse(await response.json()).error.json

  it('signs in with a cookie that scripts cannot read, uses it, and signs out', async () => {
    await world.services.store.write(async (tx) => {
      for (const { id } of await tx.users.list()) await tx.users.remove(id)
    })
    const code = await ensureSetupCode(world.services.store)
    const first = await call('auth.setup', { body: { json: { code, name: 'ada', password: 'long enough' } } })
    expect(first.status).toBe(200)
    expect(await first.text()).not.toContain('token')
    const signedIn = await call('auth.signIn', { body: { json: { name: 'ada', password: 'long enough' } } })
    const cookie = signedIn.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^ridethrough_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    const session = cookie.split(';')[0] ?? ''
    expect(await (await call('auth.state', { cookie: session })).json()).toMatchObject({
      result: { data: { json: { setupNeeded: false, user: { name: 'ada', role: 'admin' } } } },
    })
    const signedOut = await call('auth.signOut', { body: {}, cookie: session })
    expect(signedOut.headers.get('set-cookie')).toMatch(/^ridethrough_session=; .*Max-Age=0/)
    expect((await call('power.list', { cookie: session })).status).toBe(401)
  })

  it('makes the cookie Secure where browsers come over TLS', async () => {
    const cookie = await world.cookieOf('viewer')
    const behindProxy = await call('auth.signOut', { body: {}, cookie, headers: { 'x-forwarded-proto': 'https' } })
    expect(behindProxy.headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  it('extends the cookie with the session while it is used', async () => {
    const cookie = await world.cookieOf('viewer')
    expect((await call('power.list', { cookie })).headers.get('set-cookie')).toBeNull()
    world.services.clock.nowMs += SESSION_LIFE_MS / 2
    expect((await call('power.list', { cookie })).headers.get('set-cookie')).toContain(cookie)
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['a form without our header', { 'x-ridethrough': null }],
  ])('refuses a change that comes from %s, and changes nothing', async (_what, headers) => {
    const cookie = await world.cookieOf('admin')
    const before = await deviceName()
    const response = await rename(headers, cookie)
    expect(response.status).toBe(403)
    expect(await deviceName()).toBe(before)
  })

  it('believes our own page, and a program that says who it is', async () => {
    const cookie = await world.cookieOf('admin')
    expect((await rename({}, cookie)).status).toBe(200)
    expect(await deviceName()).toBe('renamed')
    expect((await rename({ 'sec-fetch-site': null, origin: null }, cookie)).status).toBe(200)
  })

  it('believes the public address behind a reverse proxy', async () => {
    const proxied = await openWebWorld({ RIDETHROUGH_PUBLIC_URL: 'https://power.example/' })
    try {
      const request = proxied.request('/api/trpc/power.rename', {
        body: { json: { deviceId: IDS.device, name: 'renamed' } },
        cookie: await proxied.cookieOf('admin'),
        headers: { origin: 'https://power.example', host: '127.0.0.1:3000' },
      })
      expect((await handleTrpc(proxied.web, request)).status).toBe(200)
    } finally {
      await proxied.close()
    }
  })

  it('A8 says what the role lacks, with what to do', async () => {
    const response = await rename({}, await world.cookieOf('viewer'))
    expect(response.status).toBe(403)
    expect(await errorOf(response)).toMatchObject({
      message: 'The role “viewer” does not allow this',
      data: { kind: 'forbidden', hint: 'Ask an administrator for a role with the permission “configure”.' },
    })
  })

  it('names the field of an invalid input', async () => {
    const response = await call('users.create', {
      body: { json: { name: 'x', role: 'king', password: 'short' } },
      cookie: await world.cookieOf('admin'),
    })
    expect(response.status).toBe(400)
    const { message, data } = await errorOf(response)
    expect(message).toContain('role')
    expect(message).toContain('password')
    expect(data).toMatchObject({ kind: 'invalid' })
    expect(data).not.toHaveProperty('stack')
  })

  it('K5 tells nothing of an unexpected error', async () => {
    const store = { ...world.web.services.store, read: { ...world.web.services.store.read, devices: broken } }
    const web = { ...world.web, services: { ...world.web.services, store } }
    const response = await handleTrpc(web, world.request('/api/trpc/power.list', { cookie: await world.cookieOf('viewer') }))
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('hunter2')
    expect(text).toContain('Something failed inside the server')
  })

  it('K5 the list of UPSs names no credential', async () => {
    const text = await (await call('power.list', { cookie: await world.cookieOf('admin') })).text()
    expect(text).toContain('ups-a')
    expect(text).not.toMatch(/credential|hush/i)
  })

  it('is asked about a plan of thousands of VMs in a body, which no address could hold', async () => {
    const cookie = await world.cookieOf('viewer')
    const vms = Array.from({ length: 2_000 }, (_, at) => ({ id: `pve:vm-${at}`, name: `vm-${at}` }))
    const body = { json: { powerGroupId: IDS.group, content: contentOf(vms) } }
    const response = await call('plans.forecast', { body, cookie })
    expect(response.status).toBe(200)
    const answer = z.object({ result: z.object({ data: z.object({ json: z.object({ vmCount: z.number() }) }) }) })
    expect(answer.parse(await response.json()).result.data.json.vmCount).toBe(2)
    expect((await call('plans.forecast', { body })).status).toBe(401)
  })

  it('changes nothing by a request that only asks', async () => {
    const before = await deviceName()
    const renaming = encodeURIComponent(JSON.stringify({ json: { deviceId: IDS.device, name: 'renamed' } }))
    const response = await call(`power.rename?input=${renaming}`, { cookie: await world.cookieOf('admin') })
    expect(response.status).toBe(405)
    expect(await deviceName()).toBe(before)
  })

  it('streams live events, and resumes after the last one', async () => {
    const cookie = await world.cookieOf('viewer')
    const store = world.services.store
    const firstId = (await store.write((tx) => tx.journal.append({ ...SEEN, message: 'first' }))).id
    const response = await call(
      `live.events?input=${encodeURIComponent(JSON.stringify({ json: { lastEventId: String(firstId - 1) } }))}`,
      { cookie },
    )
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('"first"')) text += (await reader?.read())?.value ?? ''
    await store.write((tx) => tx.journal.append({ ...SEEN, message: 'second' }))
    while (!text.includes('"second"') || !text.endsWith('\n\n\n')) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text.indexOf('"type":"snapshot"')).toBeLessThan(text.indexOf('"first"'))
    expect(text).toContain(`id: ${firstId}\n`)
    expect(text).toContain(`id: ${firstId + 1}\n`)
    await until('the stream to be let go', () => world.web.live.listeners === 0)
  })

  it('streams nothing to strangers', async () => {
    const text = await (await call('live.events')).text()
    expect(text).toContain('UNAUTHORIZED')
    expect(text).not.toContain('snapshot')
  })
})

const SEEN = {
  atMs: 1,
  kind: 'power.supply-changed',
  actor: 'engine',
  channel: 'device',
  object: { kind: 'device', id: 'ups-a', name: 'ups-a' },
} as const

const broken = {
  list: () => Promise.reject(new Error('password=hunter2 was wrong')),
  get: () => Promise.reject(new Error('password=hunter2 was wrong')),
}
