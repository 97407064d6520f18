import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { credentialIdSchema, deviceIdSchema } from '../../../server/domain/ids'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { callMutation, callQuery } from '../../../server/services/call-verb'
import { configureNutService } from '../../../server/services/nut/configure-nut-service'
import { getNutService } from '../../../server/services/nut/get-nut-service'
import { testAuthority } from '../../../server/testing/certificates'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from './nut-dummy'
import { NUT_CLIENTS, nutAnswers, startUpsmon, type Upsmon } from './upsmon'

const SITE = { id: deviceIdSchema.parse('rack'), name: 'Rack 1' } as const
const user = { name: 'nas', password: 'nas-password' }

/** What upsd answers to each line of one client, as one text. */
const conversation = (port: number, lines: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`${lines.join('\n')}\nLOGOUT\n`))
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.on('error', fail)
    socket.on('close', () => done(said))
  })

describe.skipIf(!hasPrograms([...NUT_PROGRAMS, ...NUT_CLIENTS], 'nut-server nut-client'))(
  'NUT’s own clients follow a UPS that the engine watches',
  () => {
    let nut: NutDummy
    let world: ServiceWorld
    let engine: Engine
    let port = 0
    const followers: Upsmon[] = []
    const folder = mkdtempSync(join(tmpdir(), 'ridethrough-upsd-peer-'))
    const authority = testAuthority()
    const [certificateFile, keyFile, caFile] = ['cert.pem', 'key.pem', 'ca.pem'].map((name) => join(folder, name))

    beforeAll(async () => {
      const { cert, key } = authority.issue()
      writeFileSync(join(folder, 'cert.pem'), cert)
      writeFileSync(join(folder, 'key.pem'), key)
      writeFileSync(join(folder, 'ca.pem'), authority.certificate)
      nut = await startNutDummy()
      const clock = steadyClock()
      world = await openServiceWorld({ now: () => clock.now() })
      port = await freePort()
      await world.store.write(async (tx) => {
        const credentialId = credentialIdSchema.parse('nut')
        await tx.credentials.put({ id: credentialId, name: 'nut', secret: { kind: 'nut-user', user: '', password: '' } })
        await tx.devices.put({
          ...SITE,
          address: { protocol: 'nut', host: nut.host, port: nut.port, upsName: nut.upsName, tls: 'off' },
          credentialId,
          enabled: true,
          identity: null,
          createdAtMs: 0,
        })
      })
      engine = engineOn(world.store, clock)
      await engine.start()
      await configure({})
      await until('the server to tell', async () => (await status()) === 'OL')
    })
    afterEach(async () => {
      for (const follower of followers.splice(0)) await follower.stop()
      nut.onMains()
      await until('mains', async () => (await status()) === 'OL')
    })
    afterAll(async () => {
      await engine.stop()
      await world.close()
      await nut.stop()
      rmSync(folder, { recursive: true })
    })

    const configure = (given: { lowBatteryRuntimeSeconds?: number | null; tls?: boolean }) =>
      callMutation(
        world.host,
        configureNutService,
        world.caller('admin'),
        configureNutService.input.parse({
          enabled: true,
          listen: '127.0.0.1',
          port,
          users: [user],
          certificateFile: given.tls === true ? certificateFile : null,
          keyFile: given.tls === true ? keyFile : null,
          requireTls: given.tls === true,
          devices: [{ deviceId: SITE.id, names: ['ups'], lowBatteryRuntimeSeconds: given.lowBatteryRuntimeSeconds ?? null }],
          reason: randomUUID(),
        }),
      )
    const settled = async () =>
      until('the order to be carried out', async () => (await world.store.read.orders.placed()).length === 0)
    const place = () => `ups@127.0.0.1:${port}`
    const read = async (variable: string): Promise<string> => (await nutAnswers('upsc', [place(), variable])).text
    const status = async (): Promise<string> =>
      (await read('ups.status')).split('\n').find((line) => /^[A-Z ]+$/.test(line)) ?? ''
    const follow = (more: readonly string[] = []): Upsmon => {
      const follower = startUpsmon({ monitor: place(), user: user.name, password: user.password, more })
      followers.push(follower)
      return follower
    }
    const loggedIn = () =>
      until('upsmon to be logged in', async () => {
        const { state } = await callQuery(world.host, getNutService, world.caller('admin'), undefined)
        return state?.logins.some((login) => login.user === user.name && login.upsName === 'ups')
      })

    it('upsc lists the UPS and reads what NUT’s own upsd says of it', async () => {
      expect((await nutAnswers('upsc', ['-l', `127.0.0.1:${port}`])).text).toContain('ups')
      const ours = (await nutAnswers('upsc', [place()])).text
      const theirs = (await nutAnswers('upsc', [`lab@127.0.0.1:${nut.port}`])).text
      for (const name of [
        'battery.charge',
        'battery.runtime',
        'ups.load',
        'ups.mfr',
        'ups.model',
        'ups.serial',
        'ups.realpower',
        'ups.status',
      ]) {
        const line = theirs.split('\n').find((each) => each.startsWith(`${name}:`))
        expect(line).toBeDefined()
        expect(ours.split('\n')).toContain(line)
      }
      expect((await nutAnswers('upsc', ['-c', place()])).ok).toBe(true)
    })

    it('upscmd lists no command and is refused', async () => {
      expect((await nutAnswers('upscmd', ['-l', place()])).text).not.toContain('load.off')
      const refused = await nutAnswers('upscmd', ['-u', user.name, '-p', user.password, place(), 'load.off'])
      expect(refused.ok).toBe(false)
      expect(refused.text).toContain('ACCESS-DENIED')
    })

    it('upsmon logs in as secondary and is told of battery, low battery and mains; it shuts down only once the battery is low', async () => {
      const upsmon = follow()
      await loggedIn()
      nut.onBattery()
      await until('ONBATT', () => upsmon.notified().includes('ONBATT'))
      nut.onMains()
      await until('ONLINE', () => upsmon.notified().includes('ONLINE'))
      expect(upsmon.notified()).not.toContain('LOWBATT')
      expect(upsmon.hasShutDown()).toBe(false)
      nut.lowBattery()
      await until('LOWBATT', () => upsmon.notified().includes('LOWBATT'))
      await until('its shutdown', () => upsmon.hasShutDown())
    })

    it('a limit of the site’s own makes clients stop while the UPS itself still says nothing', async () => {
      await configure({ lowBatteryRuntimeSeconds: 1_600 })
      await settled()
      const upsmon = follow()
      await loggedIn()
      nut.onBattery()
      await until('LOWBATT', () => upsmon.notified().includes('LOWBATT'))
      await until('its shutdown', () => upsmon.hasShutDown())
      expect((await nutAnswers('upsc', [`lab@127.0.0.1:${nut.port}`, 'ups.status'])).text).not.toContain('LB')
      const told = (await world.store.read.journal.page({ limit: 50, kinds: ['nut.low-battery'] })).map(({ message }) => message)
      expect(told[0]).toContain('≤ 1600 s')
      await configure({})
      await settled()
    })

    it('P2 losing contact with the UPS on mains is COMMBAD and no shutdown', async () => {
      const upsmon = follow()
      await loggedIn()
      nut.set({ 'ups.status': 'OL WAIT' })
      await until('COMMBAD', () => upsmon.notified().includes('COMMBAD'))
      expect((await nutAnswers('upsc', [place(), 'ups.status'])).text).toContain('Data stale')
      nut.onMains()
      await until('COMMOK', () => upsmon.notified().includes('COMMOK'))
      expect(upsmon.hasShutDown()).toBe(false)
    })

    it('P2 losing contact on battery keeps clients following: DEADTIME passes and nobody is shut down by it', async () => {
      const upsmon = follow()
      await loggedIn()
      nut.onBattery()
      await until('ONBATT', () => upsmon.notified().includes('ONBATT'))
      nut.set({ 'ups.status': 'OB WAIT' })
      const runtime = async () => Number(/^\d+$/m.exec(await read('battery.runtime'))?.[0])
      const before = await runtime()
      await until('more than DEADTIME to pass, counted down', async () => (await runtime()) <= before - 9, 30_000)
      expect(await status()).toBe('OB DISCHRG')
      expect(upsmon.notified()).not.toContain('COMMBAD')
      expect(upsmon.hasShutDown()).toBe(false)
    })

    it('upsmon speaks TLS where it is required', async () => {
      await configure({ tls: true })
      await settled()
      // Nobody can log in here in clear: who is logged in speaks TLS.
      const upsmon = follow(['FORCESSL 1', 'CERTVERIFY 0'])
      await loggedIn()
      nut.onBattery()
      await until('ONBATT', () => upsmon.notified().includes('ONBATT'))
    })

    it('another TLS client proves the certificate and reads', async () => {
      await configure({ tls: true })
      await settled()
      const said = await new Promise<string>((done) => {
        const client = spawn(process.execPath, [join(import.meta.dirname, 'starttls-read.mjs'), String(port), caFile ?? ''])
        let output = ''
        client.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
        client.on('close', () => done(output))
      })
      expect(said).toContain('VAR ups ups.status "OL"')
    })

    it('answers as NUT’s own upsd does, wherever the answer does not depend on what can be written', async () => {
      await configure({})
      await settled()
      const script = (ups: string) => [
        'NETVER',
        'PROTVER',
        'HELP',
        'LIST',
        'LIST FOO x',
        'LIST VAR',
        'LIST VAR nope',
        'LIST ENUM nope a',
        `LIST CLIENT ${ups}`,
        `LIST ENUM ${ups} ups.status`,
        `LIST ENUM ${ups} nope`,
        `LIST RANGE ${ups} ups.status`,
        `LIST ENUM ${ups}`,
        'GET',
        'GET VAR',
        `GET VAR ${ups}`,
        `GET VAR ${ups} nope`,
        `GET VAR ${ups} ups.status`,
        'GET VAR nope ups.status',
        `GET TYPE ${ups} nope`,
        `GET DESC ${ups} nope`,
        'GET UPSDESC nope',
        `GET NUMLOGINS ${ups}`,
        `GET CMDDESC ${ups} nope`,
        'GET TRACKING',
        'GET TRACKING abc',
        'GET FOO',
        'FOO',
        '',
        '   ',
        `get var ${ups} "ups.status"`,
        `SET VAR ${ups} ups.mfr x`,
        `INSTCMD ${ups} load.off`,
        `FSD ${ups}`,
        `LOGIN ${ups}`,
        `PRIMARY ${ups}`,
        `MASTER ${ups}`,
        'STARTTLS',
        'LOGIN',
        'USERNAME',
        'PASSWORD',
        'VER extra',
        'USERNAME monitor',
        'USERNAME monitor',
        'PASSWORD lab-nut-password',
        'PASSWORD x',
        'LOGIN',
        'LOGIN nope',
        `LOGIN ${ups}`,
        `LOGIN ${ups}`,
        `GET NUMLOGINS ${ups}`,
        `LIST CLIENT ${ups}`,
        `PRIMARY ${ups}`,
        'PRIMARY',
        `FSD ${ups}`,
        'FSD',
        `SET VAR ${ups} ups.mfr x`,
        `SET VAR ${ups}`,
        'SET',
        `INSTCMD ${ups} load.off`,
        `INSTCMD ${ups}`,
        'INSTCMD',
        'INSTCMD nope load.off',
        'SET VAR nope a b',
      ]
      const ownUser = { enabled: true, listen: '127.0.0.1', port, users: [{ name: 'monitor', password: 'lab-nut-password' }] }
      await callMutation(
        world.host,
        configureNutService,
        world.caller('admin'),
        configureNutService.input.parse({ ...ownUser, devices: [{ deviceId: SITE.id, names: ['lab'] }] }),
      )
      await settled()
      expect(await conversation(port, script('lab'))).toBe(await conversation(nut.port, script('lab')))
      await configure({})
      await settled()
    })
  },
)
