import type { Database } from './database'
import { Prisma } from './generated/sqlite/client'
import { sampleRollUp } from './sample-roll-up'
import { readSeries } from './sample-series'
import { READING_COLUMNS } from './sample-columns'
import { SAMPLED_READINGS, type SampleRow, type SampleStore } from './store'

export const insertSamples = (db: Pick<Database, 'elements'>, rows: readonly SampleRow[]): Prisma.Sql => {
  const values = rows.map(({ deviceId, atMs, supply, values }) => [
    deviceId,
    Math.trunc(atMs),
    supply,
    ...SAMPLED_READINGS.map((reading) => values[reading] ?? null),
  ])
  const columns = ['device_id', 'at_ms', 'supply', ...SAMPLED_READINGS.map((reading) => READING_COLUMNS[reading])]
  const readings = SAMPLED_READINGS.map((_, index) => `CAST(value ->> ${index + 3} AS DOUBLE PRECISION)`)
  return Prisma.sql`
    INSERT INTO sample (${Prisma.raw(columns.join(', '))})
    SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), value ->> 2, ${Prisma.raw(readings.join(', '))}
    FROM ${db.elements(JSON.stringify(values))} WHERE true
    ON CONFLICT (device_id, at_ms) DO NOTHING`
}

export const sampleStore = (db: Database): SampleStore => ({
  add: (rows) => db.telemetry.addSamples(rows),
  series: (deviceId, reading, fromMs, toMs, points) => readSeries(db, { deviceId, reading, fromMs, toMs, points }),
  rollUp: sampleRollUp(db),
})
