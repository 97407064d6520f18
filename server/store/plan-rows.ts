import { planIdSchema, planVersionIdSchema, powerGroupIdSchema } from '../domain/ids'
import { planContentSchema, planModeSchema } from '../domain/plan'
import type { StoreTransaction } from './database'
import type { Plan, PlanVersion } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { PlanRow, PlanVersionRow, StoreReads, StoreWrites } from './store'

const toPlan = (row: Plan): PlanRow => ({
  id: planIdSchema.parse(row.id),
  name: row.name,
  powerGroupId: powerGroupIdSchema.parse(row.powerGroupId),
  mode: planModeSchema.parse(row.mode),
  publishedVersionId: row.publishedVersionId === null ? null : planVersionIdSchema.parse(row.publishedVersionId),
  createdAtMs: Number(row.createdAtMs),
})

const toVersion = (row: PlanVersion): PlanVersionRow => ({
  id: planVersionIdSchema.parse(row.id),
  planId: planIdSchema.parse(row.planId),
  number: row.number,
  content: documentFromText(planContentSchema, row.content),
  createdBy: row.createdBy,
  createdAtMs: Number(row.createdAtMs),
  note: row.note,
})

export const planReads = (client: StoreTransaction): StoreReads['plans'] => ({
  list: async () => (await client.plan.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(toPlan),
  get: async (id) => {
    const row = await client.plan.findUnique({ where: { id } })
    return row && toPlan(row)
  },
  versions: async (planId) =>
    (await client.planVersion.findMany({ where: { planId }, orderBy: { number: 'asc' } })).map(toVersion),
  version: async (id) => {
    const row = await client.planVersion.findUnique({ where: { id } })
    return row && toVersion(row)
  },
})

export const planWrites = (tx: StoreTransaction): StoreWrites['plans'] => ({
  ...planReads(tx),
  put: async ({ id, name, powerGroupId, mode, publishedVersionId, createdAtMs }) => {
    const values = { name, powerGroupId, mode, publishedVersionId, createdAtMs: BigInt(createdAtMs) }
    await tx.plan.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  // Versions stay: runs of the past name them.
  remove: async (id) => void (await tx.plan.deleteMany({ where: { id } })),
  addVersion: async ({ id, planId, number, content, createdBy, createdAtMs, note }) =>
    void (await tx.planVersion.create({
      data: { id, planId, number, content: textOfJson(content), createdBy, createdAtMs: BigInt(createdAtMs), note },
    })),
})
