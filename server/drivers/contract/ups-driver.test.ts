import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UpsDriver, UpsTarget } from '../ports'
import { upsDrivers } from '../ups/registry'
import { textLike, textWith } from '../../testing/matchers'

const targetAt = (driver: UpsDriver, port: number): UpsTarget =>
  driver.protocol === 'snmp'
    ? {
        address: { protocol: 'snmp', host: '127.0.0.1', port, family: driver.family },
        secret: { kind: 'snmp-community', version: '2c', community: 'a-secret-community' },
      }
    : {
        address: { protocol: 'nut', host: '127.0.0.1', port, upsName: 'ups', tls: 'off' },
        secret: { kind: 'nut-user', user: 'someone', password: 'a-secret-password' },
      }

/** Something that listens where the driver calls, and never speaks, or speaks nonsense. */
const startStranger = async (protocol: UpsDriver['protocol'], nonsense: Buffer | null) => {
  if (protocol === 'snmp') {
    const udp = createSocket('udp4')
    udp.on('message', (_, from) => nonsense !== null && udp.send(nonsense, from.port, from.address))
    udp.bind(0, '127.0.0.1')
    await once(udp, 'listening')
    return { port: udp.address().port, stop: () => udp.close() }
  }
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => nonsense !== null && void socket.write(nonsense))
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  return { port: (tcp.address() as AddressInfo).port, stop: () => tcp.close() }
}

it('every folder is registered, once, under its own name', () => {
  const folders = readdirSync(fileURLToPath(new URL('../ups', import.meta.url)), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(upsDrivers.map(({ family }) => family).sort()).toEqual(folders.sort())
  expect(folders).not.toHaveLength(0)
})

it('of two SNMP families that a device serves, one is the richer', () => {
  const richness = upsDrivers.map((driver) => driver.richness)
  expect(new Set(richness).size).toBe(richness.length)
})

describe.each(upsDrivers.map((driver) => [driver.family, driver] as const))('the UPS driver %s', (_, driver) => {
  let mute: Awaited<ReturnType<typeof startStranger>>
  let babbling: Awaited<ReturnType<typeof startStranger>>

  beforeAll(async () => {
    mute = await startStranger(driver.protocol, null)
    babbling = await startStranger(
      driver.protocol,
      Buffer.from([0x30, 0x82, 0xff, 0xff, 0x02, 0x01, 0x0a, 0x00, 0x0a, 0x7f, 0x0a]),
    )
  })
  afterAll(() => {
    mute.stop()
    babbling.stop()
  })

  it('answers by its deadline where nobody answers it, and says what to do', async () => {
    const session = driver.open(targetAt(driver, mute.port))
    // Both at once: calls that overlap must not make each other wait.
    for (const answer of await Promise.all([session.identify({ deadlineMs: 200 }), session.poll({ deadlineMs: 200 })]))
      expect(answer).toMatchObject({
        kind: 'unreachable',
        message: textWith('200 ms'),
        hint: textWith('Check'),
      })
    session.close()
  })

  it('survives nonsense, and says that it is nonsense', async () => {
    const session = driver.open(targetAt(driver, babbling.port))
    for (let round = 0; round < 2; round += 1)
      expect(await session.poll({ deadlineMs: 200 })).toMatchObject({
        kind: 'unreachable',
        message: textLike(/answers, but not with/),
      })
    session.close()
  })

  it('K5 tells nobody the secret', async () => {
    const session = driver.open(targetAt(driver, mute.port))
    expect(JSON.stringify(await session.identify({ deadlineMs: 100 }))).not.toContain('a-secret')
    session.close()
  })

  it('stops when it is told to', async () => {
    const session = driver.open(targetAt(driver, mute.port))
    const abort = new AbortController()
    const answer = session.poll({ deadlineMs: 60_000, signal: abort.signal })
    abort.abort()
    expect(await answer).toMatchObject({ kind: 'unreachable' })
    session.close()
  })

  it('may be closed twice, in the middle of a call too, and answers calls after that', async () => {
    const session = driver.open(targetAt(driver, mute.port))
    const answer = session.poll({ deadlineMs: 60_000 })
    await new Promise((next) => setImmediate(next))
    session.close()
    session.close()
    expect((await answer).kind).not.toBe('ok')
    expect((await session.poll({ deadlineMs: 200 })).kind).not.toBe('ok')
  })

  it('refuses a secret or an address of another kind in words, without asking anyone', async () => {
    const other = upsDrivers.find(({ protocol }) => protocol !== driver.protocol)
    if (other === undefined) throw new Error('no driver of another protocol')
    const { address } = targetAt(driver, mute.port)
    const foreign = driver.open(
      driver.protocol === 'snmp' ? { address, secret: targetAt(other, 1).secret } : targetAt(other, mute.port),
    )
    expect(await foreign.poll({ deadlineMs: 200 })).toMatchObject({ kind: 'refused' })
    foreign.close()
  })
})
