import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { credibleValue } from '../../../server/domain/power-reading'
import { powerStateOf } from '../../../server/domain/power-state'
import type { UpsObservation, UpsSecret } from '../../../server/domain/ups'
import type { UpsSession } from '../../../server/drivers/ports'
import { detectUps } from '../../../server/drivers/ups/detect'
import { driver } from '../../../server/drivers/ups/rfc1628/driver'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { SNMPD_PROGRAMS, SNMPD_USER, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import { textLike, textWith } from '../../../server/testing/matchers'

const deadlineMs = 1_500
const user = {
  kind: 'snmp-user',
  level: 'authPriv',
  authProtocol: 'sha',
  privProtocol: 'aes',
  context: '',
  ...SNMPD_USER,
} satisfies UpsSecret

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('a UPS served by the real net-snmp agent', () => {
  let ups: SnmpdUps
  let community: UpsSecret
  const sessions: UpsSession[] = []

  beforeAll(async () => {
    ups = await startSnmpdUps()
    community = { kind: 'snmp-community', version: '2c', community: ups.community }
  })
  afterEach(() => {
    for (const session of sessions.splice(0)) session.close()
    ups.onMains()
  })
  afterAll(async () => ups.stop())

  const target = (secret: UpsSecret, port = ups.port) => ({
    address: { protocol: 'snmp' as const, host: ups.host, port, family: 'auto' },
    secret,
  })
  const open = (secret: UpsSecret): UpsSession => {
    const session = driver.open(target(secret))
    sessions.push(session)
    return session
  }
  const poll = async (session: UpsSession): Promise<UpsObservation> => {
    const result = await session.poll({ deadlineMs })
    if (result.kind !== 'ok') throw new Error(result.message)
    return result.value
  }
  const state = ({ supply, upsContact, flags }: UpsObservation) => powerStateOf({ supply, contact: upsContact, flags })
  const detect = (secret: UpsSecret, port?: number) => detectUps(target(secret, port), { deadlineMs })

  const secrets: readonly (readonly [string, () => UpsSecret])[] = [
    ['v1', () => ({ kind: 'snmp-community', version: '1', community: ups.community })],
    ['v2c', () => community],
    ['v3 authPriv', () => user],
    ['v3 authNoPriv', () => ({ ...user, level: 'authNoPriv' })],
  ]

  it.each(secrets)('sees the mains go, the battery run low and the mains return, over %s', async (_, secret) => {
    const session = open(secret())
    expect(state(await poll(session))).toBe('on-mains')
    ups.onBattery()
    expect(state(await poll(session))).toBe('on-battery')
    await until(
      'the counter of seconds on battery',
      async () => (credibleValue((await poll(session)).readings, 'secondsOnBattery') ?? 0) >= 1,
    )
    ups.lowBattery()
    const low = await poll(session)
    expect(state(low)).toBe('low-battery')
    expect(low.alarms).toEqual(['on battery', 'low battery'])
    expect(credibleValue(low.readings, 'runtimeSeconds')).toBe(120)
    ups.onMains()
    expect(state(await poll(session))).toBe('on-mains')
  })

  it('P3 a battery test is no outage, unless the mains fail during it', async () => {
    const session = open(community)
    ups.set({ outputSource: 5, secondsOnBattery: 4, testResult: 5 })
    expect(state(await poll(session))).toBe('testing')
    ups.set({ inputVoltage: 0 })
    expect(state(await poll(session))).toBe('on-battery')
  })

  it('P1 seconds on battery that stayed from the last outage are not believed', async () => {
    ups.set({ secondsOnBattery: 412 })
    const observation = await poll(open(community))
    expect(state(observation)).toBe('on-mains')
    expect(observation.readings.secondsOnBattery).toMatchObject({ value: 412, credible: false })
  })

  it('P4 values that cannot be are shown and not believed', async () => {
    ups.set({ chargeRemaining: 187, minutesRemaining: 65_535 })
    const { readings } = await poll(open(community))
    expect(readings.chargePercent).toMatchObject({ value: 187, credible: false, reason: textWith('impossible') })
    expect(readings.runtimeSeconds).toMatchObject({ credible: false })
  })

  it('P5 an output that is off, or on bypass, is told apart from mains', async () => {
    const session = open(community)
    ups.set({ outputSource: 2 })
    expect(state(await poll(session))).toBe('off')
    ups.set({ outputSource: 4 })
    ups.raise([9])
    const bypass = await poll(session)
    expect(state(bypass)).toBe('bypass')
    expect(bypass.flags).not.toContain('eco')
  })

  it('takes a source that the MIB does not list for a fault, never for mains', async () => {
    ups.set({ outputSource: 42 })
    const observation = await poll(open(community))
    expect(state(observation)).toBe('unknown')
    expect(observation.flags).toContain('fault')
  })

  it('says that the card has lost its UPS', async () => {
    ups.raise([20])
    expect(state(await poll(open(community)))).toBe('no-contact')
  })

  it('P2 keeps its deadline while the agent is frozen, and goes on after', async () => {
    const session = open(community)
    await poll(session)
    ups.freeze()
    try {
      expect(await session.poll({ deadlineMs: 400 })).toMatchObject({ kind: 'unreachable' })
    } finally {
      ups.thaw()
    }
    await until('the thawed agent', async () => (await session.poll({ deadlineMs })).kind === 'ok')
  })

  it('goes on by itself after an agent restarted without counting its boots (v3)', async () => {
    const session = open(user)
    await poll(session)
    await ups.restart({ forgetBoots: false })
    await ups.restart({ forgetBoots: false })
    expect(state(await poll(session))).toBe('on-mains')
    await ups.restart({ forgetBoots: true })
    expect(state(await poll(session))).toBe('on-mains')
  })

  it('says of a wrong community that it looks like a dead address', async () => {
    expect(await detect({ kind: 'snmp-community', version: '2c', community: 'not-this-one' })).toMatchObject({
      kind: 'unreachable',
      hint: textLike(/dead address and a wrong community look the same/),
    })
  })

  it('says the same of a dead address', async () => {
    expect(await detect(community, await freePort())).toMatchObject({
      kind: 'unreachable',
      hint: textLike(/wrong community/),
    })
  })

  it('says that the authentication key is wrong', async () => {
    expect(await detect({ ...user, authKey: 'not-the-auth-key' })).toMatchObject({
      kind: 'refused',
      message: textLike(/Wrong authentication key/),
    })
  })

  it('says that a wrong privacy key looks like silence', async () => {
    const result = await detect({ ...user, privKey: 'not-the-priv-key' })
    expect(result).toMatchObject({ kind: 'unreachable', hint: textLike(/wrong privacy key/) })
  })

  it('says that the user is unknown', async () => {
    expect(await detect({ ...user, user: 'nobody' })).toMatchObject({
      kind: 'refused',
      message: textLike(/does not know the SNMP v3 user nobody/),
    })
  })

  it('K5 no message holds a key or a community', async () => {
    const wrong: readonly UpsSecret[] = [
      { kind: 'snmp-community', version: '2c', community: 'secret-word-1' },
      { ...user, authKey: 'secret-word-1' },
      { ...user, privKey: 'secret-word-1' },
    ]
    for (const result of await Promise.all(wrong.map((secret) => detect(secret))))
      expect(JSON.stringify(result)).not.toContain('secret-word-1')
  })
})

describe('something that is no SNMP agent', () => {
  let socket: Socket
  let port: number
  let answer: (request: Buffer) => Buffer

  beforeAll(async () => {
    socket = createSocket('udp4')
    socket.on('message', (request, from) => socket.send(answer(request), from.port, from.address))
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    port = socket.address().port
  })
  afterAll(() => socket.close())

  const answers: readonly (readonly [string, (request: Buffer) => Buffer])[] = [
    ['text', () => Buffer.from('HTTP/1.1 400 Bad Request')],
    ['nothing at all', () => Buffer.alloc(0)],
    ['half of the request', (request) => request.subarray(0, request.length / 2)],
    ['an endless length', () => Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])],
    ['a PDU of an unknown kind', (request) => Buffer.from(request).fill(0xbf, 11, 16)],
  ]

  it.each(answers)('is told from silence where it answers with %s, over v2c and v3', async (_, given) => {
    answer = given
    const address = { protocol: 'snmp' as const, host: '127.0.0.1', port, family: 'auto' }
    const v2c = await detectUps(
      { address, secret: { kind: 'snmp-community', version: '2c', community: 'public' } },
      { deadlineMs: 400 },
    )
    expect(v2c).toMatchObject({ kind: 'unreachable', message: textLike(/answers, but not with SNMP/) })
    const v3 = await detectUps({ address, secret: user }, { deadlineMs: 400 })
    expect(v3.kind).toBe('unreachable')
  })
})
