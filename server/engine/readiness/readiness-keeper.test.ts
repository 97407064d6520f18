import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { JournalDraft } from '../../domain/journal'
import type { ProvedWay, ReadinessDoc, ReadinessFinding } from '../../domain/readiness'
import { manager } from '../../testing/world-samples'
import { ReadinessKeeper, type WayToProve } from './readiness-keeper'

const HOUR_MS = 3_600_000
const START_MS = 1_700_000_000_000
const person = { actor: 'ada', channel: 'web' as const }
const DISTRUST: ReadinessFinding = {
  trouble: 'certificate',
  severity: 'critical',
  message: 'Another certificate.',
  hint: 'Compare it.',
}
const NOTE: ReadinessFinding = { trouble: 'note', severity: 'warning', message: 'May not move VMs.', hint: null }

const well = manager({ contact: 'ok' })
const wayOf = (name: string, prove: WayToProve['prove'], key = name): WayToProve => ({
  key,
  way: 'manager',
  object: { kind: 'manager', id: well.id, name },
  prove,
})

const setUp = (given: {
  readonly ways?: readonly WayToProve[]
  readonly failing?: readonly ProvedWay[]
  readonly outage?: boolean
  readonly plans?: readonly ProvedWay[]
}) => {
  const at = { nowMs: START_MS, hour: 12, outage: given.outage ?? false }
  const docs: ReadinessDoc[] = []
  const entries: JournalDraft[] = []
  const keeper = new ReadinessKeeper({
    log: pino({ level: 'silent' }),
    now: () => at.nowMs,
    localHour: () => at.hour,
    ways: () => given.ways ?? [wayOf('vcenter', () => Promise.resolve([]))],
    upses: () => ({ failing: given.failing ?? [], count: 3 }),
    plans: () => given.plans ?? [],
    isOutage: () => at.outage,
    record: (drafts) => Promise.resolve(entries.push(...drafts)),
    publish: (doc) => docs.push(doc),
  })
  const later = async (hours: number, hour: number): Promise<number> => {
    at.nowMs += hours * HOUR_MS
    at.hour = hour
    keeper.tick(at.nowMs)
    await keeper.settled()
    return entries.length
  }
  return { at, keeper, docs, entries, later }
}

