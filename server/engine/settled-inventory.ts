import { isDeepStrictEqual } from 'node:util'
import type { Inventory } from '../domain/inventory'
import { withLastTags } from '../domain/last-tags'
import { mapInTurns, type Turns } from '../drivers/protocols/turns'

interface Named {
  readonly nativeId: string
}

/** Those of which just the same was told before are the same objects as before. Null: the work ended before its end. */
const settled = async <T extends Named>(
  before: readonly T[],
  now: readonly T[],
  complete: (one: T) => T,
  turns: Turns,
  joined: (now: T, old: T) => T = (one) => one,
): Promise<readonly T[] | null> => {
  const byId = new Map(before.map((one) => [one.nativeId, one]))
  return mapInTurns(now, turns, (told) => {
    const seen = complete(told)
    const old = byId.get(seen.nativeId)
    const one = old === undefined ? seen : joined(seen, old)
    return old !== undefined && isDeepStrictEqual(old, one) ? old : one
  })
}

/**
 * An inventory that was just read, made ready in turns: with ten thousand VMs UPSs would wait for it. `complete` fills in what is
 * known of an object beyond what was told now; tags that were not told now are the last ones. Null: the work ended before its end.
 */
export const settledInventory = async (
  before: Inventory | null,
  told: Inventory,
  complete: <T extends Named & { readonly name: string; readonly uuid: string | null }>(one: T) => T,
  turns: Turns,
): Promise<Inventory | null> => {
  const hosts = await settled(before?.hosts ?? [], told.hosts, complete, turns)
  const vms = await settled(before?.vms ?? [], told.vms, complete, turns, withLastTags)
  return hosts === null || vms === null ? null : { ...told, hosts, vms }
}
