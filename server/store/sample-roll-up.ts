import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from './database'
import { Prisma } from './generated/sqlite/client'
import { DAY_MS, HOUR_MS, MINUTE_MS, READING_COLUMNS } from './sample-columns'
import { SAMPLED_READINGS, type SampleStore } from './store'

type Table = RollUp['from'] | RollUp['into']

const KEPT_MS = { sample: DAY_MS, sample_minute: 90 * DAY_MS, sample_hour: 5 * 365 * DAY_MS } as const
/** Of what it is rolled up into, and dropped by as a whole: a bucket that is done anew from a part of it would lose its extremes. */
const BUCKET_MS = { sample: MINUTE_MS, sample_minute: HOUR_MS, sample_hour: HOUR_MS } as const

/** Everything before it has been dropped, or is to be. */
const keptFromMs = (table: Table, nowMs: number): number =>
  Math.floor((nowMs - KEPT_MS[table]) / BUCKET_MS[table]) * BUCKET_MS[table]

interface RollUp {
  readonly from: 'sample' | 'sample_minute'
  readonly into: 'sample_minute' | 'sample_hour'
}

const MINUTES: RollUp = { from: 'sample', into: 'sample_minute' }
const HOURS: RollUp = { from: 'sample_minute', into: 'sample_hour' }

const aggregatesOf = ({ from }: RollUp): readonly string[] =>
  SAMPLED_READINGS.map((reading) => READING_COLUMNS[reading]).flatMap((column) =>
    from === 'sample'
      ? [`avg(${column})`, `min(${column})`, `max(${column})`]
      : [
          // A minute weighs as much as it has samples; one in which the device was silent weighs nothing.
          `sum(${column}_mean * samples) / sum(CASE WHEN ${column}_mean IS NOT NULL THEN samples END)`,
          `min(${column}_min)`,
          `max(${column}_max)`,
        ],
  )

const TARGET_COLUMNS = SAMPLED_READINGS.map((reading) => READING_COLUMNS[reading]).flatMap((column) => [
  `${column}_mean`,
  `${column}_min`,
  `${column}_max`,
])

/** Each device from its own newest bucket on, which is done again for samples that came late, as long as it has them all. */
const statementOf = (db: Database, rollUp: RollUp, devices: readonly string[], nowMs: number): Prisma.Sql => {
  const { from, into } = rollUp
  const widthMs = BUCKET_MS[from]
  const untilMs = Math.floor(nowMs / widthMs) * widthMs
  // Constants stand in the text: as bound numbers SQLite would divide them as fractions.
  const bucket = `(at_ms / ${widthMs}) * ${widthMs}`
  const count = from === 'sample' ? 'count(*)' : 'sum(samples)'
  return Prisma.sql`${Prisma.raw(`
    WITH given AS (SELECT value ->> 0 AS id FROM `)} ${db.elements(JSON.stringify(devices.map((id) => [id])))} ${Prisma.raw(`),
    done AS (SELECT id, (SELECT max(at_ms) FROM ${into} WHERE device_id = given.id) AS newest_ms FROM given),
    since AS (
      SELECT id, coalesce(newest_ms + CASE WHEN newest_ms <`)} ${BigInt(keptFromMs(from, nowMs))} ${Prisma.raw(`THEN ${widthMs} ELSE 0 END, 0) AS from_ms FROM done
    )
    INSERT INTO ${into} (device_id, at_ms, samples, ${TARGET_COLUMNS.join(', ')})
    SELECT device_id, ${bucket}, ${count}, ${aggregatesOf(rollUp).join(', ')}
    FROM since CROSS JOIN ${from}
    WHERE device_id = since.id AND at_ms >= since.from_ms AND at_ms <`)} ${BigInt(untilMs)} ${Prisma.raw(`
    GROUP BY device_id, ${bucket}
    ON CONFLICT (device_id, at_ms) DO UPDATE SET samples = excluded.samples, ${TARGET_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`)}`
}

const drop = (db: Database, table: Table, devices: readonly string[], nowMs: number): Promise<number> =>
  db.execute(
    Prisma.sql`DELETE FROM ${Prisma.raw(table)}
      WHERE device_id IN (${Prisma.join([...devices])}) AND at_ms < ${BigInt(keptFromMs(table, nowMs))}`,
  )

const idsSchema = z.array(z.object({ id: z.string() }))

/** From one to the next by the primary key: reading every row for it would take minutes. */
const devicesIn = async (db: Database, table: Table): Promise<readonly string[]> => {
  const rows = await db.reader.$queryRaw(
    Prisma.raw(`
      WITH RECURSIVE known(id) AS (
        SELECT min(device_id) FROM ${table}
        UNION ALL
        SELECT (SELECT min(device_id) FROM ${table} WHERE device_id > known.id) FROM known WHERE known.id IS NOT NULL
      )
      SELECT id FROM known WHERE id IS NOT NULL`),
  )
  return idsSchema.parse(rows).map(({ id }) => id)
}

/** So many devices keep the process from its other work for some 10 ms. */
const DEVICES_AT_ONCE = 50

/** `work` for a few devices at a time; between them the process has time for everything else. */
const inSlices = async (devices: readonly string[], work: (devices: readonly string[]) => Promise<number>): Promise<number> => {
  let rows = 0
  for (let start = 0; start < devices.length; start += DEVICES_AT_ONCE) {
    rows += await work(devices.slice(start, start + DEVICES_AT_ONCE))
    await setImmediate()
  }
  return rows
}

const rolledUp = async (
  db: Database,
  rollUp: RollUp,
  nowMs: number,
): Promise<{ readonly rows: number; readonly dropped: number }> => {
  const devices = await devicesIn(db, rollUp.from)
  const rows = await inSlices(devices, (some) => db.execute(statementOf(db, rollUp, some, nowMs)))
  return { rows, dropped: await inSlices(devices, (some) => drop(db, rollUp.from, some, nowMs)) }
}

/** An hour is done when it is over, and a little later again, with the minutes that were not complete then. */
const isSoonAfterTheHour = (nowMs: number): boolean => nowMs % HOUR_MS < 3 * MINUTE_MS

/** Whole minutes, once a minute; whole hours when one has ended, and the first time, for the ones that nobody saw ending. */
export const sampleRollUp = (db: Database): SampleStore['rollUp'] => {
  let isFirst = true
  return async (nowMs) => {
    const minutes = await rolledUp(db, MINUTES, nowMs)
    if (!isFirst && !isSoonAfterTheHour(nowMs)) return { minutes: minutes.rows, hours: 0, dropped: minutes.dropped }
    const hours = await rolledUp(db, HOURS, nowMs)
    const outOfDate = await inSlices(await devicesIn(db, 'sample_hour'), (some) => drop(db, 'sample_hour', some, nowMs))
    isFirst = false
    return { minutes: minutes.rows, hours: hours.rows, dropped: minutes.dropped + hours.dropped + outOfDate }
  }
}
