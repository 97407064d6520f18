import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DISCOVERY, type DiscoveryDoc } from '../../domain/discovery'
import { deviceIdSchema } from '../../domain/ids'
import type { Order } from '../../domain/order'
import { startLoopbackAgent, startOddAgent, upsObjects } from '../../testing/loopback-agents'
import { textWith } from '../../testing/matchers'
import { freePort, until } from '../../testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { toJson } from '../to-json'
import { DiscoveryKeeper } from './discovery-keeper'
import type { KnownDevice } from './known-devices'

const COMMUNITY = 'very-secret-community'
const by = { actor: 'anna', channel: 'web' } as const

let world: ServiceWorld
let port = 0
let docs: DiscoveryDoc[] = []
let known: KnownDevice[] = []
let keeper: DiscoveryKeeper
const undo: (() => Promise<void>)[] = []

beforeEach(async () => {
  world = await openServiceWorld()
  port = await freePort()
  docs = []
  known = []
  keeper = newKeeper()
})
afterEach(async () => {
  keeper.stop()
  for (const one of undo.splice(0)) await one()
  await world.close()
})

const newKeeper = (credentialsKeptMs?: number) =>
  new DiscoveryKeeper({
    ...(credentialsKeptMs === undefined ? {} : { credentialsKeptMs }),
    store: world.store,
    log: pino({ level: 'silent' }),
    now: () => Date.now(),
    record: (drafts) => world.store.write((tx) => tx.journal.appendMany(drafts)),
    publish: (doc) => docs.push(doc),
    devices: () => known,
  })

const startOrder = (ranges: string, searchId = 'search-1'): Extract<Order, { kind: 'discovery.start' }> => ({
  kind: 'discovery.start',
  searchId,
  where: { ranges, ratePerSecond: 500, snmp: { port }, nut: null },
  sealed: [world.store.secrets.seal({ kind: 'snmp-community', version: '2c', community: COMMUNITY })],
})
const ups = async (host: string, name = host) => {
  const agent = await startLoopbackAgent(host, port, COMMUNITY, upsObjects(name, 91))
  undo.push(agent.close)
}
const last = (): DiscoveryDoc | undefined => docs.at(-1)
const ended = () => until('the search to end', () => (last()?.state === 'running' ? null : last()))
const journal = async () =>
  (await world.store.read.journal.since(0, 50)).map(({ kind, outcome, actor }) => ({ kind, outcome, actor }))

