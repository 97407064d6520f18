import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newTrack, trackAnswer, trackSilence } from '../decide/power-track'
import { credentialIdSchema, type DeviceId, deviceIdSchema } from '../domain/ids'
import { startUpsFarm, type UpsFarm } from '../simulator/snmp/ups-farm'
import { observation } from '../testing/power-samples'
import { until } from '../testing/require-peer'
import { mayBeBrief, pollEveryMs, PowerWatch } from './power-watch'
import { steadyClock } from './steady-clock'

const T0 = 1_700_000_000_000
const NEVER = Number.POSITIVE_INFINITY

describe('how often a UPS is polled', () => {
  const onMains = trackAnswer(newTrack(), observation({ supply: 'mains' }), T0)
  const onBattery = trackAnswer(newTrack(), observation({ supply: 'battery' }), T0)

  it('is every 2 s on mains', () => expect(pollEveryMs(onMains, NEVER)).toBe(2_000))
  it('is every second on battery', () => expect(pollEveryMs(onBattery, NEVER)).toBe(1_000))
  it('is every second while an answer is missing', () =>
    expect(pollEveryMs(trackSilence(onMains, 'silent', T0), NEVER)).toBe(1_000))
  it('is often at first after a trap, then every second for the rest of ten', () => {
    expect(pollEveryMs(onMains, 0)).toBe(100)
    expect(pollEveryMs(onMains, 600)).toBe(250)
    expect(pollEveryMs(onBattery, 1_999)).toBe(250)
    expect(pollEveryMs(onMains, 2_000)).toBe(1_000)
    expect(pollEveryMs(onMains, 9_999)).toBe(1_000)
    expect(pollEveryMs(onMains, 10_000)).toBe(2_000)
  })
})

describe('whether a poll may be brief', () => {
  const calm = trackAnswer(newTrack(), observation({ supply: 'mains' }), T0)

  it('never up to a thousand UPSs: there every poll reads everything', () => {
    expect(mayBeBrief(calm, 2_000, 1_000)).toBe(false)
    expect(mayBeBrief(calm, 2_000, 2_000)).toBe(true)
  })
  it('P8 on a site of five thousand for less than eight seconds, and no longer on a larger one', () => {
    expect([2_000, 4_000, 6_000].map((sinceMs) => mayBeBrief(calm, sinceMs, 5_000))).toEqual(Array(3).fill(true))
    expect(mayBeBrief(calm, 6_001, 5_000)).toBe(false)
    expect(mayBeBrief(calm, 6_001, 50_000)).toBe(false)
    expect(mayBeBrief(calm, NEVER, 5_000)).toBe(false)
  })
  it('P2 P7 never while anything is the matter', () => {
    const isBrief = (track: typeof calm) => mayBeBrief(track, 2_000, 5_000)
    expect(isBrief(trackAnswer(calm, observation({ supply: 'battery' }), T0))).toBe(false)
    expect(isBrief(trackAnswer(calm, observation({ supply: 'bypass' }), T0))).toBe(false)
    expect(isBrief(trackAnswer(calm, observation({ flags: ['overload'] }), T0))).toBe(false)
    expect(isBrief(trackSilence(calm, 'silent', T0))).toBe(false)
    expect(isBrief(newTrack())).toBe(false)
  })
})

describe('a UPS that something claims has changed', () => {
  const UPSES = 30
  let farm: UpsFarm
  let watch: PowerWatch
  let polls: DeviceId[] = []
  const ids = Array.from({ length: UPSES }, (_, index) => deviceIdSchema.parse(`ups-${index}`))
  const [first] = ids

  beforeEach(async () => {
    polls = []
    farm = await startUpsFarm(UPSES)
    watch = new PowerWatch(steadyClock(), pino({ level: 'silent' }), (_, after) => void polls.push(after.row.id))
    for (const [index, id] of ids.entries()) {
      const { host, port } = farm.upses[index] ?? { host: '', port: 0 }
      const address = { protocol: 'snmp' as const, host, port, family: 'rfc1628' }
      watch.start(
        { id, name: id, address, credentialId: credentialIdSchema.parse('c'), identity: null, enabled: true, createdAtMs: T0 },
        { address, secret: { kind: 'snmp-community', version: '2c', community: farm.community } },
        null,
        0,
      )
    }
    await until('all to have answered', () => ids.every((id) => watch.get(id)?.track.contact === 'ok'))
  })
  afterEach(async () => {
    watch.stopAll()
    await farm.close()
  })

  const pollsOf = (id: DeviceId | undefined) => polls.filter((polled) => polled === id).length

  it('is polled at once, and what it says then is believed', async () => {
    if (first === undefined) throw new Error('no UPS')
    farm.setMains(0, false)
    watch.hurry(first)
    await until('the outage to be seen', () => watch.get(first)?.track.supply === 'battery')
  })

  it('makes no more polls the more often it is claimed, and the last claim is never lost', async () => {
    if (first === undefined) throw new Error('no UPS')
    const before = pollsOf(first)
    const arranged = Array.from({ length: 5_000 }, () => watch.hurry(first)).filter(Boolean).length
    expect(arranged).toBe(1)
    await until('the poll', () => pollsOf(first) > before)
    expect(pollsOf(first) - before).toBeLessThanOrEqual(2)
    // Claimed in the middle of a poll: that poll may have read what was before, so there is one more.
    const again = pollsOf(first)
    watch.hurry(first)
    await until('another poll', () => pollsOf(first) > again)
  })

  it('does not keep the others from their turn in a storm about all of them', async () => {
    const before = new Map(ids.map((id) => [id, pollsOf(id)]))
    for (let round = 0; round < 100; round += 1) for (const id of ids) watch.hurry(id)
    await until('a poll of each', () => ids.every((id) => pollsOf(id) > (before.get(id) ?? 0)))
  })

  it('P3 a claim of an outage that the poll does not confirm changes nothing', async () => {
    if (first === undefined) throw new Error('no UPS')
    const before = pollsOf(first)
    watch.hurry(first)
    await until('the poll', () => pollsOf(first) > before)
    expect(watch.get(first)?.track).toMatchObject({ supply: 'mains', contact: 'ok' })
  })

  it('P1 P2 goes on being watched with another credential: since when it is on battery and what was read stand until it answers', async () => {
    if (first === undefined) throw new Error('no UPS')
    farm.setMains(0, false)
    watch.hurry(first)
    await until('the outage to be seen', () => watch.get(first)?.track.supply === 'battery')
    const before = watch.get(first)
    if (before === null) throw new Error('not watched')
    const { row } = before
    const changed = { ...row, credentialId: credentialIdSchema.parse('rotated') }
    const target = { address: row.address, secret: { kind: 'snmp-community', version: '2c', community: farm.community } as const }
    watch.start(changed, target, null, 0)
    expect(watch.get(first)).toEqual({ ...before, row: changed })
    const polled = pollsOf(first)
    await until('an answer with it', () => pollsOf(first) > polled)
    const after = watch.get(first)?.track
    expect(after).toMatchObject({ supply: 'battery', contact: 'ok', onBatterySinceMs: before.track.onBatterySinceMs })
  })
})
