import type { EvacuationChoice, ShownItem } from '@/server/domain/order'
import type { EvacuationPreview } from '@/server/domain/preflight'
import { hostIdSchema, vmIdSchema } from '@/server/domain/ids'
import type { Decision } from './evacuation-table'

/** What was decided by hand, as the API takes it; the rest is left to the preview. */
export const choicesOf = (decisions: ReadonlyMap<string, Decision>): readonly EvacuationChoice[] =>
  [...decisions].flatMap(([id, decision]): readonly EvacuationChoice[] => {
    const vmId = vmIdSchema.parse(id)
    if (decision === 'auto') return []
    if (decision === 'save-state' || decision === 'shutdown') return [{ vmId, action: decision, targetHostId: null }]
    const targetHostId = hostIdSchema.parse(decision.slice(decision.indexOf(':') + 1))
    return [{ vmId, action: 'migrate', targetHostId, ...(decision.startsWith('with:') ? { withStorage: true } : {}) }]
  })

/** What the preview shows, as it is ordered: the server checks it and plans nothing anew. Empty of what cannot be ordered. */
export const shownOf = ({ hostId, items }: EvacuationPreview): readonly ShownItem[] =>
  items.flatMap(({ vmId, action, targetHostId, fromHostId, storage }): ShownItem[] => {
    if (action === 'blocked' || action === 'start') return []
    const datastoreNativeId = storage?.datastoreNativeId ?? null
    return [{ vmId, action, targetHostId, fromHostId: fromHostId ?? hostId, datastoreNativeId }]
  })
