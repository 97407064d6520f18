import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../server/domain/ups-command'
import type { CommandAnswer, DriverResult, UpsDriver } from '../../../server/drivers/ports'
import { driver as rfc1628 } from '../../../server/drivers/ups/rfc1628/driver'
import { driver as xups } from '../../../server/drivers/ups/xups/driver'
import { openFamilies } from '../../../server/drivers/ups-protocols/snmp/family'
import { CardRestarts } from '../../../server/engine/care/card-restarts'
import type { WatchedDevice } from '../../../server/engine/power-watch'
import { newTrack } from '../../../server/decide/power-track'
import { credentialIdSchema, deviceIdSchema } from '../../../server/domain/ids'
import type { JournalDraft } from '../../../server/domain/journal'
import { textWith } from '../../../server/testing/matchers'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { startDeafRelay } from './deaf-relay'
import { SNMPD_COMMUNITY, SNMPD_PROGRAMS, SNMPD_WRITE_COMMUNITY, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import { onMains, type ServedValue } from './ups-mib-values'

const DEADLINE_MS = 2_500
const UPS_MIB = '1.3.6.1.2.1.33.1'
const XUPS = '1.3.6.1.4.1.534.1'
const countdown = `${UPS_MIB}.8.2.0`
const xupsOffDelay = `${XUPS}.9.1.0`

const writable = (value: number): ServedValue => ({ type: 'integer', value, writable: true })
const testObject = { type: 'objectid', value: `.${UPS_MIB}.7.7.1`, writable: true } as const

const controls = {
  [`${UPS_MIB}.7.1.0`]: testObject,
  [`${UPS_MIB}.8.1.0`]: writable(1),
  [countdown]: writable(-1),
  [`${UPS_MIB}.8.3.0`]: writable(-1),
  [`${UPS_MIB}.8.4.0`]: writable(-1),
  [`${UPS_MIB}.8.5.0`]: writable(1),
}
const xupsObjects: Readonly<Record<string, ServedValue>> = {
  [`${XUPS}.1.2.0`]: { type: 'string', value: 'Lab 9PX' },
  [`${XUPS}.2.5.0`]: { type: 'integer', value: 3 },
  [`${XUPS}.4.5.0`]: { type: 'integer', value: 3 },
  [xupsOffDelay]: writable(-1),
  [`${XUPS}.9.2.0`]: writable(-1),
  [`${XUPS}.9.6.0`]: writable(-1),
}

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('commands to a UPS behind a real SNMP agent', () => {
  let ups: SnmpdUps
  const stops: (() => void)[] = []

  beforeAll(async () => {
    ups = await startSnmpdUps()
  })
  beforeEach(() => ups.serve({ ...onMains(), ...controls, ...xupsObjects }))
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
  })
  afterAll(async () => ups.stop())

  const target = (community: string, version: '1' | '2c' = '2c', port = ups.port) => ({
    address: { protocol: 'snmp' as const, host: '127.0.0.1', port, family: 'auto' },
    secret: { kind: 'snmp-community' as const, version, community },
  })
  const tell = async (
    driver: UpsDriver,
    command: UpsCommand,
    how = target(SNMPD_WRITE_COMMUNITY),
  ): Promise<DriverResult<CommandAnswer>> => {
    const session = driver.open(how)
    stops.push(() => session.close())
    return session.command(command, { deadlineMs: DEADLINE_MS })
  }
  const served = (oid: string) => ups.values()[oid]?.value

  const off = { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' } as const

  it('is told, and reads back that it was taken', async () => {
    expect(await tell(rfc1628, off)).toMatchObject({ kind: 'ok', value: { confirmed: true, said: textWith('shows it') } })
    expect(served(countdown)).toBe(60)
    expect(served(`${UPS_MIB}.8.5.0`)).toBe(2)
  })

  it('RFC 1628: 0 seconds is now', async () => {
    await tell(rfc1628, { ...off, delaySeconds: 0 })
    expect(served(countdown)).toBe(0)
  })

  it('RFC 1628: −1 aborts a countdown', async () => {
    await tell(rfc1628, off)
    expect(await tell(rfc1628, { kind: 'cancel-off' })).toMatchObject({ kind: 'ok', value: { confirmed: true } })
    expect(served(countdown)).toBe(-1)
  })

  it('XUPS: 0 aborts a countdown, it is never sent for "now"', async () => {
    await tell(xups, off)
    expect(served(xupsOffDelay)).toBe(60)
    expect(await tell(xups, { kind: 'cancel-off' })).toMatchObject({ kind: 'ok' })
    expect(served(xupsOffDelay)).toBe(0)
    await tell(xups, { ...off, delaySeconds: 0 })
    expect(served(xupsOffDelay)).toBe(1)
  })

  it('A4 an agent that takes a write and shows something else is not believed', async () => {
    ups.serve({ [`${UPS_MIB}.7.3.0`]: { type: 'integer', value: 5 } })
    const answer = await tell(rfc1628, { kind: 'abort-test' })
    expect(answer).toMatchObject({ kind: 'ok', value: { confirmed: false, said: textWith('something else') } })
  })

  it('a community that may only read is told so, in v2c and in v1', async () => {
    expect(await tell(rfc1628, off, target(SNMPD_COMMUNITY))).toMatchObject({
      kind: 'refused',
      message: textWith('upsShutdownType to 1: this community may only read it'),
      hint: textWith('write access'),
    })
    expect(await tell(rfc1628, off, target(SNMPD_COMMUNITY, '1'))).toMatchObject({
      message: textWith('may only read'),
      hint: textWith('write access'),
    })
    expect(served(countdown)).toBe(-1)
  })

  it('an object that takes no writes, a value or type that it does not take: each says why', async () => {
    ups.serve({ [`${UPS_MIB}.8.1.0`]: { type: 'integer', value: 1 } })
    expect(await tell(rfc1628, off)).toMatchObject({ kind: 'unsupported', message: textWith('notWritable') })
    ups.serve({ [`${UPS_MIB}.8.1.0`]: { type: 'integer', value: 2, writable: [2] } })
    expect(await tell(rfc1628, off)).toMatchObject({ kind: 'refused', message: textWith('badValue') })
    ups.serve({ [`${UPS_MIB}.8.1.0`]: { type: 'gauge', value: 1, writable: true } })
    expect(await tell(rfc1628, off)).toMatchObject({ kind: 'refused', message: textWith('wrongType') })
  })

  it('A1 where it stops half way it says what was set before', async () => {
    ups.serve({ [countdown]: { type: 'integer', value: -1 } })
    expect(await tell(rfc1628, off)).toMatchObject({
      kind: 'refused',
      message: textWith('Set before it, and without effect by itself: upsShutdownType = 1, upsAutoRestart = 2'),
    })
  })

  it('A1 no answer to a write is unknown, until what is read back decides', async () => {
    const relay = await startDeafRelay(ups.port)
    stops.push(() => relay.stop())
    const through = target(SNMPD_WRITE_COMMUNITY, '2c', relay.port)
    // The write is done, its answer lost: the object shows it.
    expect(await tell(rfc1628, { kind: 'cancel-off' }, through)).toMatchObject({
      kind: 'ok',
      value: { confirmed: true, said: textWith('no answer') },
    })
    // Nothing of a self-test is to be seen.
    expect(await tell(rfc1628, { kind: 'self-test' }, through)).toMatchObject({ kind: 'unknown' })
    expect(relay.lost()).toBe(2)
  })

  it('of several families the richest is told; what it lacks the next one is', async () => {
    const session = openFamilies([xups.snmp, rfc1628.snmp], target(SNMPD_WRITE_COMMUNITY))
    stops.push(() => session.close())
    await session.command(off, { deadlineMs: DEADLINE_MS })
    expect([served(xupsOffDelay), served(countdown)]).toEqual([60, -1])
    ups.serve({ ...onMains(), ...controls, ...xupsObjects, [xupsOffDelay]: { type: 'integer', value: -1 } })
    await session.command(off, { deadlineMs: DEADLINE_MS })
    expect([served(xupsOffDelay), served(countdown)]).toEqual([-1, 60])
  })

  it('tells which commands it knows, and how its last self-test ended', async () => {
    const session = rfc1628.open(target(SNMPD_COMMUNITY))
    stops.push(() => session.close())
    const options = { deadlineMs: DEADLINE_MS }
    expect(await session.commandKinds(options)).toMatchObject({
      value: ['self-test', 'abort-test', 'output-off', 'cancel-off', 'output-on', 'output-cycle'],
    })
    ups.set({ testResult: 3 })
    expect(await session.selfTest(options)).toMatchObject({
      value: { state: 'failed', said: textWith('3 (done with an error)') },
    })
    const uptime = await session.agentUptime(options)
    expect(uptime.kind === 'ok' && uptime.value !== null && uptime.value >= 0).toBe(true)
  })

  it('P2 a card that restarted is told as that, one that was only cut off is not', async () => {
    const session = rfc1628.open(target(SNMPD_COMMUNITY))
    stops.push(() => session.close())
    const told: JournalDraft[] = []
    const restarts = new CardRestarts((drafts) => Promise.resolve(told.push(...drafts)))
    const answering: WatchedDevice = {
      row: {
        id: deviceIdSchema.parse('lab'),
        name: 'lab',
        address: target('').address,
        credentialId: credentialIdSchema.parse('lab'),
        enabled: true,
        identity: null,
        createdAtMs: 0,
      },
      track: { ...newTrack(), contact: 'ok', supply: 'mains' },
      observation: null,
      identity: null,
    }
    const silentSince = (answeredAtMs: number): WatchedDevice => ({
      ...answering,
      track: { ...answering.track, answeredAtMs, misses: 3 },
    })
    await ups.restart()
    const nowMs = Date.now()
    restarts.polled(silentSince(nowMs - 3_600_000), answering, session, nowMs)
    await until('the restart to be told', () => told.length === 1)
    expect(told[0]).toMatchObject({ kind: 'device.card-restarted', message: textWith('its network card restarted') })
    await until('the agent to be older', async () => {
      const uptime = await session.agentUptime({ deadlineMs: DEADLINE_MS })
      return uptime.kind === 'ok' && (uptime.value ?? 0) > 3
    })
    restarts.polled(silentSince(nowMs - 500), answering, session, nowMs)
    restarts.polled(silentSince(nowMs - 3_600_000), answering, session, nowMs)
    await until('the second restart to be told', () => told.length === 2)
    expect(told.map(({ data }) => data)).toMatchObject([{ silentForMs: 3_600_000 }, { silentForMs: 3_600_000 }])
  })
})
