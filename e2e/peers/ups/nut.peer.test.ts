import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { createSecureContext, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../server/domain/power-state'
import type { UpsAddress, UpsObservation } from '../../../server/domain/ups'
import type { UpsSession } from '../../../server/drivers/ports'
import { detectUps } from '../../../server/drivers/ups/detect'
import { driver } from '../../../server/drivers/ups/nut/driver'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { NUT_PROGRAMS, NUT_USER, type NutDummy, startNutDummy } from './nut-dummy'
import { labFolder } from './process'
import { textLike, textWith } from '../../../server/testing/matchers'

type NutAddress = Extract<UpsAddress, { protocol: 'nut' }>

const deadlineMs = 2_000
const nobody = { kind: 'nut-user' as const, user: '', password: '' }
const state = ({ supply, upsContact, flags }: UpsObservation) => powerStateOf({ supply, contact: upsContact, flags })

describe.skipIf(!hasPrograms(NUT_PROGRAMS, 'nut-server'))("a UPS served by NUT's own upsd and dummy driver", () => {
  let nut: NutDummy
  const sessions: UpsSession[] = []

  beforeAll(async () => {
    nut = await startNutDummy()
  })
  afterEach(() => {
    for (const session of sessions.splice(0)) session.close()
  })
  afterAll(async () => nut.stop())

  const address = (given: Partial<NutAddress> = {}): NutAddress => ({
    protocol: 'nut',
    host: nut.host,
    port: nut.port,
    upsName: nut.upsName,
    tls: 'off',
    ...given,
  })
  const open = (given: Partial<NutAddress> = {}): UpsSession => {
    const session = driver.open({ address: address(given), secret: nobody })
    sessions.push(session)
    return session
  }
  const poll = async (session: UpsSession): Promise<UpsObservation> => {
    const result = await session.poll({ deadlineMs })
    if (result.kind !== 'ok') throw new Error(result.message)
    return result.value
  }
  const untilState = (session: UpsSession, wanted: string) => until(wanted, async () => state(await poll(session)) === wanted)
  const identify = (given: { user: string; password: string }, where: Partial<NutAddress> = {}) =>
    detectUps({ address: address(where), secret: { kind: 'nut-user', ...given } }, { deadlineMs })

  it('sees the mains go, the battery run low and the mains return', async () => {
    const session = open()
    await untilState(session, 'on-mains')
    nut.onBattery()
    await untilState(session, 'on-battery')
    nut.lowBattery()
    await untilState(session, 'low-battery')
    nut.onMains()
    await untilState(session, 'on-mains')
  })

  it('reads the outlets, and sees one go off', async () => {
    const session = open()
    nut.set({ 'outlet.1.desc': 'Servers', 'outlet.1.status': 'on', 'outlet.2.status': 'on' })
    await until('two outlets', async () => (await poll(session)).outlets.length === 2)
    nut.set({ 'outlet.2.status': 'off' })
    await until('outlet 2 off', async () => (await poll(session)).outlets[1]?.state === 'off')
    expect((await poll(session)).outlets).toEqual([
      { id: '1', name: 'Servers', state: 'on' },
      { id: '2', name: null, state: 'off' },
    ])
  })

  it('reads the values and the identity', async () => {
    const found = await identify(NUT_USER)
    if (found.kind !== 'ok') throw new Error(found.message)
    expect(found.value.identity).toEqual({
      family: 'nut',
      manufacturer: 'Ridethrough Lab',
      model: 'Dummy UPS 1500',
      serial: 'LAB0001',
      firmware: '1.0',
      agentFirmware: null,
    })
    const { readings } = found.value.observation
    expect(readings.runtimeSeconds).toEqual({
      value: 1800,
      unit: 's',
      source: 'NUT battery.runtime',
      credible: true,
      reason: null,
    })
    expect(readings.inputVolts.value).toBe(230.5)
    expect(readings.outputWatts.value).toBe(420)
    expect(readings.secondsOnBattery.value).toBeNull()
  })

  it('P3 a calibration is no outage', async () => {
    const session = open()
    nut.set({ 'ups.status': 'OB CAL DISCHRG' })
    await untilState(session, 'testing')
    nut.onMains()
    await untilState(session, 'on-mains')
  })

  it('says that the password, the user or the name of the UPS is wrong', async () => {
    for (const wrong of [
      { user: NUT_USER.user, password: 'not-this-one' },
      { user: 'nobody', password: 'not-this-one' },
    ]) {
      const result = await identify(wrong)
      expect(result).toMatchObject({
        kind: 'refused',
        message: textWith(`denies access to the NUT user ${wrong.user}`),
      })
      expect(JSON.stringify(result)).not.toContain(wrong.password)
    }
    expect(await identify(nobody, { upsName: 'other' })).toMatchObject({
      kind: 'refused',
      message: textWith('no UPS named other'),
    })
  })

  it('says that there is no TLS where TLS is required, and goes on without where it is only wished for', async () => {
    expect(await identify(nobody, { tls: 'required' })).toMatchObject({
      kind: 'unsupported',
      message: textWith('offers no TLS'),
    })
    expect(await identify(nobody, { tls: 'starttls' })).toMatchObject({ kind: 'ok' })
  })

  it('says that nothing listens', async () => {
    expect(await identify(nobody, { port: await freePort() })).toMatchObject({
      kind: 'unreachable',
      message: textWith('Nothing listens'),
    })
  })

  it('P2 a driver that has lost its UPS is lost contact, not an outage', async () => {
    const session = open()
    await poll(session)
    await nut.killDriver()
    await untilState(session, 'no-contact')
    expect(await identify(nobody)).toMatchObject({ kind: 'unreachable', message: textWith('has lost the UPS') })
  })
})

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('something that is no upsd', () => {
  const given = [
    ['greets like a mail server', '220 mail.example.org ESMTP\r\n', /not with the NUT protocol/],
    ['sends a line without end', 'x'.repeat(200_000), /not with the NUT protocol/],
    ['says nothing', '', /No answer/],
  ] as const

  it.each(given)('is named for what it is where it %s', async (_, said, message) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => void socket.write(said))
    })
    const port = await listening(server)
    const session = driver.open({
      address: { protocol: 'nut', host: '127.0.0.1', port, upsName: 'lab', tls: 'off' },
      secret: nobody,
    })
    expect(await session.poll({ deadlineMs: 500 })).toMatchObject({
      kind: 'unreachable',
      message: textLike(message),
    })
    session.close()
    server.close()
  })
})