describe('a search for devices', () => {
  it('tells what it finds, journals its beginning and its end, and shows no secret (K5)', async () => {
    await ups('127.0.7.3', 'ups-left')
    expect(await keeper.carryOut(startOrder('127.0.7.2-4'), by)).toEqual({ ok: true, result: { searchId: 'search-1' } })
    expect(last()).toMatchObject({ state: 'running', startedBy: 'anna', total: 3, found: [] })
    const doc = await ended()
    expect(doc).toMatchObject({
      state: 'ended',
      done: 3,
      found: [{ host: '127.0.7.3', systemName: 'ups-left', credential: 1, watchedAs: null, readings: { chargePercent: 91 } }],
    })
    await until('the journal', async () => (await journal()).length === 2)
    expect(await journal()).toEqual([
      { kind: 'discovery.started', outcome: 'ok', actor: 'anna' },
      { kind: 'discovery.ended', outcome: 'ok', actor: 'engine' },
    ])
    expect(JSON.stringify([docs, await world.store.read.journal.since(0, 50)])).not.toContain(COMMUNITY)
  })

  it('is refused while another goes on, with who runs it; its cancelling is answered at once and keeps what was found', async () => {
    await ups('127.0.7.3')
    const silent = await startOddAgent('127.0.7.4', port, () => null)
    undo.push(silent.close)
    await keeper.carryOut(startOrder('127.0.7.3-250'), by)
    expect(await keeper.carryOut(startOrder('127.0.8.1', 'search-2'), by)).toMatchObject({ ok: false, message: textWith('anna') })
    await until('the first', () => last()?.found.length === 1)
    const otto = { actor: 'otto', channel: 'web' } as const
    expect(await keeper.carryOut({ kind: 'discovery.cancel', searchId: 'search-1' }, otto)).toMatchObject({ ok: true })
    expect(last()).toMatchObject({ state: 'cancelled', found: [{ host: '127.0.7.3' }] })
    expect((await journal()).at(-1)).toEqual({ kind: 'discovery.cancelled', outcome: 'ok', actor: 'otto' })
    expect(await keeper.carryOut({ kind: 'discovery.cancel', searchId: 'search-1' }, otto)).toMatchObject({ ok: false })
    expect(await keeper.carryOut(startOrder('127.0.8.1', 'search-2'), by)).toMatchObject({ ok: true })
  })

  it('does not ask what is watched already, and names it', async () => {
    const identity = {
      family: 'x',
      manufacturer: null,
      model: 'Known',
      serial: 'SN-4711-A',
      firmware: null,
      agentFirmware: null,
    }
    const here = { protocol: 'snmp', host: '127.0.7.3', port, family: 'auto' } as const
    known = [{ id: deviceIdSchema.parse('a'), name: 'UPS A', address: here, identity }]
    await ups('127.0.7.3')
    await ups('127.0.7.4')
    await keeper.carryOut(startOrder('127.0.7.3-4'), by)
    const { found } = await ended()
    expect(found).toMatchObject([
      { host: '127.0.7.3', model: 'Known', watchedAs: { name: 'UPS A' } },
      { host: '127.0.7.4', watchedAs: null },
    ])
  })

  it('adds what was chosen with the credential that worked; each says for itself what came of it', async () => {
    await ups('127.0.7.3')
    await ups('127.0.7.4')
    await keeper.carryOut(startOrder('127.0.7.3-4'), by)
    await ended()
    const key = (host: string) => `snmp ${host}:${port}`
    const devices = [
      { key: key('127.0.7.3'), name: 'left' },
      { key: key('127.0.7.4'), name: 'left' },
      { key: key('127.0.7.9'), name: 'nobody' },
    ]
    const added = await keeper.carryOut({ kind: 'discovery.add', searchId: 'search-1', devices }, by)
    expect(added).toMatchObject({
      ok: true,
      result: {
        rows: [
          { name: 'left', problem: null },
          { deviceId: null, problem: textWith('Another device is called “left”') },
          { deviceId: null, problem: textWith('has not found it') },
        ],
      },
    })
    const [device, ...others] = await world.store.read.devices.list()
    expect(others).toEqual([])
    expect(device).toMatchObject({ name: 'left', address: { host: '127.0.7.3', port, family: 'auto' } })
    if (device === undefined) throw new Error('nothing was added')
    expect(await world.store.read.credentials.reveal(device.credentialId)).toMatchObject({ community: COMMUNITY })
    expect((await journal()).slice(-3).map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['device.added', 'ok'],
      ['device.add-refused', 'refused'],
      ['device.add-refused', 'refused'],
    ])
    expect((await world.store.read.orders.placed()).map(({ order }) => order.kind)).toEqual(['config.changed'])
    expect(JSON.stringify([added, await world.store.read.journal.since(0, 50)])).not.toContain(COMMUNITY)
  })

  it('K5 forgets its credentials as soon as all that it found is added', async () => {
    await ups('127.0.7.3')
    await ups('127.0.7.4')
    await keeper.carryOut(startOrder('127.0.7.3-4'), by)
    await ended()
    const add = (host: string, name: string) =>
      keeper.carryOut({ kind: 'discovery.add', searchId: 'search-1', devices: [{ key: `snmp ${host}:${port}`, name }] }, by)
    expect(await add('127.0.7.3', 'left')).toMatchObject({ ok: true })
    expect(await add('127.0.7.4', 'right')).toMatchObject({ ok: true })
    expect(await add('127.0.7.4', 'again')).toMatchObject({ ok: false, message: textWith('nor its credentials') })
  })

  it('K5 forgets them a quarter of an hour after its end, also when it was cancelled', async () => {
    await ups('127.0.7.3')
    keeper = newKeeper(30)
    await keeper.carryOut(startOrder('127.0.7.3-250'), by)
    await until('the first', () => last()?.found.length === 1)
    await keeper.carryOut({ kind: 'discovery.cancel', searchId: 'search-1' }, by)
    const add = () => keeper.carryOut({ kind: 'discovery.add', searchId: 'search-1', devices: [] }, by)
    expect(await add()).toMatchObject({ ok: true })
    await until('it to be forgotten', async () => ((await add()).ok ? null : true))
  })

  it('that an engine was at when it ended is said to be over by the next one, which cannot add from it', async () => {
    await keeper.carryOut(startOrder('127.0.7.3-250'), by)
    const doc = last()
    await world.store.write((tx) => tx.latest.put(DISCOVERY, [{ id: DISCOVERY, doc: toJson(doc), atMs: 1 }]))
    keeper.stop()
    const next = newKeeper()
    await next.load()
    const row = await world.store.read.latest.get(DISCOVERY, DISCOVERY)
    expect(row?.doc).toMatchObject({ state: 'interrupted', searchId: 'search-1' })
    expect((await journal()).at(-1)).toEqual({ kind: 'discovery.ended', outcome: 'failed', actor: 'engine' })
    expect(await next.carryOut({ kind: 'discovery.add', searchId: 'search-1', devices: [] }, by)).toMatchObject({ ok: false })
    await next.load()
    expect(await world.store.read.latest.get(DISCOVERY, DISCOVERY)).toBeNull()
  })
})