describe('proving that what plans use would work', () => {
  it('A12 happens soon after the start, then every night, and once a day where the night was missed', async () => {
    const { later } = setUp({})
    expect(await later(0, 12)).toBe(0)
    expect(await later(1 / 30, 12)).toBe(1)
    expect(await later(2, 14)).toBe(1)
    expect(await later(12, 2)).toBe(2)
    expect(await later(1 / 4, 2)).toBe(2)
    expect(await later(25, 3)).toBe(3)
  })

  it('D5 holds plans in which something is found, and a plan alone is nothing that would not work', async () => {
    const found: ProvedWay = { way: 'plan', object: { kind: 'plan', id: 'p', name: 'Row 4' }, provedAtMs: 0, findings: [NOTE] }
    const { keeper, docs, entries } = setUp({ plans: [found] })
    keeper.check(person)
    await keeper.settled()
    expect(docs.at(-1)?.ways[0]).toEqual(found)
    expect(entries).toMatchObject([{ outcome: 'ok', data: { ways: [{ way: 'plan' }] } }])
  })

  it('names the worst first, with what is wrong and what to do; UPSs that answer are counted', async () => {
    const failing: ProvedWay = {
      way: 'ups',
      object: { kind: 'device', id: 'u', name: 'ups-1' },
      provedAtMs: 0,
      findings: [DISTRUST],
    }
    const ways = [wayOf('a-fine', () => Promise.resolve([])), wayOf('noted', () => Promise.resolve([NOTE]))]
    const { keeper, docs, entries } = setUp({ ways, failing: [failing] })
    expect(keeper.check(person)).toBe(true)
    await keeper.settled()
    const doc = docs.at(-1)
    expect(doc?.ways.map(({ object }) => object.name)).toEqual(['ups-1', 'noted', 'a-fine'])
    expect(doc).toMatchObject({ state: 'ended', startedBy: 'ada', upsCount: 3 })
    expect(entries).toEqual([
      expect.objectContaining({ kind: 'readiness.proved', outcome: 'failed', message: 'Would not work tonight: ups-1' }),
    ])
  })

  it('A12 a proof under way ends when an outage begins, tells nothing new, and is made up for afterwards', async () => {
    const signals: AbortSignal[] = []
    const slow = wayOf('slow', (_nowMs, signal) => {
      signals.push(signal)
      return new Promise((done) => signal.addEventListener('abort', () => done([DISTRUST])))
    })
    const { at, keeper, docs, entries } = setUp({ ways: [slow] })
    keeper.check(person)
    keeper.tick(at.nowMs)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    at.outage = true
    keeper.tick(at.nowMs)
    await keeper.settled()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(docs.at(-1)).toMatchObject({ state: 'ended', ways: [] })
    expect(entries).toEqual([])
    expect(keeper.alarms([well])).toEqual([])
    keeper.tick(at.nowMs)
    expect(signals).toHaveLength(1)
    at.outage = false
    keeper.tick(at.nowMs)
    // The queue begins its work in a moment of its own.
    await new Promise(setImmediate)
    expect(signals).toHaveLength(2)
    await keeper.stop()
  })

  it('A12 what would not work is an alarm although its manager still answers; a manager that is silent has its own', async () => {
    const { keeper } = setUp({ ways: [wayOf('vcenter', () => Promise.resolve([DISTRUST]))] })
    expect(keeper.alarms([well])).toEqual([])
    keeper.check(person)
    await keeper.settled()
    expect(keeper.alarms([well])).toMatchObject([
      { code: 'not-ready', severity: 'critical', hint: 'Another certificate. Compare it.' },
    ])
    expect(keeper.alarms([{ ...well, contact: 'lost' }])).toEqual([])
  })

  it('A9 a way to a host that would not work is an alarm of its host, also while its manager is silent; a silent BMC has its own', async () => {
    const object = { kind: 'host' as const, id: 'h', name: 'esx-1' }
    const way = (of: WayToProve['way'], findings: readonly ReadinessFinding[]): WayToProve => ({
      key: JSON.stringify([of, findings]),
      way: of,
      object,
      prove: () => Promise.resolve(findings),
    })
    const silent: ReadinessFinding = { trouble: 'silent', severity: 'critical', message: 'Silence.', hint: null }
    const { keeper, entries } = setUp({
      ways: [way('direct', [DISTRUST]), way('direct', [NOTE]), way('bmc', [silent]), way('bmc', [DISTRUST])],
    })
    keeper.check(person)
    await keeper.settled()
    expect(
      keeper
        .alarms([{ ...well, contact: 'lost' }])
        .map(({ code, severity }) => [code, severity])
        .sort(),
    ).toEqual([
      ['bmc-not-ready', 'warning'],
      ['direct-path-not-ready', 'warning'],
      ['direct-path-notes', 'advisory'],
    ])
    expect(entries[0]?.message).toContain('esx-1 (direct path)')
    expect(entries[0]?.message).toContain('esx-1 (BMC)')
  })

  it('a lacking right is told as an advisory', async () => {
    const { keeper } = setUp({ ways: [wayOf('vcenter', () => Promise.resolve([NOTE]))] })
    keeper.check(person)
    await keeper.settled()
    expect(keeper.alarms([well])).toMatchObject([{ code: 'ready-with-notes', severity: 'advisory' }])
  })

  it('asks nothing while an outage runs, and makes up for it', async () => {
    const { keeper, at, later } = setUp({ outage: true })
    expect(keeper.check(person)).toBe(false)
    expect(await later(1, 13)).toBe(0)
    at.outage = false
    expect(await later(0, 13)).toBe(1)
  })

  it('proves one at a time, and anew when the managers were changed', async () => {
    let finish = (): void => undefined
    const waiting = () => new Promise<readonly ReadinessFinding[]>((done) => (finish = () => done([])))
    const { keeper, later, entries } = setUp({ ways: [wayOf('slow', waiting)] })
    expect(keeper.check(person)).toBe(true)
    expect(keeper.check(person)).toBe(false)
    finish()
    await keeper.settled()
    keeper.changed()
    const proving = later(0, 12)
    finish()
    await proving
    expect(entries).toHaveLength(2)
  })

  it('after a change proves what is configured otherwise than before, and nothing else; asked, all of it', async () => {
    const proved: string[] = []
    const made = (name: string, key: string) =>
      wayOf(
        name,
        () => {
          proved.push(key)
          return Promise.resolve([])
        },
        key,
      )
    const ways = [made('a', 'a 1'), made('b', 'b 1')]
    const { keeper, docs, later } = setUp({ ways })
    keeper.check(person)
    await keeper.settled()
    ways.splice(0, 2, made('a', 'a 2'), made('b', 'b 1'))
    keeper.changed()
    await later(0, 12)
    expect(proved).toEqual(['a 1', 'b 1', 'a 2'])
    expect(docs.at(-1)?.ways.map(({ object }) => object.name)).toEqual(['a', 'b'])
    ways.splice(0, 1)
    keeper.changed()
    await later(0, 12)
    expect(docs.at(-1)?.ways.map(({ object }) => object.name)).toEqual(['b'])
    expect(proved).toHaveLength(3)
    keeper.check(person)
    await keeper.settled()
    expect(proved.slice(3)).toEqual(['b 1'])
  })

  it('a driver that throws is a finding, and the others are proved', async () => {
    const ways = [wayOf('broken', () => Promise.reject(new Error('no'))), wayOf('fine', () => Promise.resolve([]))]
    const { keeper, docs } = setUp({ ways })
    keeper.check(person)
    await keeper.settled()
    expect(docs.at(-1)?.ways.map(({ findings }) => findings.length)).toEqual([1, 0])
  })
})
