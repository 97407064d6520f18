import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../domain/ids'
import type { SampleRow, Store } from '../store/store'
import { NOON_MS } from './store-samples'

const ups = deviceIdSchema.parse('ups-1')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Every two seconds; load climbs by one each sample and begins anew after a minute. */
const samples = (fromMs: number, count: number): SampleRow[] =>
  Array.from({ length: count }, (_, n) => ({
    deviceId: ups,
    atMs: fromMs + n * 2_000,
    supply: 'mains' as const,
    values: { loadPercent: n % 30, chargePercent: null },
  }))

export const describeSamples = (database: string, open: () => Promise<Store>): void => {
  describe(`samples on ${database}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    it('gives each sample where the span is short, and keeps a repeated one once', async () => {
      const rows = samples(NOON_MS, 30)
      await store.samples.add(rows)
      await store.samples.add(rows)
      const series = await store.samples.series(ups, 'loadPercent', NOON_MS, NOON_MS + MINUTE_MS, 30)
      expect(series).toEqual(rows.map(({ atMs }, load) => ({ atMs, mean: load, min: load, max: load })))
      expect(await store.samples.series(ups, 'chargePercent', NOON_MS, NOON_MS + 4_000, 2)).toEqual([
        { atMs: NOON_MS, mean: null, min: null, max: null },
        { atMs: NOON_MS + 2_000, mean: null, min: null, max: null },
      ])
      expect(await store.samples.series(deviceIdSchema.parse('none'), 'loadPercent', NOON_MS, NOON_MS + 1, 5)).toEqual([])
    })

    it('rolls up whole minutes and hours, again without harm, and answers from them together with what is newer', async () => {
      await store.samples.add(samples(NOON_MS, 3 * 1_800 + 15))
      const untilMs = NOON_MS + 3 * HOUR_MS + 30_000
      expect(await store.samples.rollUp(untilMs)).toEqual({ minutes: 180, hours: 3, dropped: 0 })
      await store.samples.rollUp(untilMs)
      const hours = await store.samples.series(ups, 'loadPercent', NOON_MS, NOON_MS + 8 * HOUR_MS, 4)
      expect(hours).toMatchObject([
        { atMs: NOON_MS, mean: 14.5, min: 0, max: 29 },
        { atMs: NOON_MS + 2 * HOUR_MS, min: 0, max: 29 },
      ])
      expect(hours[1]?.mean).toBeCloseTo((1_800 * 14.5 + 15 * 7) / 1_815, 9)
      const halves = await store.samples.series(ups, 'loadPercent', NOON_MS, NOON_MS + HOUR_MS, 2)
      expect(halves.map(({ mean, min, max }) => ({ mean, min, max }))).toEqual(
        [1, 2].map(() => ({ mean: 14.5, min: 0, max: 29 })),
      )
    })

    it('takes in samples that came after their minute was rolled up', async () => {
      const other = deviceIdSchema.parse('ups-late')
      await store.samples.add([
        { deviceId: other, atMs: NOON_MS + 3 * HOUR_MS - 1_000, supply: 'battery', values: { loadPercent: 80 } },
      ])
      await store.samples.rollUp(NOON_MS + 3 * HOUR_MS + MINUTE_MS)
      const [point] = await store.samples.series(other, 'loadPercent', NOON_MS, NOON_MS + 9 * HOUR_MS, 2)
      expect(point).toMatchObject({ mean: 80 })
    })

    it('drops raw samples after a day and minutes after ninety, and still answers', async () => {
      expect((await store.samples.rollUp(NOON_MS + 2 * DAY_MS)).dropped).toBe(3 * 1_800 + 15 + 1)
      expect(await store.samples.series(ups, 'loadPercent', NOON_MS, NOON_MS + 10 * MINUTE_MS, 10)).toHaveLength(10)
      await store.samples.rollUp(NOON_MS + 91 * DAY_MS)
      const [hour] = await store.samples.series(ups, 'loadPercent', NOON_MS, NOON_MS + HOUR_MS, 60)
      expect(hour).toEqual({ atMs: NOON_MS, mean: 14.5, min: 0, max: 29 })
    })

    it('keeps the least and the most of the minute and the hour in which a UPS fell silent, long after', async () => {
      const dead = deviceIdSchema.parse('ups-dead')
      const loads = (values: Readonly<Record<number, number>>): SampleRow[] =>
        Object.entries(values).map(([seconds, loadPercent]) => ({
          deviceId: dead,
          atMs: NOON_MS + Number(seconds) * 1_000,
          supply: 'battery',
          values: { loadPercent },
        }))
      const minuteAndHour = () =>
        Promise.all([MINUTE_MS, HOUR_MS].map((spanMs) => store.samples.series(dead, 'loadPercent', NOON_MS, NOON_MS + spanMs, 1)))
      await store.samples.add(loads({ 5: 90, 25: 10, 45: 40, 1_805: 60 }))
      await store.samples.rollUp(NOON_MS + HOUR_MS)
      const told = await minuteAndHour()
      expect(told).toMatchObject([[{ min: 10, max: 90 }], [{ min: 10, max: 90 }]])
      // Again and again while its samples, and then its minutes, grow older than they are kept.
      const grow = async (days: number) => {
        for (const minutes of [0.25, 0.5, 0.8, 1, 2, 30.2, 30.5, 31, 60, 61, 121])
          await store.samples.rollUp(NOON_MS + days * DAY_MS + minutes * MINUTE_MS)
      }
      await grow(1)
      expect(await minuteAndHour()).toEqual(told)
      await grow(90)
      expect((await minuteAndHour())[1]).toEqual(told[1])
    })

    it('does nothing anew of which the samples are dropped, and still rolls up what waited for longer than they are kept', async () => {
      const late = deviceIdSchema.parse('ups-long-away')
      const load = (days: number, loadPercent: number): SampleRow[] => [
        { deviceId: late, atMs: NOON_MS + days * DAY_MS, supply: 'mains', values: { loadPercent } },
      ]
      const minuteOf = async (days: number) => {
        const fromMs = NOON_MS + days * DAY_MS
        return (await store.samples.series(late, 'loadPercent', fromMs, fromMs + 3 * MINUTE_MS, 1))[0]?.mean
      }
      await store.samples.add([...load(0, 20), ...load(0.5, 30)])
      await store.samples.rollUp(NOON_MS + 3 * DAY_MS)
      expect([await minuteOf(0), await minuteOf(0.5)]).toEqual([20, 30])
      await store.samples.add(load(0.5, 70))
      await store.samples.rollUp(NOON_MS + 3 * DAY_MS + MINUTE_MS)
      expect([await minuteOf(0), await minuteOf(0.5)]).toEqual([20, 30])
    })

    it('leaves the process its turn while it rolls up many devices, and forgets none that was silent meanwhile', async () => {
      const many = await open()
      const devices = Array.from({ length: 160 }, (_, n) => deviceIdSchema.parse(`ups-${n}`))
      const at = (minute: number): SampleRow[] =>
        devices.map((deviceId) => ({
          deviceId,
          atMs: NOON_MS + minute * MINUTE_MS,
          supply: 'mains',
          values: { loadPercent: minute },
        }))
      const minutesOf = async (deviceId: string) => {
        const series = await many.samples.series(deviceIdSchema.parse(deviceId), 'loadPercent', NOON_MS, NOON_MS + 8 * HOUR_MS, 9)
        return series.map(({ mean }) => mean)
      }
      let turns = 0
      let isDone = false
      const count = (): void => {
        turns += 1
        if (!isDone) setImmediate(count)
      }
      try {
        await many.samples.add(at(0))
        expect(await many.samples.rollUp(NOON_MS + MINUTE_MS)).toMatchObject({ minutes: 160 })
        await many.samples.add(at(5).slice(1))
        await many.samples.rollUp(NOON_MS + 6 * MINUTE_MS)
        await many.samples.add(at(9).slice(0, 1))
        setImmediate(count)
        await many.samples.rollUp(NOON_MS + HOUR_MS)
        isDone = true
        expect(turns).toBeGreaterThan(3)
        expect(await minutesOf('ups-0')).toEqual([(0 + 9) / 2])
        expect(await minutesOf('ups-1')).toEqual([(0 + 5) / 2])
      } finally {
        isDone = true
        await many.close()
      }
    })
  })
}
