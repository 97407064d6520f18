import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../testing/require-peer'
import { type PveCall, type PveReply, type ScriptedPve, scriptedPve } from '../../../testing/scripted-pve'
import type { ManagerSecret } from '../../../domain/manager'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const version = { data: { version: '8.2.4', release: '8.2', repoid: 'faa83925c9641325' } }
const password: ManagerSecret = { kind: 'password', user: 'root', password: 'pass-secret' }

const start = async (answer: (call: PveCall) => PveReply | undefined): Promise<ScriptedPve> => {
  const server = await scriptedPve(answer)
  open.push(server)
  return server
}

const sessionAt = (url: string, secret: ManagerSecret = password): ManagerSession => {
  const session = driver.open({ address: { kind: 'proxmox', url, pins: [] }, secret })
  open.push(session)
  return session
}

const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

/** Hands out a new ticket each time; `accepts` says whether a call with the n-th ticket is let in. */
const ticketServer = (accepts: (ticket: number) => boolean) => {
  let tickets = 0
  return start((call) => {
    if (call.path === '/access/ticket') {
      tickets += 1
      return { data: { username: 'root@pam', ticket: `PVE:ticket-${tickets}`, CSRFPreventionToken: `csrf-${tickets}` } }
    }
    const used = Number(/PVEAuthCookie=PVE:ticket-(\d+)/.exec(call.headers.cookie ?? '')?.[1])
    if (!accepts(used)) return { status: 401, reason: 'permission denied - invalid PVE ticket' }
    if (call.method !== 'GET' && call.headers.csrfpreventiontoken !== `csrf-${used}`)
      return { status: 401, reason: 'Permission denied - invalid csrf token' }
    if (call.path === '/version') return version
    return { data: call.method !== 'GET' ? null : call.path === '/access/permissions' ? {} : [] }
  })
}

describe('signing in with a password', () => {
  it('gets one ticket for many calls, completes the realm, and sends the CSRF token with changes', async () => {
    const server = await ticketServer(() => true)
    const session = sessionAt(server.url)
    const results = await Promise.all([session.identify(quick), session.identify(quick), session.identify(quick)])
    expect(results.map((result) => result.kind)).toEqual(['ok', 'ok', 'ok'])
    expect((await session.act({ act: 'shutdown-host', hostNativeId: 'pve1' }, quick)).kind).toBe('ok')
    const signIns = server.calls.filter((call) => call.path === '/access/ticket')
    expect(signIns.map((call) => call.params)).toEqual([{ username: 'root@pam', password: 'pass-secret' }])
    expect(server.problems).toEqual([])
  })

  it('signs in again when the ticket ran out, and repeats what had been refused', async () => {
    let oldest = 1
    const server = await ticketServer((ticket) => ticket >= oldest)
    const session = sessionAt(server.url)
    expect((await session.identify(quick)).kind).toBe('ok')
    oldest = 2
    expect((await session.act({ act: 'shutdown-host', hostNativeId: 'pve1' }, quick)).kind).toBe('ok')
    expect(server.calls.filter((call) => call.path === '/access/ticket')).toHaveLength(2)
  })

  it('does not go on for ever where every ticket is refused', async () => {
    const server = await ticketServer(() => false)
    expect(words(await sessionAt(server.url).identify(quick))).toMatch(/^refused: .*did not accept the credentials/)
    expect(server.calls.filter((call) => call.path === '/access/ticket')).toHaveLength(2)
  })

  it('K5 a wrong password is refused with a hint, and no secret is repeated even if the server does', async () => {
    const server = await start(() => ({ status: 401, reason: 'authentication failure for pass-secret' }))
    const said = words(await sessionAt(server.url).identify(quick))
    expect(said).toMatch(/^refused: .*authentication failure.*name@realm/)
    expect(said).not.toContain('pass-secret')
  })

  it('K5 a token that the server repeats is not repeated', async () => {
    const server = await start((call) => ({ status: 401, reason: `no such token ${call.headers.authorization}` }))
    const said = words(
      await sessionAt(server.url, { kind: 'api-token', tokenId: 'a@pve!b', token: 'tok-secret' }).identify(quick),
    )
    expect(said).toMatch(/^refused: .*no such token/)
    expect(said).not.toContain('tok-secret')
  })

  it('a second factor leads to an API token', async () => {
    const server = await start(() => ({
      data: { username: 'root@pam', ticket: 'PVE:!tfa!', CSRFPreventionToken: 'x', NeedTFA: 1 },
    }))
    expect(words(await sessionAt(server.url).identify(quick))).toMatch(/^refused: .*second factor.*API token/)
  })

  it('an SSH key is refused without a call', async () => {
    const server = await start(() => version)
    const key: ManagerSecret = { kind: 'ssh-key', user: 'root', privateKey: 'key-secret', passphrase: '' }
    expect(words(await sessionAt(server.url, key).identify(quick))).toMatch(/^refused: .*API token/)
    expect(server.calls).toEqual([])
  })
})

describe('several nodes as one address', () => {
  const token: ManagerSecret = { kind: 'api-token', tokenId: 'a@pve!b', token: 'tok-secret' }

  it('A9 goes on with the next node when one is away, and stays there', async () => {
    const first = await start(() => version)
    const second = await start(() => version)
    const session = sessionAt(`${first.url},${second.url}`, token)
    expect((await session.identify(quick)).kind).toBe('ok')
    const before = first.calls.length
    expect([before > 0, second.calls.length]).toEqual([true, 0])
    await first.close()
    expect((await session.identify(quick)).kind).toBe('ok')
    const each = second.calls.length
    expect((await session.identify(quick)).kind).toBe('ok')
    expect([first.calls.length, second.calls.length]).toEqual([before, 2 * each])
  })

  it('A2 a change that may have arrived at one node is not sent to another', async () => {
    const first = await start(() => ({ breaks: true }))
    const second = await start(() => ({ data: null }))
    const session = sessionAt(`${first.url},${second.url}`, token)
    expect((await session.act({ act: 'shutdown-host', hostNativeId: 'pve1' }, quick)).kind).toBe('unknown')
    expect(second.calls).toEqual([])
  })

  it('is unreachable when none answers', async () => {
    const urls = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`)
    expect((await sessionAt(urls.join(','), token).identify(quick)).kind).toBe('unreachable')
  })
})

describe('answers that are none of Proxmox VE', () => {
  const token: ManagerSecret = { kind: 'api-token', tokenId: 'a@pve!b', token: 'tok-secret' }
  it.each<[string, PveReply]>([
    ['a web page', { raw: '<html>Welcome</html>' }],
    ['a web page with 404', { status: 404, reason: 'Not Found', raw: '<html>' }],
    ['JSON of something else', { raw: '{"hello":"world"}' }],
    ['an empty answer', { raw: '' }],
    ['a redirect', { status: 302, reason: 'Found', raw: '' }],
  ])('D3 %s is refused, as what no Proxmox VE said; no act is sent', async (_, reply) => {
    const server = await start(() => reply)
    const session = sessionAt(server.url, token)
    const byStranger = { kind: 'refused', byStranger: true }
    expect(await session.inventory(quick)).toMatchObject(byStranger)
    expect(await session.act({ act: 'shutdown-guest', vmNativeId: 'qemu/100' }, quick)).toMatchObject(byStranger)
    expect(server.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('A1 an act that is answered so has an unknown outcome: it was sent', async () => {
    const server = await start(() => ({ raw: '<html>' }))
    expect((await sessionAt(server.url, token).act({ act: 'power-on-host', hostNativeId: 'x' }, quick)).kind).toBe('unknown')
  })
})
