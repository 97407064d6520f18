import { isEnded, type Run, type RunWithSteps, type Step } from '../domain/run'
import type { Database, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import type { Run as RunRecord, Step as StepRecord } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import { runSchema, stepSchema } from './run-schemas'
import type { StoreReads, StoreWrites } from './store'

const toRun = (row: RunRecord): Run => documentFromText(runSchema, row.doc)
const toStep = (row: StepRecord): Step => documentFromText(stepSchema, row.doc)

const withSteps = async (client: StoreTransaction, runs: readonly RunRecord[]): Promise<readonly RunWithSteps[]> => {
  const rows = await client.step.findMany({
    where: { runId: { in: runs.map(({ id }) => id) } },
    orderBy: [{ runId: 'asc' }, { seq: 'asc' }],
  })
  const steps = rows.map(toStep)
  return runs.map(toRun).map((run) => ({ ...run, steps: steps.filter(({ runId }) => runId === run.id) }))
}

const newestFirst = [{ startedAtMs: 'desc' }, { id: 'desc' }] satisfies Prisma.RunOrderByWithRelationInput[]

export const runReads = (client: StoreTransaction): StoreReads['runs'] => ({
  list: async ({ limit, kind, activeOnly }) => {
    const where = { ...(kind && { kind }), ...(activeOnly && { active: true }) }
    return (await client.run.findMany({ where, orderBy: newestFirst, take: limit })).map(toRun)
  },
  get: async (id) => {
    const row = await client.run.findUnique({ where: { id } })
    if (row === null) return null
    const [run] = await withSteps(client, [row])
    return run ?? null
  },
  active: async () =>
    withSteps(client, await client.run.findMany({ where: { active: true }, orderBy: [{ startedAtMs: 'asc' }, { id: 'asc' }] })),
})

const insertSteps = (db: Database, steps: readonly Step[]): Prisma.Sql => {
  const rows = steps.map((step) => [step.id, step.runId, step.seq, step.state, textOfJson(step)])
  return Prisma.sql`
    INSERT INTO step (id, run_id, seq, state, doc)
    SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS INTEGER), value ->> 3, value ->> 4 FROM ${db.elements(JSON.stringify(rows))} WHERE true
    ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id, seq = excluded.seq, state = excluded.state, doc = excluded.doc`
}

export const runWrites = (db: Database, tx: StoreTransaction): StoreWrites['runs'] => ({
  ...runReads(tx),
  put: async (run) => {
    const values = {
      kind: run.kind,
      active: !isEnded(run.phase),
      startedAtMs: BigInt(Math.trunc(run.startedAtMs)),
      doc: textOfJson(runOnly(run)),
    }
    await tx.run.upsert({ where: { id: run.id }, create: { id: run.id, ...values }, update: values })
  },
  putSteps: async (steps) => {
    const last = new Map(steps.map((step) => [step.id, step]))
    if (last.size > 0) await tx.$executeRaw(insertSteps(db, [...last.values()]))
  },
})

/** A run with its steps may be given: the steps have rows of their own. */
const runOnly = (run: Run): Run => {
  if (!('steps' in run)) return run
  const { steps: _, ...rest } = run
  return rest
}
