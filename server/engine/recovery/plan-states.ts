import { z } from 'zod'
import type { ManagerId } from '../../domain/ids'
import type { JournalDraft, Json } from '../../domain/journal'
import type { ManagerView } from '../../domain/world'

const rememberedSchema = z.object({
  id: z.string(),
  recovery: z.object({ plans: z.array(z.object({ nativeId: z.string(), said: z.string() })) }),
})

/** Tells the journal when a recovery plan comes into another state, whoever began that, here or in the platform itself (K1). */
export class PlanStates {
  readonly #said = new Map<string, Map<string, string>>()

  /** What an earlier engine showed of managers: what changed while none watched is told as well. */
  recall(docs: readonly Json[]): void {
    for (const doc of docs) {
      const known = rememberedSchema.safeParse(doc)
      if (!known.success) continue
      const { id, recovery } = known.data
      this.#said.set(id, new Map(recovery.plans.map(({ nativeId, said }) => [nativeId, said])))
    }
  }

  forget(id: ManagerId): void {
    this.#said.delete(id)
  }

  /** Takes in what was just read. Returns what the journal should say. */
  see({ id, name, recovery }: ManagerView, nowMs: number): readonly JournalDraft[] {
    if (recovery === undefined) return []
    const before = this.#said.get(id)
    this.#said.set(id, new Map(recovery.plans.map(({ nativeId, said }) => [nativeId, said])))
    return recovery.plans.flatMap((plan) => {
      const was = before?.get(plan.nativeId)
      if (was === undefined || was === plan.said) return []
      return [
        {
          atMs: nowMs,
          kind: 'manager.recovery-state',
          actor: 'outside',
          channel: 'device' as const,
          object: { kind: 'manager' as const, id, name },
          message: `${name}: the recovery plan ${plan.name} went from ${was} to ${plan.said}`,
          data: { plan: plan.name, before: was, now: plan.said },
        },
      ]
    })
  }
}
