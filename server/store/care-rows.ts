import { z } from 'zod'
import { careSchema, SELF_TEST_OUTCOMES, type RuntimeMonthRow, type SelfTestRow } from '../domain/care'
import { deviceIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { RuntimeMonth, SelfTest } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { StoreReads, StoreWrites } from './store'

const outcomeSchema = z.enum(SELF_TEST_OUTCOMES)
const sourceSchema = z.enum(['model', 'device'])

const toTest = (row: SelfTest): SelfTestRow => ({
  id: row.id,
  deviceId: deviceIdSchema.parse(row.deviceId),
  atMs: Number(row.atMs),
  endedAtMs: row.endedAtMs === null ? null : Number(row.endedAtMs),
  outcome: outcomeSchema.parse(row.outcome),
  said: row.said,
  startedBy: row.startedBy,
})

const toMonth = (row: RuntimeMonth): RuntimeMonthRow => ({
  deviceId: deviceIdSchema.parse(row.deviceId),
  month: row.month,
  runtimeSeconds: row.runtimeSeconds,
  loadPercent: row.loadPercent,
  source: sourceSchema.parse(row.source),
  atMs: Number(row.atMs),
})

export const careReads = (client: StoreTransaction): StoreReads['care'] => ({
  list: async () =>
    (await client.deviceCare.findMany()).map(({ deviceId, care }) => ({
      deviceId: deviceIdSchema.parse(deviceId),
      care: documentFromText(careSchema, care),
    })),
  get: async (deviceId) => {
    const row = await client.deviceCare.findUnique({ where: { deviceId } })
    return row && documentFromText(careSchema, row.care)
  },
  tests: async (deviceId, limit) =>
    (await client.selfTest.findMany({ where: { deviceId }, orderBy: [{ atMs: 'desc' }, { id: 'desc' }], take: limit })).map(
      toTest,
    ),
  months: async (deviceId) =>
    (await client.runtimeMonth.findMany({ where: { deviceId }, orderBy: [{ month: 'asc' }] })).map(toMonth),
})

export const careWrites = (tx: StoreTransaction): StoreWrites['care'] => ({
  ...careReads(tx),
  put: async (deviceId, care) => {
    const values = { care: textOfJson(care) }
    await tx.deviceCare.upsert({ where: { deviceId }, create: { deviceId, ...values }, update: values })
  },
  putTest: async ({ id, deviceId, atMs, endedAtMs, outcome, said, startedBy }) => {
    const values = {
      deviceId,
      atMs: BigInt(atMs),
      endedAtMs: endedAtMs === null ? null : BigInt(endedAtMs),
      outcome,
      said,
      startedBy,
    }
    await tx.selfTest.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  putMonth: async ({ deviceId, month, runtimeSeconds, loadPercent, source, atMs }) => {
    const values = { runtimeSeconds, loadPercent, source, atMs: BigInt(atMs) }
    await tx.runtimeMonth.upsert({
      where: { deviceId_month: { deviceId, month } },
      create: { deviceId, month, ...values },
      update: values,
    })
  },
  remove: async (deviceId) => {
    await tx.deviceCare.deleteMany({ where: { deviceId } })
    await tx.selfTest.deleteMany({ where: { deviceId } })
    await tx.runtimeMonth.deleteMany({ where: { deviceId } })
  },
})
