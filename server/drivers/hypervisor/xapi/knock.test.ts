import { createServer, connect, Socket, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { knockAt, tcpKnock } from './knock'

const long = { deadlineMs: 60_000 }
/** Nothing ever comes of it. */
const mute = (): Socket => new Socket()
const failing = (code: string) => (): Socket => {
  const socket = new Socket()
  process.nextTick(() => socket.destroy(Object.assign(new Error(code), { code })))
  return socket
}

describe('A5 whether an address still answers', () => {
  it('one that takes a connection is there', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    expect(await knockAt([() => connect({ host: '127.0.0.1', port })], long, 30_000)).toBe('there')
    await new Promise((done) => server.close(done))
  })

  it('one that refuses is there too, whatever the other port does', async () => {
    expect(await knockAt([mute, failing('ECONNREFUSED')], long, 20)).toBe('there')
  })

  it('one that lets nothing be heard is silent', async () => expect(await knockAt([mute, mute], long, 20)).toBe('silent'))

  it('one that could not be asked in time, or by anybody, is neither (A9)', async () => {
    expect(await knockAt([mute], { deadlineMs: 10 }, 20)).toBe('unclear')
    expect(await knockAt([mute], { ...long, signal: AbortSignal.abort() }, 20)).toBe('unclear')
    expect(await knockAt([failing('ENETUNREACH'), mute], long, 20)).toBe('unclear')
  })

  it('a call that is given up while it waits is at an end', async () => {
    const controller = new AbortController()
    const knocking = knockAt([mute, mute], { ...long, signal: controller.signal }, 30_000)
    controller.abort()
    expect(await knocking).toBe('unclear')
  })

  it('names are not looked up (A12)', async () => expect(await tcpKnock('xen2.example', long)).toBe('unclear'))
})
