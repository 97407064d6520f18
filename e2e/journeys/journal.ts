import type { Page } from '@playwright/test'
import { z } from 'zod'

const entrySchema = z.object({
  id: z.number(),
  atMs: z.number(),
  kind: z.string(),
  actor: z.string(),
  channel: z.string(),
  object: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  outcome: z.string().nullable(),
  message: z.string(),
  data: z.unknown(),
})
export type Entry = z.infer<typeof entrySchema>

/** The audit's own export, with the session of the page; oldest first. */
export const exportedJournal = async (page: Page): Promise<readonly Entry[]> => {
  const answer = await page.request.get(new URL('/api/audit/export?format=json', page.url()).href)
  if (!answer.ok()) throw new Error(`the export answered ${answer.status()}: ${await answer.text()}`)
  const entries = z.array(entrySchema).parse(await answer.json())
  return entries.toSorted((a, b) => a.id - b.id)
}

const stepDataSchema = z.object({ stepId: z.string(), direction: z.enum(['down', 'up']), action: z.string() })

/** One step as the journal tells it: what was meant, written before it was done, and what was verified after it. */
export interface JournalStep {
  readonly name: string
  readonly action: string
  readonly direction: 'down' | 'up'
  readonly intents: readonly Entry[]
  readonly results: readonly Entry[]
}

export const stepsIn = (entries: readonly Entry[]): readonly JournalStep[] => {
  const told = entries
    .filter(({ kind }) => kind === 'step.intent' || kind === 'step.result')
    .map((entry) => ({ entry, data: stepDataSchema.parse(entry.data) }))
  const ids = [...new Set(told.map(({ data }) => data.stepId))]
  return ids.map((stepId) => {
    const own = told.filter(({ data }) => data.stepId === stepId)
    const [first] = own
    if (first === undefined) throw new Error('a step without entries')
    return {
      name: first.entry.object.name,
      action: first.data.action,
      direction: first.data.direction,
      intents: own.map(({ entry }) => entry).filter(({ kind }) => kind === 'step.intent'),
      results: own.map(({ entry }) => entry).filter(({ kind }) => kind === 'step.result'),
    }
  })
}
