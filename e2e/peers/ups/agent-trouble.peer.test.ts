import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { credentialIdSchema, deviceIdSchema } from '../../../server/domain/ids'
import type { UpsSecret } from '../../../server/domain/ups'
import { malformedAnswers } from '../../../server/drivers/ups-protocols/snmp/datagram-count'
import { PowerWatch } from '../../../server/engine/power-watch'
import { steadyClock } from '../../../server/engine/steady-clock'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { startGarblingRelay } from './garbling-relay'
import { SNMPD_PROGRAMS, SNMPD_USER, type SnmpdUps, startSnmpdUps } from './snmpd-ups'

const user = {
  kind: 'snmp-user',
  level: 'authPriv',
  authProtocol: 'sha',
  privProtocol: 'aes',
  context: '',
  ...SNMPD_USER,
} satisfies UpsSecret
const OTHER = deviceIdSchema.parse('other')

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('a watched UPS whose agent is in trouble', () => {
  let ups: SnmpdUps
  let other: SnmpdUps
  let relay: Awaited<ReturnType<typeof startGarblingRelay>>
  let watch: PowerWatch
  let polls = 0

  beforeAll(async () => {
    ;[ups, other] = await Promise.all([startSnmpdUps(), startSnmpdUps()])
    relay = await startGarblingRelay(ups.port)
  })
  afterEach(() => {
    watch.stopAll()
    relay.garble(null)
    ups.onMains()
  })
  afterAll(async () => {
    relay.stop()
    await Promise.all([ups.stop(), other.stop()])
  })

  const trackOf = (name: string) => watch.get(deviceIdSchema.parse(name))?.track
  const contact = (name: string) => trackOf(name)?.contact
  const start = async (name: string, port: number, secret: UpsSecret): Promise<void> => {
    const address = { protocol: 'snmp' as const, host: ups.host, port, family: 'rfc1628' }
    const id = deviceIdSchema.parse(name)
    const credentialId = credentialIdSchema.parse('c')
    watch.start({ id, name, address, credentialId, identity: null, enabled: true, createdAtMs: 0 }, { address, secret }, null, 0)
    await until('contact', () => contact(name) === 'ok')
  }
  const begin = async (secret: UpsSecret, port = ups.port): Promise<void> => {
    watch = new PowerWatch(steadyClock(), pino({ level: 'silent' }), (_, { row }) => {
      if (row.id === OTHER) polls += 1
    })
    await start('troubled', port, secret)
    await start(OTHER, other.port, { kind: 'snmp-community', version: '2c', community: other.community })
  }
  /** The others are polled meanwhile. */
  const othersGoOn = async (): Promise<void> => {
    const before = polls
    await until('two polls of another UPS', () => polls >= before + 2)
    expect(contact(OTHER)).toBe('ok')
  }

  const secrets: readonly (readonly [string, () => UpsSecret])[] = [
    ['v1', () => ({ kind: 'snmp-community', version: '1', community: ups.community })],
    ['v2c', () => ({ kind: 'snmp-community', version: '2c', community: ups.community })],
    ['v3', () => user],
  ]

  it.each(secrets)(
    'P2 frozen while on battery, over %s: contact lost, still on battery, and back when it thaws',
    async (_, secret) => {
      await begin(secret())
      ups.onBattery()
      await until('the outage', () => trackOf('troubled')?.supply === 'battery')
      ups.freeze()
      try {
        await until('the loss', () => contact('troubled') === 'lost')
        expect(trackOf('troubled')).toMatchObject({ supply: 'battery' })
        await othersGoOn()
      } finally {
        ups.thaw()
      }
      ups.onMains()
      await until('contact and mains', () => contact('troubled') === 'ok' && trackOf('troubled')?.supply === 'mains')
    },
  )

  it.each(secrets)('killed and back, over %s, also when it forgets how often it was started', async (_, secret) => {
    await begin(secret())
    for (const forgetBoots of [false, true]) {
      await ups.restart({ forgetBoots })
      ups.onBattery()
      await until('the outage', () => contact('troubled') === 'ok' && trackOf('troubled')?.supply === 'battery')
      ups.onMains()
      await until('mains', () => trackOf('troubled')?.supply === 'mains')
    }
  })

  it.each(secrets)(
    'answering garbage, over %s: counted, never believed, and back when it makes sense again',
    async (_, secret) => {
      await begin(secret(), relay.port)
      const counted = () => malformedAnswers(10).find(({ address }) => address === ups.host)?.count ?? 0
      const before = counted()
      let tear = 0
      relay.garble((answer) => {
        tear += 1
        return tear % 2 === 0 ? answer.subarray(0, answer.length - 1) : Buffer.from(answer).fill(0xff, 2, 12)
      })
      await until('the loss', () => contact('troubled') === 'lost')
      expect(trackOf('troubled')).toMatchObject({ supply: 'mains' })
      expect(counted()).toBeGreaterThan(before)
      await othersGoOn()
      relay.garble(null)
      await until('contact', () => contact('troubled') === 'ok')
    },
  )

  it('answers every call by its deadline where no descriptor is left, and goes on when some are again', () => {
    const script = join(import.meta.dirname, 'many-sessions.ts')
    const { stdout, stderr, status } = spawnSync(
      'sh',
      ['-c', `ulimit -n 60; exec "$0" --import tsx "$@"`, process.execPath, script, String(ups.port), ups.community],
      { encoding: 'utf8', timeout: 60_000 },
    )
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ calls: 200, answered: 200, refusedForDescriptors: true, afterwards: 'ok' })
  })
})
