import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, Version1, Version2c } from 'net-snmp'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeviceId, deviceIdSchema } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import { openStore } from '../../store/open-store'
import type { Store } from '../../store/store'
import { freePort, until } from '../../testing/require-peer'
import { TrapKeeper } from './trap-keeper'

const STORM = 5_000
const ON_BATTERY = '1.3.6.1.2.1.33.2.1'
const community = 'public'

/** What the library would send. */
const trapOf = (version: typeof Version1 | typeof Version2c, oid: string): Buffer => {
  const sent: Buffer[] = []
  const socket = {
    on: () => socket,
    unref: () => socket,
    close: () => socket,
    send: (bytes: Buffer, start: number, length: number) => void sent.push(Buffer.from(bytes.subarray(start, start + length))),
  }
  createSession('127.0.0.1', community, { version, ...{ dgramModule: { createSocket: () => socket } } }).trap(
    oid,
    [],
    () => undefined,
  )
  const [bytes] = sent
  if (bytes === undefined) throw new Error('nothing was sent')
  return bytes
}

describe('a storm of traps', () => {
  let directory: string
  let store: Store
  let keeper: TrapKeeper
  let port: number
  let nowMs = 1_700_000_000_000
  let journal: JournalDraft[] = []
  let hurried: DeviceId[] = []
  let hosts: readonly string[] = []
  const socket = () => createSocket('udp4')

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'traps-'))
    store = await openStore({ dataDirectory: directory, databaseUrl: null })
    port = await freePort()
    journal = []
    hurried = []
    keeper = new TrapKeeper({
      store,
      log: pino({ level: 'silent' }),
      now: () => nowMs,
      port,
      record: (drafts) => Promise.resolve(void journal.push(...drafts)),
      devices: () =>
        hosts.map((host) => ({
          id: deviceIdSchema.parse(host),
          name: host,
          target: {
            address: { protocol: 'snmp', host, port: 161, family: 'auto' },
            secret: { kind: 'snmp-community', version: '2c', community },
          },
        })),
      hurry: (id) => void hurried.push(id) === undefined,
    })
  })
  afterEach(async () => {
    await keeper.stop()
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const blast = async (message: Buffer, count: number): Promise<void> => {
    const from = socket()
    from.bind(0, '127.0.0.1')
    await once(from, 'listening')
    let sent = 0
    await new Promise<void>((done) => {
      for (let index = 0; index < count; index += 1)
        from.send(message, port, '127.0.0.1', () => {
          sent += 1
          if (sent === count) done()
        })
    })
    from.close()
  }

  it('of 5,000 of one device is survived, heeded, and recorded once', async () => {
    hosts = ['127.0.0.1']
    await keeper.reload()
    await blast(trapOf(Version2c, ON_BATTERY), STORM)
    await until('the last of them', () => keeper.state.received >= STORM * 0.99)
    const { fromDevices, received, notRecorded } = keeper.state
    expect(fromDevices).toBe(received)
    expect(hurried.length).toBe(received)
    await until('the record', () => journal.length > 0)
    expect(journal.map((entry) => entry.message)).toEqual(['127.0.0.1: trap upsTrapOnBattery from 127.0.0.1: polled at once'])
    expect(notRecorded).toBe(received - 1)
  })

  it('of 5,000 devices polls every one of them', async () => {
    hosts = Array.from({ length: STORM }, (_, index) => `10.1.${index >> 8}.${index & 255}`)
    await keeper.reload()
    const message = trapOf(Version1, ON_BATTERY)
    for (const address of hosts) keeper.take(message, { address, port: 1 })
    expect(new Set(hurried).size).toBe(STORM)
    await until('the record', () => journal.length > 0)
    expect(journal.length).toBeLessThan(1_000)
    expect(keeper.state.notRecorded + journal.length).toBe(STORM)
  })

  it('of 5,000 strangers is counted, with no more memory than for a few', async () => {
    hosts = ['127.0.0.1']
    await keeper.reload()
    const message = trapOf(Version2c, ON_BATTERY)
    for (let index = 0; index < STORM; index += 1) keeper.take(message, { address: `10.1.${index >> 8}.${index & 255}`, port: 1 })
    expect(keeper.state.unknownSender).toBe(STORM)
    expect(keeper.state.unknownSenders).toHaveLength(50)
    expect(keeper.state.unknownSenders[0]).toMatchObject({ count: 1, lastOid: ON_BATTERY })
    expect(hurried).toEqual([])
    expect(journal).toEqual([])
  })

  it('that goes on is recorded again only after an edge was seen', async () => {
    hosts = ['127.0.0.1']
    await keeper.reload()
    const [device] = hosts.map((host) => deviceIdSchema.parse(host))
    if (device === undefined) throw new Error('no device')
    const message = trapOf(Version2c, ON_BATTERY)
    const repeat = (times: number) => {
      for (let index = 0; index < times; index += 1) {
        nowMs += 60_000
        keeper.take(message, { address: '127.0.0.1', port: 1 })
      }
    }
    repeat(30)
    await until('the first record', () => journal.length === 1)
    nowMs += 30_000
    keeper.edge(device)
    repeat(30)
    await until('the second record', () => journal.length === 2)
    expect(journal[1]?.data).toMatchObject({ unrecorded: 29 })
  })

  it('takes what is no message, however it is broken, for malformed', async () => {
    hosts = ['127.0.0.1']
    await keeper.reload()
    const message = trapOf(Version2c, ON_BATTERY)
    for (let length = 0; length < message.length; length += 1)
      keeper.take(message.subarray(0, length), { address: '127.0.0.1', port: 1 })
    expect(keeper.state.malformed).toBe(message.length)
    expect(hurried).toEqual([])
  })

  it('says why where the port is taken, and what to do', async () => {
    const other = createSocket('udp6')
    other.bind(port)
    await once(other, 'listening')
    hosts = ['127.0.0.1']
    await keeper.reload()
    expect(keeper.state.listeningAt).toBeNull()
    expect(keeper.state.problem).toMatch(/UDP port \d+ cannot be opened \(EADDRINUSE\).*RIDETHROUGH_TRAP_PORT/)
    other.close()
  })
})
