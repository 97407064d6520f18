import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DurationSample, TIMED_ACTIONS } from '../../domain/duration'
import { host, managerId, vm } from '../../testing/world-samples'
import { priorDurations } from '../durations'
import { atOnce } from '../pieces'
import { learnInPieces } from './learn-durations'
import { bookOf } from './learned-book'

const web = vm('web', 'a')
const db = vm('db', 'a', { memoryMiB: 32_768 })
const elsewhere = vm('far', 'x', { managerId: managerId('other') })

const sample = (given: Partial<DurationSample> = {}): DurationSample => ({
  action: 'shutdown',
  objectId: web.id,
  managerId: managerId(),
  storageId: `${managerId()} ds`,
  seconds: 60,
  isCensored: false,
  memoryMiB: web.memoryMiB,
  copiedGibibytes: 0,
  sharing: 1,
  atMs: 1_000,
  ...given,
})

const many = (count: number, given: (at: number) => Partial<DurationSample>): readonly DurationSample[] =>
  Array.from({ length: count }, (_, at) => sample({ atMs: at, ...given(at) }))

const bookFrom = (samples: readonly DurationSample[]) => bookOf(atOnce(learnInPieces(samples)))

const sampleArbitrary: fc.Arbitrary<DurationSample> = fc.record({
  action: fc.constantFrom(...TIMED_ACTIONS),
  objectId: fc.constantFrom<string>(web.id, db.id, 'm:other'),
  managerId: fc.constantFrom<string>(managerId(), managerId('other')),
  storageId: fc.constantFrom(null, `${managerId()} ds`),
  seconds: fc.integer({ min: 1, max: 3_600 }),
  isCensored: fc.boolean(),
  memoryMiB: fc.option(fc.integer({ min: 128, max: 65_536 }), { nil: null }),
  copiedGibibytes: fc.constantFrom(0, 0, 80),
  sharing: fc.integer({ min: 1, max: 8 }),
  atMs: fc.integer({ min: 0, max: 1_000 }),
})

describe('the learned book', () => {
  it('is the documented priors where nothing was learned', () => {
    const book = bookFrom([])
    for (const action of TIMED_ACTIONS) {
      expect(book.vm(action, db, 4, 80)).toEqual(priorDurations.vm(action, db, 4, 80))
      expect(book.host(action, host('a'))).toEqual(priorDurations.host(action, host('a')))
    }
  })

  it('knows a VM by its own history, and others by that of all', () => {
    const book = bookFrom([
      ...many(12, () => ({ objectId: db.id, seconds: 300 })),
      ...many(30, (at) => ({ objectId: `m:${at}`, seconds: 20 })),
    ])
    expect(book.vm('shutdown', db, 1).p50Seconds).toBeGreaterThan(270)
    expect(book.vm('shutdown', web, 1).p50Seconds).toBeLessThan(30)
    // One VM that takes long is among all: the worst case of a stranger allows for such.
    expect(book.vm('shutdown', web, 1).p95Seconds).toBeGreaterThan(200)
  })

  it('learns of a guest that its limit ended again and again', () => {
    const book = bookFrom(many(10, () => ({ seconds: 600, isCensored: true })))
    expect(book.vm('shutdown', web, 1).p50Seconds).toBeGreaterThan(600)
  })

  it('learns the network of a manager, and nothing of another’s from it', () => {
    // 1 Gb/s where 10 are assumed.
    const seconds = (memoryMiB: number, sharing: number): number => 3 + (memoryMiB * 8 * 1.048576 * 1.1 * sharing) / 1_000
    const samples = many(60, (at) => {
      const memoryMiB = [2_048, 4_096, 16_384][at % 3] ?? 0
      const sharing = 1 + (at % 2)
      return { action: 'migrate', objectId: `m:${at}`, memoryMiB, sharing, seconds: seconds(memoryMiB, sharing) }
    })
    const book = bookFrom(samples)
    expect(book.vm('migrate', db, 1).p50Seconds / seconds(32_768, 1)).toBeCloseTo(1, 1)
    expect(book.vm('migrate-home', db, 2).p50Seconds / seconds(32_768, 2)).toBeCloseTo(1, 1)
    expect(book.vm('migrate', elsewhere, 1)).toEqual(priorDurations.vm('migrate', elsewhere, 1))
  })

  it('knows a VM that takes twice as long to move as the network says', () => {
    const usual = many(40, (at) => ({ action: 'migrate', objectId: `m:${at}`, memoryMiB: 4_096, seconds: 10 }))
    const slow = many(10, () => ({ action: 'migrate', objectId: db.id, memoryMiB: 4_096, seconds: 25 }))
    const book = bookFrom([...usual, ...slow])
    expect(book.vm('migrate', { ...db, memoryMiB: 4_096 }, 1).p50Seconds).toBeGreaterThan(20)
    expect(book.vm('migrate', web, 1).p50Seconds).toBeLessThan(13)
  })

  it('takes disks for what moves with disks took', () => {
    const samples = many(40, () => ({ action: 'migrate', memoryMiB: 4_096, copiedGibibytes: 100, seconds: 2_800 }))
    const book = bookFrom(samples)
    expect(book.vm('migrate', web, 1, 100).p50Seconds).toBeGreaterThan(2_400)
    expect(book.vm('migrate', web, 1).p50Seconds).toBeLessThan(60)
  })

  it('knows each storage by the states that were saved there', () => {
    const book = bookFrom(
      many(30, (at) => ({
        action: 'save-state',
        objectId: `m:${at}`,
        memoryMiB: 1_024 * (1 + (at % 8)),
        seconds: 2 + 10 * (1 + (at % 8)),
      })),
    )
    expect(book.vm('save-state', { ...db, memoryMiB: 16_384 }, 1).p50Seconds / 162).toBeCloseTo(1, 1)
    const local = { ...db, disks: [] }
    expect(book.vm('save-state', local, 1)).toEqual(priorDurations.vm('save-state', local, 1))
  })

  it('knows how long hosts take to go and to come', () => {
    const book = bookFrom(many(10, () => ({ action: 'power-on-host', objectId: host('a').id, memoryMiB: null, seconds: 700 })))
    expect(book.host('power-on-host', host('a')).p50Seconds).toBeGreaterThan(600)
    expect(book.host('power-on-host', host('b')).p50Seconds).toBeGreaterThan(240)
    expect(book.host('shutdown-host', host('a'))).toEqual(priorDurations.host('shutdown-host', host('a')))
  })

  it('is the same whatever the order of what was seen, and its worst case never the better one', () => {
    fc.assert(
      fc.property(
        fc
          .array(sampleArbitrary, { maxLength: 40 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const [book, other] = [bookFrom(all), bookFrom(shuffled)]
          for (const action of TIMED_ACTIONS)
            for (const each of [web, db, elsewhere]) {
              const { p50Seconds, p95Seconds } = book.vm(action, each, 2, 40)
              expect(p50Seconds).toBeGreaterThanOrEqual(0)
              expect(p95Seconds).toBeGreaterThanOrEqual(p50Seconds)
              expect(Number.isFinite(p95Seconds)).toBe(true)
              expect(other.vm(action, each, 2, 40)).toEqual({ p50Seconds, p95Seconds })
            }
        },
      ),
      { numRuns: 60 },
    )
  })
})
