import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addedDevicesSchema, DISCOVERY, type DiscoveryDoc } from '../../../server/domain/discovery'
import { credentialIdSchema, deviceIdSchema } from '../../../server/domain/ids'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { callMutation } from '../../../server/services/call-verb'
import { addDiscovered } from '../../../server/services/discovery/add-discovered'
import { cancelDiscovery } from '../../../server/services/discovery/cancel-discovery'
import { startDiscovery } from '../../../server/services/discovery/start-discovery'
import { docOf } from '../../../server/services/latest-doc'
import { configureNutService } from '../../../server/services/nut/configure-nut-service'
import { startOddAgent } from '../../../server/testing/loopback-agents'
import { textWith } from '../../../server/testing/matchers'
import { freePort, hasPrograms, testData, until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from './nut-dummy'
import { startPlainSnmpd } from './plain-snmpd'
import { SNMPD_COMMUNITY, SNMPD_PROGRAMS, SNMPD_USER, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import { type Snmpsim, SNMPSIM_PROGRAMS, startSnmpsim } from './snmpsim'

const RECORDING = 'apc_smx750'
const WATCHED = deviceIdSchema.parse('watched')
const recordings = testData('ups-recordings')
const canRun =
  recordings !== null &&
  hasPrograms(SNMPD_PROGRAMS, 'snmpd') &&
  hasPrograms(SNMPSIM_PROGRAMS, 'snmpsim') &&
  hasPrograms(NUT_PROGRAMS, 'nut-server')

const community = (name: string) => ({ kind: 'snmp-community', community: name })
const user = (changes: object = {}) => ({
  kind: 'snmp-user',
  user: SNMPD_USER.user,
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: SNMPD_USER.authKey,
  privProtocol: 'aes',
  privKey: SNMPD_USER.privKey,
  ...changes,
})

describe.skipIf(!canRun)('a search for devices, through service and engine, among real agents', () => {
  let sim: Snmpsim
  let ups: SnmpdUps
  let nut: NutDummy
  let plain: { stop(): Promise<void> }
  let watched: SnmpdUps
  let world: ServiceWorld
  let engine: Engine
  let port = 0
  const undo: (() => Promise<void>)[] = []

  beforeAll(async () => {
    sim = await startSnmpsim(recordings ?? '', RECORDING)
    port = sim.port
    ;[ups, plain, nut, watched] = await Promise.all([
      startSnmpdUps('127.0.7.3', port),
      startPlainSnmpd('127.0.7.5', port, SNMPD_COMMUNITY),
      startNutDummy(),
      startSnmpdUps('127.0.7.9', port),
    ])
    const clock = steadyClock()
    world = await openServiceWorld({ now: () => clock.now() })
    await world.store.write(async (tx) => {
      const credentialId = credentialIdSchema.parse('snmp')
      const secret = { kind: 'snmp-community', version: '2c', community: SNMPD_COMMUNITY } as const
      await tx.credentials.put({ id: credentialId, name: 'snmp', secret })
      await tx.devices.put({
        id: WATCHED,
        name: 'watched',
        address: { protocol: 'snmp', host: '127.0.7.9', port, family: 'auto' },
        credentialId,
        enabled: true,
        identity: null,
        createdAtMs: 0,
      })
    })
    engine = engineOn(world.store)
    await engine.start()
    await until('the watched UPS', async () => (await deviceDoc())?.contact === 'ok')
  })
  afterEach(async () => {
    for (const one of undo.splice(0)) await one()
  })
  afterAll(async () => {
    await engine.stop()
    await world.close()
    for (const one of [ups, plain, nut, watched, sim]) await one.stop()
  })

  const deviceDoc = async () => docOf('device', await world.store.read.latest.get('device', WATCHED))
  const searchDoc = async (): Promise<DiscoveryDoc | null> =>
    docOf('discovery', await world.store.read.latest.get('discovery', DISCOVERY))
  const answered = (orderId: Parameters<typeof world.store.read.orders.get>[0], withinMs?: number) =>
    until(
      'an answer',
      async () => {
        const row = await world.store.read.orders.get(orderId)
        return row !== null && (row.state === 'done' || row.state === 'failed') ? row : null
      },
      withinMs,
    )
  const start = async (input: object) => {
    const { orderId, searchId } = await callMutation(
      world.host,
      startDiscovery,
      world.caller('admin'),
      startDiscovery.input.parse({ ratePerSecond: 500, ...input }),
    )
    await answered(orderId)
    return searchId
  }
  const ended = (searchId: string) =>
    until(
      'the search to end',
      async () => {
        const doc = await searchDoc()
        return doc?.searchId === searchId && doc.state !== 'running' ? doc : null
      },
      170_000,
    )
  const add = async (searchId: string, devices: readonly { key: string; name: string }[]) => {
    const input = addDiscovered.input.parse({ searchId, devices })
    const { orderId } = await callMutation(world.host, addDiscovered, world.caller('admin'), input)
    return addedDevicesSchema.parse((await answered(orderId)).result).rows
  }

  it('finds what is there by SNMP and by NUT, names what is watched, and adds the rest in one go', async () => {
    const searchId = await start({
      ranges: '127.0.7.1-12, 127.0.0.1',
      snmp: { port, secrets: [community('wrong-community'), community(SNMPD_COMMUNITY), community(RECORDING)] },
      nut: { port: nut.port },
    })
    const doc = await ended(searchId)
    expect(doc).toMatchObject({ state: 'ended', done: 13, total: 13 })
    const found = (host: string, protocol: string) => doc.found.find((one) => one.host === host && one.protocol === protocol)
    expect(found('127.0.7.3', 'snmp')).toMatchObject({
      family: 'rfc1628',
      model: 'Lab UPS 3000',
      credential: 2,
      powerState: 'on-mains',
      readings: { chargePercent: 100, loadPercent: 40 },
      watchedAs: null,
    })
    expect(found('127.0.0.1', 'snmp')).toMatchObject({ family: 'apc-powernet', credential: 3, watchedAs: null })
    expect(found('127.0.0.1', 'nut')).toMatchObject({ family: 'nut', serial: 'LAB0001', systemName: nut.upsName })
    expect(found('127.0.7.9', 'snmp')).toMatchObject({ watchedAs: { id: WATCHED, name: 'watched' }, credential: null })
    expect(doc.found).toHaveLength(4)
    expect(doc.others).toEqual([{ endpoint: `snmp 127.0.7.5:${port}`, description: textWith('Linux'), problem: null }])

    const rows = await add(searchId, [
      { key: `snmp 127.0.7.3:${port}`, name: 'left' },
      { key: `snmp 127.0.0.1:${port}`, name: 'right' },
      { key: `nut 127.0.0.1:${nut.port} ${nut.upsName}`, name: 'watched' },
    ])
    expect(rows.map(({ name, problem }) => [name, problem])).toEqual([
      ['left', null],
      ['right', null],
      ['watched', textWith('Another device is called “watched”')],
    ])
    await until('those that were added to be polled', async () => {
      const devices = (await world.store.read.latest.all('device')).flatMap((row) => docOf('device', row) ?? [])
      return devices.filter(({ contact, answeredAtMs }) => contact === 'ok' && answeredAtMs !== null).length === 3
    })
    await until(
      'the search to say so',
      async () => (await searchDoc())?.found.filter(({ watchedAs }) => watchedAs !== null).length === 3,
    )
    const told = JSON.stringify([await searchDoc(), await world.store.read.journal.since(0, 500)])
    for (const secret of ['wrong-community', SNMPD_COMMUNITY]) expect(told).not.toContain(secret)
  })

  it('with a wrong community nothing is found; a wrong key of a v3 user is said', async () => {
    const silent = await ended(await start({ ranges: '127.0.7.5', snmp: { port, secrets: [community('wrong')] } }))
    expect(silent).toMatchObject({ found: [], otherCount: 0 })
    const wrongKey = user({ authKey: 'not-the-key-at-all' })
    const refused = await ended(await start({ ranges: '127.0.7.4-5', snmp: { port, secrets: [wrongKey] } }))
    expect(refused).toMatchObject({ found: [], others: [{ problem: textWith('does not know the SNMP v3 user') }] })
  })

  it('finds a UPS by its v3 user, and says where a user’s key is wrong', async () => {
    const other = await startSnmpdUps('127.0.7.7', port)
    undo.push(() => other.stop())
    const found = await ended(
      await start({
        ranges: '127.0.7.7',
        snmp: { port, secrets: [community('wrong'), user({ authKey: 'not-the-key' }), user()] },
      }),
    )
    expect(found).toMatchObject({ found: [{ host: '127.0.7.7', credential: 3, family: 'rfc1628' }], otherCount: 0 })
    const refused = await ended(await start({ ranges: '127.0.7.7', snmp: { port, secrets: [user({ authKey: 'not-the-key' })] } }))
    expect(refused).toMatchObject({ found: [], others: [{ problem: textWith('Wrong authentication key') }] })
  })

  it('that is cancelled is over within a second, asks nobody any more, and keeps what it found', async () => {
    const last = await startOddAgent('127.0.11.250', port, () => null)
    undo.push(last.close)
    const other = await startSnmpdUps('127.0.8.1', port)
    undo.push(() => other.stop())
    const searchId = await start({
      ranges: '127.0.8.0/22',
      ratePerSecond: 100,
      snmp: { port, secrets: [community(SNMPD_COMMUNITY)] },
    })
    await until('the first', async () => (await searchDoc())?.found.length === 1)
    const { orderId } = await callMutation(world.host, cancelDiscovery, world.caller('admin'), { searchId })
    expect((await answered(orderId, 1_000)).state).toBe('done')
    const doc = await ended(searchId)
    expect(doc).toMatchObject({ state: 'cancelled', found: [{ host: '127.0.8.1' }] })
    expect(doc.done).toBeLessThan(doc.total)
    expect(last.asked()).toBe(0)
    // Another one may begin at once.
    await ended(await start({ ranges: '127.0.7.1', snmp: { port, secrets: [community('x')] } }))
    expect(last.asked()).toBe(0)
  })

  it('what a Ridethrough passes on to NUT clients is not found a second time', async () => {
    const own = await freePort()
    const input = configureNutService.input.parse({ enabled: true, listen: '127.0.0.1', port: own })
    await callMutation(world.host, configureNutService, world.caller('admin'), input)
    const doc = await until('our own upsd to listen', async () => {
      const ofSearch = await ended(await start({ ranges: '127.0.0.1', nut: { port: own } }))
      return ofSearch.otherCount === 1 ? ofSearch : null
    })
    expect(doc).toMatchObject({ found: [], others: [{ problem: textWith('a Ridethrough passes on what it watches') }] })
  })

  it('leaves the polls of what is watched alone, as fast as it may be', async () => {
    const from = (await world.store.read.journal.head()).id
    const searchId = await start({
      ranges: '127.0.64.0/20',
      snmp: { port, secrets: [community('a'), community('b')] },
      nut: { port: await freePort() },
    })
    const answers = new Set<number>()
    await until(
      'the search to end',
      async () => {
        const at = (await deviceDoc())?.answeredAtMs
        if (typeof at === 'number') answers.add(at)
        const doc = await searchDoc()
        return doc?.searchId === searchId && doc.state === 'ended'
      },
      170_000,
      100,
    )
    expect(answers.size).toBeGreaterThanOrEqual(3)
    expect(await deviceDoc()).toMatchObject({ contact: 'ok' })
    const told = await world.store.read.journal.since(from, 500)
    expect(told.filter(({ kind }) => kind.startsWith('power.'))).toEqual([])
  })

  it('an engine that ends takes its search with it, and the next one says so', async () => {
    const searchId = await start({ ranges: '127.0.64.0/20', ratePerSecond: 20, snmp: { port, secrets: [community('a')] } })
    await until('some addresses', async () => ((await searchDoc())?.done ?? 0) > 0)
    await engine.stop()
    engine = engineOn(world.store)
    await engine.start()
    expect(await searchDoc()).toMatchObject({ searchId, state: 'interrupted' })
    const entries = await world.store.read.journal.page({ kinds: ['discovery.ended'], limit: 1 })
    expect(entries).toMatchObject([{ outcome: 'failed', message: textWith('ended with the engine') }])
    const input = addDiscovered.input.parse({ searchId, devices: [{ key: 'snmp 127.0.7.3:161', name: 'late' }] })
    const { orderId } = await callMutation(world.host, addDiscovered, world.caller('admin'), input)
    expect((await answered(orderId)).state).toBe('failed')
  })
})
