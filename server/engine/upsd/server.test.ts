import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { nutServiceOf } from '../../domain/nut-service'
import { hashPassword } from '../../services/auth/password'
import { testAuthority } from '../../testing/certificates'
import { freePort, until } from '../../testing/require-peer'
import { UpsdServer } from './server'

/** What a client sees of one connection. */
interface Talk {
  readonly socket: Socket
  readonly said: () => string
  readonly isClosed: () => boolean
  /** Sends lines and gives what came until the answer to the last of them is whole. */
  readonly ask: (...lines: readonly string[]) => Promise<string>
}

const talkOver = (socket: Socket): Talk => {
  let said = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  return {
    socket,
    said: () => said,
    isClosed: () => closed,
    ask: async (...lines) => {
      said = ''
      socket.write(`${lines.join('\n')}\nNETVER\n`)
      await until('an answer', () => said.endsWith('1.3\n') || closed)
      return said.replace(/1\.3\n$/, '').trimEnd()
    },
  }
}

const password = 'secret'

describe('the upsd-compatible server', () => {
  const folders: string[] = []
  const talks: Talk[] = []
  let server: UpsdServer | null = null
  let port = 0
  const refusals: string[] = []
  const values = new Map([
    ['battery.charge', '100'],
    ['ups.status', 'OL'],
  ])
  let stale = false

  const start = async (given: object = {}): Promise<UpsdServer> => {
    port = await freePort()
    const ups = {
      id: 'ups-1',
      name: 'rack',
      description: 'The "left" one',
      variables: () => (stale ? null : values),
    }
    server = new UpsdServer({
      version: 'test',
      now: () => 0,
      upsNames: () => ['rack'],
      ups: (name) => (name === 'rack' ? ups : null),
      changed: () => undefined,
      refusedAct: (what, user, address) => refusals.push(`${what} ${user} ${address}`),
    })
    const passwordHash = await hashPassword(password)
    const users = [
      { name: 'nas', primary: false, passwordHash },
      { name: 'main', primary: true, passwordHash },
    ]
    await server.listen(nutServiceOf({ enabled: true, listen: '127.0.0.1', port, users, ...given }))
    return server
  }
  const talk = (): Talk => {
    const given = talkOver(connect({ host: '127.0.0.1', port }))
    talks.push(given)
    return given
  }
  afterEach(async () => {
    for (const { socket } of talks.splice(0)) socket.destroy()
    await server?.close()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
    refusals.length = 0
    stale = false
  })

  it('tells everybody how a UPS is', async () => {
    await start()
    const { ask } = talk()
    expect(await ask('LIST UPS')).toBe('BEGIN LIST UPS\nUPS rack "The \\"left\\" one"\nEND LIST UPS')
    expect(await ask('LIST VAR rack')).toBe(
      'BEGIN LIST VAR rack\nVAR rack battery.charge "100"\nVAR rack ups.status "OL"\nEND LIST VAR rack',
    )
    expect(await ask('GET VAR rack UPS.status', 'GET TYPE rack battery.charge')).toBe(
      'VAR rack ups.status "OL"\nTYPE rack battery.charge NUMBER',
    )
  })

  it('says that data are stale', async () => {
    await start()
    stale = true
    const { ask } = talk()
    expect(await ask('GET VAR rack ups.status', 'LIST VAR rack', 'LIST CMD rack')).toBe(
      'ERR DATA-STALE\nERR DATA-STALE\nERR DATA-STALE',
    )
    expect(await ask('GET UPSDESC rack')).toContain('UPSDESC')
  })

  it('counts who is logged in, until they leave', async () => {
    const running = await start()
    const { ask, socket } = talk()
    expect(await ask('USERNAME nas', `PASSWORD ${password}`, 'LOGIN rack', 'LOGIN rack')).toBe(
      'OK\nOK\nOK\nERR ALREADY-LOGGED-IN',
    )
    const other = talk()
    expect(await other.ask('GET NUMLOGINS rack', 'LIST CLIENT rack')).toBe(
      'NUMLOGINS rack 1\nBEGIN LIST CLIENT rack\nCLIENT rack 127.0.0.1\nEND LIST CLIENT rack',
    )
    expect(running.logins).toEqual([{ upsName: 'rack', user: 'nas', address: '127.0.0.1' }])
    socket.destroy()
    await until('the login to end', () => running.logins.length === 0)
  })

  it('lets only those call themselves primary who may', async () => {
    await start()
    expect(await talk().ask('USERNAME nas', `PASSWORD ${password}`, 'PRIMARY rack')).toMatch(/ERR ACCESS-DENIED$/)
    expect(await talk().ask('USERNAME main', `PASSWORD ${password}`, 'PRIMARY rack', 'MASTER rack')).toMatch(
      /OK PRIMARY-GRANTED\nOK MASTER-GRANTED$/,
    )
    expect(await talk().ask('USERNAME main', 'PASSWORD wrong', 'PRIMARY rack')).toMatch(/ERR ACCESS-DENIED$/)
  })

  it('A8 does nothing for anybody, and tells who tried, once', async () => {
    await start()
    const { ask } = talk()
    const acts = ['FSD rack', 'SET VAR rack ups.status OB', 'INSTCMD rack load.off', 'FSD rack']
    expect(await ask(...acts)).toBe(acts.map(() => 'ERR USERNAME-REQUIRED').join('\n'))
    expect(await ask('USERNAME main', `PASSWORD ${password}`, ...acts)).toBe(
      `OK\nOK\n${acts.map(() => 'ERR ACCESS-DENIED').join('\n')}`,
    )
    expect(refusals).toEqual(['FSD main 127.0.0.1'])
    expect(await talk().ask('USERNAME stranger', 'PASSWORD x', ...acts)).toContain('ERR ACCESS-DENIED')
    expect(refusals).toHaveLength(1)
  })

  it('slows down who guesses passwords', async () => {
    await start()
    for (let tries = 0; tries < 5; tries += 1)
      expect(await talk().ask('USERNAME nas', `PASSWORD guess-${tries}`, 'LOGIN rack')).toMatch(/ERR ACCESS-DENIED$/)
    expect(await talk().ask('USERNAME nas', `PASSWORD ${password}`, 'LOGIN rack')).toMatch(/ERR ACCESS-DENIED$/)
  })

  it('ends a line that has no end', async () => {
    await start()
    const { socket, said, isClosed } = talk()
    socket.write('x'.repeat(100_000))
    await until('the end', isClosed)
    expect(said()).toBe('ERR TOO-LONG\n')
  })

  it('answers all of what comes at once, in order, and says goodbye', async () => {
    await start()
    const { socket, said, isClosed } = talk()
    socket.write(`${'VER\nGET VAR rack ups.status\n'.repeat(50)}LOGOUT\nVER\n`)
    await until('the end', isClosed)
    expect(said().split('\n').slice(-4)).toEqual([
      expect.stringContaining('Ridethrough'),
      'VAR rack ups.status "OL"',
      'OK Goodbye',
      '',
    ])
  })

  it('has room for so many from one address, and for others again when they leave', async () => {
    const running = await start()
    const many = Array.from({ length: 60 }, talk)
    await until('the surplus to be closed', () => many.filter(({ isClosed }) => isClosed()).length === 10)
    expect(running.connections).toBe(50)
    for (const { socket } of many) socket.destroy()
    await until('room', () => running.connections === 0)
    expect(await talk().ask('GET VAR rack ups.status')).toBe('VAR rack ups.status "OL"')
  })

  const withCertificate = () => {
    const folder = mkdtempSync(join(tmpdir(), 'ridethrough-upsd-'))
    folders.push(folder)
    const authority = testAuthority()
    const { cert, key } = authority.issue()
    const [certificateFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(certificateFile, cert)
    writeFileSync(keyFile, key)
    return { ca: authority.certificate, certificateFile, keyFile }
  }
  const secure = async ({ socket, ask }: Talk, ca: string): Promise<Talk> => {
    expect(await ask('GET VAR rack ups.status')).toContain('OL')
    socket.removeAllListeners('data')
    socket.write('STARTTLS\n')
    const [reply] = await new Promise<[Buffer]>((done) => socket.once('data', (chunk: Buffer) => done([chunk])))
    expect(reply.toString()).toBe('OK STARTTLS\n')
    const secured = connectTls({ socket, ca, servername: 'localhost' })
    const talking = talkOver(secured)
    await until('the handshake', () => secured.authorized || talking.isClosed())
    return talking
  }

  it('speaks TLS after STARTTLS, with the certificate that it was given', async () => {
    const { ca, ...files } = withCertificate()
    await start({ ...files, requireTls: true })
    expect(await talk().ask('USERNAME nas')).toBe('ERR ACCESS-DENIED')
    const { ask } = await secure(talk(), ca)
    expect(await ask('STARTTLS', 'USERNAME nas', `PASSWORD ${password}`, 'LOGIN rack', 'LIST VAR rack')).toMatch(
      /^ERR ALREADY-SSL-MODE\nOK\nOK\nOK\nBEGIN LIST VAR rack\n/,
    )
  })

  it('takes nothing for said under TLS that was said before it', async () => {
    const { ca: _ca, ...files } = withCertificate()
    await start(files)
    const { socket, isClosed, said } = talk()
    socket.write('STARTTLS\nUSERNAME nas\n')
    await until('the end', isClosed)
    expect(said()).not.toContain('ERR')
  })

  it('offers no TLS without a certificate, and says what is wrong with one', async () => {
    await start()
    expect(await talk().ask('STARTTLS')).toBe('ERR FEATURE-NOT-CONFIGURED')
    await server?.close()
    const running = await start({ certificateFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' })
    expect(running.tlsProblem).toContain('/nowhere/cert.pem')
    const { socket, isClosed } = talk()
    socket.write('STARTTLS\n')
    await until('the end', isClosed)
  })

  it('survives 20,000 lines of nonsense and answers each', async () => {
    const running = await start()
    // Seeded: the same nonsense every time.
    const byteOf = (seed: number, at: number) =>
      createHash('md5')
        .update(`${seed} ${at >> 4}`)
        .digest()[at & 15] ?? 0
    const words = [
      'LIST',
      'GET',
      'VAR',
      'rack',
      'ups.status',
      'TYPE',
      'DESC',
      'USERNAME',
      'nas',
      '"',
      '\\',
      'FSD',
      'SET',
      'ENUM',
      'PASSWORD',
    ]
    for (let round = 0; round < 100; round += 1) {
      const lines = Array.from({ length: 200 }, (_, number) => {
        const length = byteOf(round, number) % 24
        const parts = Array.from({ length }, (_each, at) => {
          const byte = byteOf(round * 1_000 + number, at)
          return byte < 128 ? (words[byte % words.length] ?? '') : String.fromCharCode(byte - 96, byte)
        })
        return parts
          .join(byteOf(round, number) % 3 === 0 ? '' : ' ')
          .replaceAll('\n', '')
          .replace(/^(STARTTLS|LOGOUT)/i, '')
      })
      const { socket, said, isClosed } = talk()
      socket.write(`${lines.join('\n')}\n`)
      await until('all answers', () => isClosed() || answersIn(said()) >= lines.length, 15_000, 5)
      expect(answersIn(said()), `round ${round}`).toBe(lines.length)
      socket.destroy()
      await until('the client to be gone', () => running.connections === 0, 15_000, 5)
    }
    const bytes = talk()
    bytes.socket.write(
      Buffer.from(Array.from({ length: 1_500 }, (_, at) => byteOf(7, at)).map((byte) => (byte === 10 ? 0 : byte))),
    )
    expect(await bytes.ask('', 'GET VAR rack ups.status')).toContain('VAR rack ups.status "OL"')
  }, 120_000)
})

/** Single lines, and whole lists as one. */
const answersIn = (said: string): number =>
  said
    .replaceAll(/BEGIN LIST [^]*?END LIST [^\n]*\n/g, 'LIST\n')
    .split('\n')
    .filter((line) => line !== '').length
