import { type RequestListener, createServer as createHttp } from 'node:http'
import { type Server, createServer as createHttps } from 'node:https'
import { connect, createServer as createTcp, type Server as TcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../testing/require-peer'
import { testAuthority } from '../../../testing/certificates'
import { type HttpsRequest, type HttpsTarget, openHttps } from './https-client'

/** Typed, so that it does not spread `any`. */
const containing = (text: string): unknown => expect.stringContaining(text)

const authority = testAuthority()
const good = authority.issue()
const foreign = testAuthority().issue()

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const listen = async (server: TcpServer | Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  open.push({ close: () => new Promise((done) => server.close(done)) })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const serve = (certificate: { key: string; cert: string }, listener: RequestListener): Promise<number> => {
  const server = createHttps({ key: certificate.key, cert: certificate.cert }, listener)
  return listen(server)
}

const client = (target: Partial<HttpsTarget> & { readonly url: string }) => {
  const opened = openHttps({ defaultPort: 8006, pins: [], connections: 4, ...target })
  open.push(opened)
  return opened
}

const read: HttpsRequest = { method: 'GET', path: '/x?y=1', headers: {}, body: null, changes: false }
const change: HttpsRequest = { method: 'POST', path: '/x', headers: {}, body: 'a=1', changes: true }
const hello: RequestListener = (_request, response) => response.end('hello')

describe('certificates', () => {
  it('accepts one signed by a trusted authority', async () => {
    const port = await serve(good, hello)
    const result = await client({ url: `https://localhost:${port}`, authorities: authority.certificate }).request(read, {
      deadlineMs: 5000,
    })
    expect(result).toMatchObject({ kind: 'ok', value: { status: 200, body: 'hello' } })
  })

  it('refuses an unknown one, tells its fingerprint, and has sent nothing', async () => {
    const seen: string[] = []
    const port = await serve(foreign, (request, response) => {
      seen.push(request.url ?? '')
      response.end()
    })
    const result = await client({ url: `https://localhost:${port}`, authorities: authority.certificate }).request(change, {
      deadlineMs: 5000,
    })
    expect(result).toMatchObject({ kind: 'refused', message: containing(foreign.fingerprint) })
    expect(result).toMatchObject({ hint: containing('pin') })
    expect(seen).toEqual([])
  })

  it('accepts a pinned one, however it is written', async () => {
    const port = await serve(foreign, hello)
    for (const pin of [
      foreign.fingerprint,
      foreign.fingerprint.toLowerCase().replaceAll(':', ''),
      `sha256:${foreign.fingerprint}`,
    ]) {
      const result = await client({ url: `https://127.0.0.1:${port}`, pins: [pin] }).request(read, { deadlineMs: 5000 })
      expect(result.kind).toBe('ok')
    }
  })

  it('refuses any other than the pinned one, even one that an authority vouches for', async () => {
    const port = await serve(good, hello)
    const result = await client({
      url: `https://localhost:${port}`,
      pins: [foreign.fingerprint],
      authorities: authority.certificate,
    }).request(read, { deadlineMs: 5000 })
    expect(result).toMatchObject({ kind: 'refused', message: containing('another certificate than the pinned one') })
  })

  it('names an expired one and one of another host', async () => {
    const expired = await serve(authority.issue({ days: -1 }), hello)
    const elsewhere = await serve(authority.issue({ names: 'DNS:vcenter.example' }), hello)
    const ask = (port: number) =>
      client({ url: `https://localhost:${port}`, authorities: authority.certificate }).request(read, { deadlineMs: 5000 })
    expect(await ask(expired)).toMatchObject({ kind: 'refused', message: containing('expired') })
    expect(await ask(elsewhere)).toMatchObject({ kind: 'refused', message: containing('another name') })
  })

  it('refuses a pin that is no fingerprint', async () => {
    const result = await client({ url: 'https://localhost:1', pins: ['AA:BB'] }).request(read, { deadlineMs: 5000 })
    expect(result).toMatchObject({ kind: 'refused', hint: containing('AA:BB') })
  })
})

describe('an answer that does not come', () => {
  it('a closed port is unreachable, for a change too: it did not arrive', async () => {
    const result = await client({ url: `https://127.0.0.1:${await freePort()}` }).request(change, { deadlineMs: 5000 })
    expect(result).toMatchObject({ kind: 'unreachable', message: containing('refuses connections') })
  })

  it('an unknown name is unreachable', async () => {
    const result = await client({ url: 'https://no-such-host.invalid' }).request(read, { deadlineMs: 8000 })
    expect(result).toMatchObject({ kind: 'unreachable', message: containing('cannot be resolved') })
  })

  it('A1 a change that was sent and not answered has an unknown outcome; a read is only unreachable', async () => {
    const port = await serve(foreign, () => {})
    const opened = client({ url: `https://127.0.0.1:${port}`, pins: [foreign.fingerprint] })
    expect(await opened.request(change, { deadlineMs: 300 })).toMatchObject({
      kind: 'unknown',
      message: containing('may have been carried out'),
    })
    expect((await opened.request(read, { deadlineMs: 300 })).kind).toBe('unreachable')
  })

  it('A1 a connection that breaks after a change was sent leaves its outcome unknown', async () => {
    const port = await serve(foreign, (request) => request.socket.destroy())
    const opened = client({ url: `https://127.0.0.1:${port}`, pins: [foreign.fingerprint] })
    expect((await opened.request(change, { deadlineMs: 3000 })).kind).toBe('unknown')
    expect((await opened.request(read, { deadlineMs: 3000 })).kind).toBe('unreachable')
  })

  it('a server that accepts and never speaks TLS ends at the deadline, and nothing was sent', async () => {
    const port = await listen(createTcp((socket) => open.push({ close: () => socket.destroy() })))
    const result = await client({ url: `https://127.0.0.1:${port}` }).request(change, { deadlineMs: 300 })
    expect(result).toMatchObject({ kind: 'unreachable', message: containing('did not answer within 0.3 s') })
  })

  it('A1 a change that ran out of time before its connection stood is never sent afterwards', async () => {
    const seen: string[] = []
    const port = await serve(foreign, (request, response) => {
      seen.push(request.method ?? '')
      response.end()
    })
    let release = () => {}
    const released = new Promise<void>((done) => (release = done))
    const slowPath = await listen(
      createTcp((inner) => {
        open.push({ close: () => inner.destroy() })
        void released.then(() => {
          const outer = connect(port, '127.0.0.1')
          inner.pipe(outer).pipe(inner)
          for (const end of [inner, outer]) end.on('error', () => end.destroy())
        })
      }),
    )
    const opened = client({ url: `https://127.0.0.1:${slowPath}`, pins: [foreign.fingerprint], connections: 1 })
    expect((await opened.request(change, { deadlineMs: 200 })).kind).toBe('unreachable')
    release()
    expect(await opened.request(read, { deadlineMs: 5000 })).toMatchObject({ kind: 'ok' })
    expect(seen).toEqual(['GET'])
  })

  it('a port without TLS is refused in words', async () => {
    const port = await listen(createHttp(hello))
    const result = await client({ url: `https://127.0.0.1:${port}` }).request(read, { deadlineMs: 3000 })
    expect(result).toMatchObject({ kind: 'refused', message: containing('does not speak TLS') })
  })

  it('the caller’s signal ends it, before and during', async () => {
    const port = await serve(foreign, () => {})
    const opened = client({ url: `https://127.0.0.1:${port}`, pins: [foreign.fingerprint] })
    expect((await opened.request(read, { deadlineMs: 60_000, signal: AbortSignal.abort() })).kind).toBe('unreachable')
    const controller = new AbortController()
    const pending = opened.request(read, { deadlineMs: 60_000, signal: controller.signal })
    controller.abort()
    expect(await pending).toMatchObject({ kind: 'unreachable', message: containing('cancelled') })
  })

  it('refuses a header that cannot be sent, and goes on with the others', async () => {
    const opened = client({
      url: `https://127.0.0.1:${await serve(foreign, hello)}`,
      pins: [foreign.fingerprint],
      connections: 1,
    })
    for (const authorization of ['a token\n', 'x\u0000', 'x’'])
      expect(await opened.request({ ...read, headers: { authorization } }, { deadlineMs: 10_000 })).toMatchObject({
        kind: 'refused',
        message: containing('"authorization"'),
      })
    expect((await opened.request(read, { deadlineMs: 10_000 })).kind).toBe('ok')
  })

  it('reads once more when the server closed a kept connection', async () => {
    let requests = 0
    const port = await serve(foreign, (request, response) => {
      requests += 1
      if (requests === 2) request.socket.destroy()
      else response.end('hello')
    })
    const opened = client({ url: `https://127.0.0.1:${port}`, pins: [foreign.fingerprint], connections: 1 })
    expect((await opened.request(read, { deadlineMs: 3000 })).kind).toBe('ok')
    expect((await opened.request(read, { deadlineMs: 3000 })).kind).toBe('ok')
    expect(requests).toBe(3)
  })
})

describe('the address', () => {
  it.each([
    ['not a url at all', 'not a URL'],
    ['https://user:word@host', 'password'],
    ['http://pve.example', 'without encryption'],
    ['ftp://pve.example', 'not an https'],
  ])('%s is refused', async (url, expected) => {
    const result = await client({ url }).request(read, { deadlineMs: 1000 })
    expect(result).toMatchObject({ kind: 'refused', message: containing(expected) })
    expect(JSON.stringify(result)).not.toContain('word@')
  })

  it('gets the default port, and keeps 443 where it is written', () => {
    expect(client({ url: 'pve.example' }).server).toBe('pve.example:8006')
    expect(client({ url: 'https://pve.example/' }).server).toBe('pve.example:8006')
    expect(client({ url: 'https://pve.example:443' }).server).toBe('pve.example')
  })

  it('may be plain HTTP on this machine only', async () => {
    const port = await listen(createHttp(hello))
    const result = await client({ url: `http://127.0.0.1:${port}` }).request(read, { deadlineMs: 3000 })
    expect(result).toMatchObject({ kind: 'ok', value: { body: 'hello' } })
  })

  it('a closed session refuses, and closing again is nothing', async () => {
    const opened = client({ url: 'https://127.0.0.1:1' })
    await opened.close()
    await opened.close()
    expect((await opened.request(read, { deadlineMs: 1000 })).kind).toBe('refused')
  })
})