describe.skipIf(!hasPrograms(['openssl'], 'openssl'))('TLS after STARTTLS, with a certificate that nobody signed', () => {
  const folder = labFolder('nut-tls')
  let server: Server
  let port: number
  let encrypted = 0

  /** upsd's side of STARTTLS, in front of two fixed variables: Debian's upsd wants an NSS database to do the same. */
  beforeAll(async () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder.path, name))
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key ?? '',
        '-out',
        cert ?? '',
        '-subj',
        '/CN=lab',
        '-days',
        '2',
      ],
      {
        stdio: 'ignore',
      },
    )
    const secureContext = createSecureContext({ key: readFileSync(key ?? ''), cert: readFileSync(cert ?? '') })
    server = createServer((plain) => {
      plain.on('error', () => undefined)
      plain.once('data', () => {
        plain.write('OK STARTTLS\n')
        const secured = new TLSSocket(plain, { isServer: true, secureContext })
        secured.on('error', () => undefined)
        secured.on('data', () => {
          encrypted += 1
          secured.write('BEGIN LIST VAR lab\nVAR lab ups.status "OL"\nVAR lab battery.charge "77"\nEND LIST VAR lab\n')
        })
      })
    })
    port = await listening(server)
  })
  afterAll(() => {
    server.close()
    folder.remove()
  })

  const ask = (tls: 'starttls' | 'required') => {
    const session = driver.open({ address: { protocol: 'nut', host: '127.0.0.1', port, upsName: 'lab', tls }, secret: nobody })
    return session.poll({ deadlineMs }).finally(() => session.close())
  }

  it('encrypts without verifying where that was chosen', async () => {
    const result = await ask('starttls')
    expect(result).toMatchObject({ kind: 'ok', value: { supply: 'mains' } })
    expect(encrypted).toBe(1)
  })

  it('refuses the certificate where it must be trusted, and says what to do', async () => {
    expect(await ask('required')).toMatchObject({
      kind: 'refused',
      message: textWith('not trusted'),
      hint: textWith('NODE_EXTRA_CA_CERTS'),
    })
  })
})
