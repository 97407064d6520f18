import { z } from 'zod'
import { deviceIdSchema } from '../../domain/ids'
import type { JournalEntry } from '../../domain/journal'
import type { PowerFlag } from '../../domain/power-state'
import { query } from '../verb'

const MOST = 200

interface DeviceEvent extends Pick<JournalEntry, 'id' | 'atMs' | 'kind' | 'message' | 'object'> {
  /** As much of the evidence as it takes to say it in another language. */
  readonly data: z.infer<typeof tellingSchema> | null
  /** Something to look at, and not a thing that went as it should. */
  readonly abnormal: boolean
}

const ALWAYS: ReadonlySet<string> = new Set(['power.contact-lost', 'device.card-restarted'])
const BAD_FLAGS: ReadonlySet<string> = new Set([
  'low-battery',
  'overload',
  'replace-battery',
  'battery-missing',
  'overheated',
  'fault',
  'shutdown-pending',
] satisfies readonly PowerFlag[])

const conditionSchema = z.object({ supply: z.string(), contact: z.string().default('ok'), flags: z.array(z.string()) })
const changeSchema = z.object({ before: conditionSchema, after: conditionSchema })
const claimSchema = z.object({ meaning: z.string(), from: z.string() })
const orderedSchema = z.object({ command: z.object({ kind: z.string(), outletId: z.string().optional() }) })
const tellingSchema = z.union([changeSchema, claimSchema, orderedSchema])

const isAbnormal = ({ kind, outcome, data }: JournalEntry): boolean => {
  if (ALWAYS.has(kind) || (outcome !== null && outcome !== 'ok')) return true
  if (kind !== 'power.supply-changed' && kind !== 'power.flags-changed') return false
  const change = changeSchema.safeParse(data)
  if (!change.success) return true
  const { before, after } = change.data
  return kind === 'power.supply-changed'
    ? after.supply !== 'mains'
    : after.flags.some((flag) => BAD_FLAGS.has(flag) && !before.flags.includes(flag))
}

/** What happened to a UPS in a span, oldest first; of very many the newest. */
export const deviceEvents = query({
  name: 'power.events',
  needs: 'view',
  input: z
    .object({ deviceId: deviceIdSchema, fromMs: z.number().int().min(0), toMs: z.number().int().min(0) })
    .refine(({ fromMs, toMs }) => fromMs < toMs, 'The span must end after it begins'),
  async run({ input: { deviceId, fromMs, toMs }, read }): Promise<readonly DeviceEvent[]> {
    const entries = await read.journal.page({ objectKind: 'device', objectId: deviceId, fromMs, toMs, limit: MOST })
    return entries.toReversed().map((entry) => ({
      id: entry.id,
      atMs: entry.atMs,
      kind: entry.kind,
      message: entry.message,
      object: entry.object,
      data: tellingSchema.safeParse(entry.data).data ?? null,
      abnormal: isAbnormal(entry),
    }))
  },
})
