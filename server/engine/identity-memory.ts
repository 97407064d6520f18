import { z } from 'zod'
import type { ManagerId } from '../domain/ids'
import type { Inventory } from '../domain/inventory'
import type { Json } from '../domain/journal'

interface Named {
  readonly nativeId: string
  readonly name: string
  readonly uuid: string | null
}

const rememberedSchema = z.object({ managerId: z.string(), nativeId: z.string(), name: z.string(), uuid: z.string() })

const keyOf = (managerId: string, { nativeId, name }: Pick<Named, 'nativeId' | 'name'>): string =>
  JSON.stringify([managerId, nativeId, name])

/**
 * Which UUID an object had when it could be read. A VM whose configuration cannot be read just now keeps its identity (D11):
 * else runs, plans and feeds that name it would lose it, and the same VM would be met as another one.
 */
export class IdentityMemory {
  readonly #uuids = new Map<string, string>()
  /** Taken in before: in a big inventory most of it is what it was. */
  readonly #complete = new WeakSet<Named>()

  /** What an earlier engine last published of hosts and VMs. */
  recall(docs: readonly Json[]): void {
    for (const doc of docs) {
      const known = rememberedSchema.safeParse(doc)
      if (known.success) this.#uuids.set(keyOf(known.data.managerId, known.data), known.data.uuid)
    }
  }

  /** The inventory with UUIDs that it lacks filled in; those that it has are remembered. */
  complete(managerId: ManagerId, inventory: Inventory): Inventory {
    const completed = <T extends Named>(objects: readonly T[]): readonly T[] =>
      objects.map((object) => this.completed(managerId, object))
    return { ...inventory, hosts: completed(inventory.hosts), vms: completed(inventory.vms) }
  }

  /** As `complete`, one host or VM of it. */
  completed<T extends Named>(managerId: ManagerId, object: T): T {
    if (this.#complete.has(object)) return object
    const key = keyOf(managerId, object)
    if (object.uuid === null) return { ...object, uuid: this.#uuids.get(key) ?? null }
    this.#uuids.set(key, object.uuid)
    this.#complete.add(object)
    return object
  }
}
