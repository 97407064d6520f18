import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { vmProbeSchema } from '../../../domain/vm-probe'
import { askGuest } from './ask-guest'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})
const never = new AbortController().signal
const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  open.push(server)
  return (server.address() as AddressInfo).port
}

describe('asking a guest', () => {
  it('S0-07 by TCP: a connection is an answer, a closed port is none', async () => {
    const server = createTcpServer()
    const port = await portOf(server)
    expect(await askGuest({ kind: 'tcp', address: '127.0.0.1', port }, never)).toBe(true)
    await new Promise((done) => server.close(done))
    expect(await askGuest({ kind: 'tcp', address: '127.0.0.1', port }, never)).toBe(false)
  })

  it.each([
    [200, true],
    [404, true],
    [302, true],
    [503, false],
  ])('S0-07 by HTTP: status %i answers: %s', async (status, answers) => {
    const port = await portOf(createServer((_, response) => response.writeHead(status).end()))
    expect(await askGuest({ kind: 'http', url: `http://127.0.0.1:${port}/health` }, never)).toBe(answers)
  })

  it('A3 a page that never comes is no answer, and being told to stop ends it', async () => {
    const port = await portOf(createServer(() => undefined))
    expect(await askGuest({ kind: 'http', url: `http://127.0.0.1:${port}/` }, never)).toBe(false)
    const stop = new AbortController()
    const asked = askGuest({ kind: 'http', url: `http://127.0.0.1:${port}/` }, stop.signal)
    stop.abort()
    expect(await asked).toBe(false)
  })

  it('A12 a probe goes to an address, carries no credentials and is nothing a command line could take for an option', () => {
    const is = (probe: unknown) => vmProbeSchema.safeParse(probe).success
    expect(is({ kind: 'ping', address: '192.0.2.7' })).toBe(true)
    expect(is({ kind: 'http', url: 'https://[2001:db8::7]/health' })).toBe(true)
    expect(is({ kind: 'ping', address: '-f' })).toBe(false)
    expect(is({ kind: 'tcp', address: 'db-07', port: 22 })).toBe(false)
    expect(is({ kind: 'http', url: 'http://user:word@192.0.2.7/' })).toBe(false)
    expect(is({ kind: 'http', url: 'http://intranet/' })).toBe(false)
    expect(is({ kind: 'http', url: 'file:///etc/passwd' })).toBe(false)
  })
})
