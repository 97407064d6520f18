import snmp from 'net-snmp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smallDatacenter } from '../small-datacenter'
import { World } from '../world/world'
import type { UdpAgent } from './udp-agent'
import { startUpsAgent } from './ups-agent'
import { WELL_KNOWN_TESTS, WRITABLE } from './ups-mib'

const P = '1.3.6.1.2.1.33.1'
let world: World
let agent: UdpAgent
/** Shortened where silence is expected. */
let timeoutMs = 5_000

beforeEach(async () => {
  timeoutMs = 5_000
  world = new World(smallDatacenter)
  world.advance(1_000)
  agent = await startUpsAgent(world, 'ups-a', 'public')
})
afterEach(() => agent.close())

type Session = ReturnType<typeof snmp.createSession>
const using = async <T>(
  version: 0 | 1,
  ask: (session: Session, done: (error: Error | null | undefined, value: T) => void) => void,
): Promise<T> => {
  const session = snmp.createSession('127.0.0.1', 'public', { port: agent.port, version, timeout: timeoutMs, retries: 0 })
  try {
    return await new Promise<T>((done, fail) => ask(session, (error, value) => (error ? fail(error) : done(value))))
  } finally {
    session.close()
  }
}

const get = (oid: string, version: 0 | 1 = snmp.Version2c): Promise<unknown> =>
  using(version, (session, done) => session.get([oid], (error, varbinds) => done(error, varbinds?.[0]?.value)))
const set = (oid: string, type: number, value: number | string): Promise<unknown> =>
  using(snmp.Version2c, (session, done) =>
    session.set([{ oid, type, value }], (error, varbinds) => done(error, varbinds?.[0]?.value)),
  )
const alarms = async (): Promise<string[]> => {
  const found: string[] = []
  await using<null>(snmp.Version2c, (session, done) =>
    session.subtree(
      `${P}.6.2.1.2`,
      20,
      (varbinds) => void found.push(...varbinds.map(({ value }) => String(value))),
      (error) => done(error, null),
    ),
  )
  return found
}

describe('the agent of a UPS', () => {
  it('shows an outage: source, seconds on battery, alarms, input', async () => {
    world.setMains(false, { ups: 'ups-a' })
    world.advance(30_000)
    expect(await get(`${P}.4.1.0`)).toBe(5)
    expect(await get(`${P}.2.2.0`)).toBe(29)
    expect(await get(`${P}.3.3.1.3.1`)).toBe(0)
    expect(await get(`${P}.3.1.0`)).toBe(1)
    expect(await alarms()).toEqual([`${P}.6.3.2`, `${P}.6.3.6`])
    expect(await get(`${P}.6.1.0`)).toBe(2)
  })

  it('shows a battery that gets low, then an output that is off', async () => {
    world.setMains(false)
    while (!world.ups('ups-a').lowBattery) world.advance(1_000)
    expect(await get(`${P}.2.1.0`)).toBe(3)
    expect(await alarms()).toContain(`${P}.6.3.3`)
    world.advance(1_800_000)
    expect(await get(`${P}.4.1.0`)).toBe(2)
    expect(await get(`${P}.2.1.0`)).toBe(4)
  })

  it('runs on battery in a self-test and says that it is one', async () => {
    await set(WRITABLE.upsTestId, snmp.ObjectType.OID, WELL_KNOWN_TESTS.quickBattery)
    world.advance(1_000)
    expect(await get(`${P}.4.1.0`)).toBe(5)
    expect(await get(`${P}.7.3.0`)).toBe(5)
    expect(await alarms()).toEqual([`${P}.6.3.24`])
    world.advance(10_000)
    expect(await get(`${P}.4.1.0`)).toBe(3)
    expect(await get(`${P}.7.3.0`)).toBe(1)
  })

  it('obeys upsShutdownAfterDelay, and -1 takes it back', async () => {
    await set(WRITABLE.upsShutdownAfterDelay, snmp.ObjectType.Integer, 20)
    expect(await get(WRITABLE.upsShutdownAfterDelay)).toBe(20)
    expect(await alarms()).toContain(`${P}.6.3.22`)
    await set(WRITABLE.upsShutdownAfterDelay, snmp.ObjectType.Integer, -1)
    world.advance(30_000)
    expect(world.ups('ups-a').output).toBe('mains')
    await set(WRITABLE.upsShutdownAfterDelay, snmp.ObjectType.Integer, 0)
    world.advance(1_000)
    expect(world.ups('ups-a').output).toBe('off')
  })

  it('refuses to write what is read-only', async () => {
    await expect(set(`${P}.4.1.0`, snmp.ObjectType.Integer, 3)).rejects.toThrow('NotWritable')
  })

  it('fails a version 1 request for what it has not, by name', async () => {
    await expect(get(`${P}.99.0`, snmp.Version1)).rejects.toThrow('NoSuchName')
  })

  it('is silent while its contact is lost', async () => {
    world.setComms('ups-a', true)
    timeoutMs = 300
    await expect(get(`${P}.4.1.0`)).rejects.toThrow('timed out')
  })
})
