import type { Store } from '../store/store'
import type { InventoryTeller } from './inventory-teller'
import { lastKnown } from './last-known'
import type { ManagerWatch } from './manager-watch'

/** What an earlier engine showed is not true any more until it is seen again. What it knew of managers' inventories is kept, as not fresh. */
export const clearLiveView = async (
  store: Store,
  { inventories, managers }: { readonly inventories: InventoryTeller; readonly managers: ManagerWatch },
  nowMs: number,
): Promise<void> => {
  const shown = await inventories.adopt(store)
  managers.recallIdentities([...shown.hosts, ...shown.vms])
  managers.recallInventories(lastKnown(shown))
  const known = new Set<string>((await store.read.managers.list()).map(({ id }) => id))
  await store.write(async (tx) => {
    for (const { id } of await tx.latest.all('manager')) if (!known.has(id)) await tx.latest.remove('manager', [id], nowMs)
    for (const kind of ['run', 'alarm', 'demo', 'device', 'group', 'cabling', 'hardware'] as const) {
      const rows = await tx.latest.all(kind)
      const ids = rows.map((row) => row.id)
      await tx.latest.remove(kind, ids, nowMs)
    }
  })
}
