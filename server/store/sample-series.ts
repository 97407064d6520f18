import { z } from 'zod'
import type { DeviceId } from '../domain/ids'
import type { Database } from './database'
import { Prisma } from './generated/sqlite/client'
import { HOUR_MS, MINUTE_MS, READING_COLUMNS } from './sample-columns'
import type { SampledReading, SeriesPoint } from './store'

interface SeriesRequest {
  readonly deviceId: DeviceId
  readonly reading: SampledReading
  readonly fromMs: number
  readonly toMs: number
  readonly points: number
}

type Resolution = 'sample' | 'sample_minute' | 'sample_hour'

const msOrNull = z.coerce.number().nullable()
const spanSchema = z.tuple([
  z.object({
    ...{ oldest_sample: msOrNull, oldest_minute: msOrNull, oldest_hour: msOrNull },
    ...{ newest_minute: msOrNull, newest_hour: msOrNull },
  }),
])

const spanOf = async (db: Database, deviceId: DeviceId) => {
  const [span] = spanSchema.parse(
    await db.reader.$queryRaw`
      SELECT (SELECT min(at_ms) FROM sample WHERE device_id = ${deviceId}) AS oldest_sample,
             (SELECT min(at_ms) FROM sample_minute WHERE device_id = ${deviceId}) AS oldest_minute,
             (SELECT min(at_ms) FROM sample_hour WHERE device_id = ${deviceId}) AS oldest_hour,
             (SELECT max(at_ms) FROM sample_minute WHERE device_id = ${deviceId}) AS newest_minute,
             (SELECT max(at_ms) FROM sample_hour WHERE device_id = ${deviceId}) AS newest_hour`,
  )
  return span
}

type Span = Awaited<ReturnType<typeof spanOf>>

/** Whether the coarser rows tell of a part of the span of which the finer ones are dropped already. */
const reachesFurther = (coarseMs: number | null, coarseWidthMs: number, fineMs: number | null, fromMs: number): boolean =>
  coarseMs !== null && (fineMs === null || (fineMs > fromMs && coarseMs + coarseWidthMs <= fineMs))

/** Fine rows for short spans, as long as they reach back far enough; else the next coarser ones. */
const resolutionFor = (span: Span, fromMs: number, widthMs: number): Resolution => {
  const minutesReach = reachesFurther(span.oldest_minute, MINUTE_MS, span.oldest_sample, fromMs)
  if (widthMs < 2 * MINUTE_MS && !minutesReach && !reachesFurther(span.oldest_hour, HOUR_MS, span.oldest_sample, fromMs))
    return 'sample'
  if (widthMs < 2 * HOUR_MS && !reachesFurther(span.oldest_hour, HOUR_MS, span.oldest_minute, fromMs)) return 'sample_minute'
  return 'sample_hour'
}

const part = (table: Resolution, { deviceId, reading, fromMs, toMs }: SeriesRequest, afterMs: number): Prisma.Sql => {
  const column = READING_COLUMNS[reading]
  const values =
    table === 'sample'
      ? `${column} AS mean, ${column} AS low, ${column} AS high, 1 AS samples`
      : `${column}_mean AS mean, ${column}_min AS low, ${column}_max AS high, samples`
  return Prisma.sql`SELECT at_ms, ${Prisma.raw(values)} FROM ${Prisma.raw(table)}
    WHERE device_id = ${deviceId} AND at_ms >= ${BigInt(Math.max(Math.trunc(fromMs), afterMs))} AND at_ms < ${BigInt(Math.trunc(toMs))}`
}

/** Coarse rows end where the last roll-up did: the newest part comes from the finer ones. */
const partsOf = (resolution: Resolution, span: Span, request: SeriesRequest): readonly Prisma.Sql[] => {
  const afterMinutes = span.newest_minute === null ? 0 : span.newest_minute + MINUTE_MS
  const afterHours = span.newest_hour === null ? 0 : span.newest_hour + HOUR_MS
  switch (resolution) {
    case 'sample':
      return [part('sample', request, 0)]
    case 'sample_minute':
      return [part('sample_minute', request, 0), part('sample', request, afterMinutes)]
    case 'sample_hour':
      return [
        part('sample_hour', request, 0),
        part('sample_minute', request, afterHours),
        part('sample', request, Math.max(afterHours, afterMinutes)),
      ]
  }
}

const pointsSchema = z.array(
  z.object({ bucket: z.coerce.number(), mean: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }),
)

export const readSeries = async (db: Database, request: SeriesRequest): Promise<readonly SeriesPoint[]> => {
  const fromMs = Math.trunc(request.fromMs)
  const widthMs = Math.max(1, Math.ceil((request.toMs - fromMs) / Math.max(1, Math.trunc(request.points))))
  const span = await spanOf(db, request.deviceId)
  const parts = partsOf(resolutionFor(span, fromMs, widthMs), span, request)
  const bucket = Prisma.raw(`(at_ms - ${fromMs}) / ${widthMs}`)
  const rows = await db.reader.$queryRaw(Prisma.sql`
    SELECT ${bucket} AS bucket, sum(mean * samples) / sum(CASE WHEN mean IS NOT NULL THEN samples END) AS mean, min(low) AS low, max(high) AS high
    FROM (${Prisma.join([...parts], ' UNION ALL ')}) AS rows GROUP BY ${bucket} ORDER BY 1`)
  return pointsSchema
    .parse(rows)
    .map(({ bucket, mean, low, high }) => ({ atMs: fromMs + bucket * widthMs, mean, min: low, max: high }))
}
