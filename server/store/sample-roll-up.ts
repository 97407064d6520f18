import { z } from 'zod'
import type { Database } from './database'
import { Prisma } from './generated/sqlite/client'
import { DAY_MS, HOUR_MS, MINUTE_MS, READING_COLUMNS } from './sample-columns'
import { SAMPLED_READINGS, type SampleStore } from './store'

const KEPT_MS = { sample: DAY_MS, sample_minute: 90 * DAY_MS, sample_hour: 5 * 365 * DAY_MS } as const

interface RollUp {
  readonly from: 'sample' | 'sample_minute'
  readonly into: 'sample_minute' | 'sample_hour'
  readonly widthMs: number
}

const MINUTES: RollUp = { from: 'sample', into: 'sample_minute', widthMs: MINUTE_MS }
const HOURS: RollUp = { from: 'sample_minute', into: 'sample_hour', widthMs: HOUR_MS }

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

const statementOf = (rollUp: RollUp, fromMs: number, untilMs: number): Prisma.Sql => {
  // Constants stand in the text: as bound numbers SQLite would divide them as fractions.
  const bucket = `(at_ms / ${rollUp.widthMs}) * ${rollUp.widthMs}`
  const count = rollUp.from === 'sample' ? 'count(*)' : 'sum(samples)'
  return Prisma.sql`${Prisma.raw(`
    INSERT INTO ${rollUp.into} (device_id, at_ms, samples, ${TARGET_COLUMNS.join(', ')})
    SELECT device_id, ${bucket}, ${count}, ${aggregatesOf(rollUp).join(', ')}
    FROM ${rollUp.from} WHERE`)} at_ms >= ${BigInt(fromMs)} AND at_ms < ${BigInt(untilMs)} ${Prisma.raw(`
    GROUP BY device_id, ${bucket}
    ON CONFLICT (device_id, at_ms) DO UPDATE SET samples = excluded.samples, ${TARGET_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`)}`
}

const newestSchema = z.tuple([z.object({ at_ms: z.coerce.number().nullable() })])

const newestIn = async (db: Database, table: RollUp['into']): Promise<number | null> => {
  const [{ at_ms }] = newestSchema.parse(await db.reader.$queryRaw(Prisma.raw(`SELECT max(at_ms) AS at_ms FROM ${table}`)))
  return at_ms
}

/** Whole buckets before `nowMs`; the newest one done is done again, for samples that came late. */
const run = async (db: Database, rollUp: RollUp, nowMs: number): Promise<number> => {
  const untilMs = Math.floor(nowMs / rollUp.widthMs) * rollUp.widthMs
  const newestMs = await newestIn(db, rollUp.into)
  const fromMs = newestMs === null ? 0 : newestMs - rollUp.widthMs
  return db.execute(statementOf(rollUp, fromMs, untilMs))
}

const drop = (db: Database, table: keyof typeof KEPT_MS, nowMs: number): Promise<number> =>
  db.execute(Prisma.sql`DELETE FROM ${Prisma.raw(table)} WHERE at_ms < ${BigInt(Math.trunc(nowMs) - KEPT_MS[table])}`)

export const rollUpSamples = async (db: Database, nowMs: number): ReturnType<SampleStore['rollUp']> => {
  const minutes = await run(db, MINUTES, nowMs)
  const hours = await run(db, HOURS, nowMs)
  let dropped = 0
  for (const table of ['sample', 'sample_minute', 'sample_hour'] as const) dropped += await drop(db, table, nowMs)
  return { minutes, hours, dropped }
}
