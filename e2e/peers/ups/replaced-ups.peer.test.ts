import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { credentialIdSchema, deviceIdSchema, orderIdSchema } from '../../../server/domain/ids'
import type { Engine } from '../../../server/engine/engine'
import { answerMessage } from '../../../server/simulator/snmp/message'
import { ObjectTable, type SnmpObject } from '../../../server/simulator/snmp/object-table'
import { startUdpAgent, type UdpAgent } from '../../../server/simulator/snmp/udp-agent'
import { openStore } from '../../../server/store/open-store'
import type { Store } from '../../../server/store/store'
import { until } from '../../../server/testing/require-peer'
import { engineOn } from '../engine-in-process'

const CPS = '1.3.6.1.4.1.3808.1.1.1'
const ID = deviceIdSchema.parse('ups')
const alarmSchema = z.object({ code: z.string(), message: z.string() })
const curveSchema = z.object({ curve: z.array(z.unknown()).nullable() })

const integer = (oid: string, value: number): SnmpObject => ({ oid: `${CPS}.${oid}`, value: { type: 'integer', value } })
const ticks = (oid: string, seconds: number): SnmpObject => integer(oid, seconds * 100)

/** One UPS by CyberPower's MIB, on mains. */
const upsWith = (serial: string): ObjectTable =>
  new ObjectTable([
    { oid: `${CPS}.1.2.3.0`, value: { type: 'string', value: serial } },
    integer('4.1.1.0', 2),
    integer('2.1.1.0', 2),
    integer('2.2.1.0', 100),
    ticks('2.2.4.0', 1_800),
    integer('4.2.3.0', 40),
  ])

let serial = 'A100'
let isSilent = false
let folder: string
let store: Store
let engine: Engine
let agent: UdpAgent

const alarms = async () =>
  (await store.read.latest.all('alarm'))
    .map(({ doc }) => alarmSchema.parse(doc))
    .filter(({ code }) => code === 'another-ups')
    .map(({ message }) => message)
const knownSerial = async () => (await store.read.devices.get(ID))?.identity?.serial
const learned = async () => (await store.read.latest.all('battery')).map(({ doc }) => curveSchema.parse(doc).curve !== null)
const isRead = async () => (await store.read.latest.all('device')).length === 1

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ridethrough-replaced-'))
  store = await openStore({ dataDirectory: folder, databaseUrl: null })
  agent = await startUdpAgent((request) =>
    isSilent ? null : answerMessage({ table: () => upsWith(serial), set: () => 'not-writable' }, 'public', request),
  )
  const credentialId = credentialIdSchema.parse('c')
  await store.write(async (tx) => {
    const secret = { kind: 'snmp-community' as const, version: '2c' as const, community: 'public' }
    await tx.credentials.put({ id: credentialId, name: 'c', secret })
    const address = { protocol: 'snmp' as const, host: agent.host, port: agent.port, family: 'auto' }
    await tx.devices.put({ id: ID, name: 'UPS 1', address, credentialId, enabled: true, identity: null, createdAtMs: 0 })
  })
  engine = engineOn(store)
  await engine.start()
}, 60_000)
afterAll(async () => {
  await engine?.stop()
  await agent?.close()
  await store?.close()
  rmSync(folder, { recursive: true, force: true })
})

const WORDS = 'Another UPS answers here: serial number A100 was, B200 is'

it('P4 A1 a UPS that takes another one’s place is noticed, also by the next engine, and is the known one only by a person’s word', async () => {
  await until('the first UPS and its battery to be known', async () => (await knownSerial()) === 'A100' && (await learned())[0])
  isSilent = true
  await until('the contact to be lost', async () =>
    (await store.read.latest.all('alarm')).some(({ doc }) => alarmSchema.parse(doc).code === 'no-contact'),
  )
  serial = 'B200'
  isSilent = false
  await until('the alarm', async () => (await alarms()).includes(WORDS))
  expect(await knownSerial()).toBe('A100')
  expect((await store.read.journal.since(0, 500)).filter(({ kind }) => kind === 'device.another-answers')).toHaveLength(1)

  await engine.stop()
  await store.write(async (tx) => {
    const shown = (await tx.latest.all('alarm')).map(({ id }) => id)
    await tx.latest.remove('alarm', shown, Date.now())
  })
  engine = engineOn(store)
  await engine.start()
  await until('the next engine to notice it', async () => (await isRead()) && (await alarms()).includes(WORDS))

  const id = orderIdSchema.parse('order')
  const order = { kind: 'device.battery-replaced' as const, deviceId: ID }
  await store.write((tx) =>
    tx.orders.place({ id, order, actor: 'test', channel: 'cli', placedAtMs: Date.now(), state: 'placed', result: null }),
  )
  await until('the alarm to end', async () => (await alarms()).length === 0)
  await until('it to be the known one', async () => (await knownSerial()) === 'B200')
}, 120_000)
