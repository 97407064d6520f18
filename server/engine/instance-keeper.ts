import type { Logger } from 'pino'
import type { ManagerId } from '../domain/ids'
import type { ManagerIdentity } from '../domain/manager'
import type { DriverResult } from '../drivers/ports'
import type { Store } from '../store/store'

export interface InstanceKeeperParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly log: Pick<Logger, 'warn'>
  /** True while it answers. */
  readonly answers: (id: ManagerId) => boolean
  readonly identify: (id: ManagerId) => Promise<DriverResult<ManagerIdentity>>
}

/**
 * Keeps in the store which installation each manager is, by its own word, from the first time that it answers: when its certificate
 * or address changes one day, that tells whether it is still the same (D11).
 */
export class InstanceKeeper {
  readonly #parts: InstanceKeeperParts
  /** Those that are asked, were asked, or were known. */
  readonly #seen = new Set<ManagerId>()

  constructor(parts: InstanceKeeperParts) {
    this.#parts = parts
  }

  /** A manager has been read, or could not be. */
  async see(id: ManagerId): Promise<void> {
    const { log, answers } = this.#parts
    if (this.#seen.has(id) || !answers(id)) return
    this.#seen.add(id)
    try {
      await this.#ask(id)
    } catch (error) {
      this.#seen.delete(id)
      log.warn({ err: error }, 'which installation a manager is could not be kept; it is tried again')
    }
  }

  async #ask(id: ManagerId): Promise<void> {
    const { store, identify } = this.#parts
    const row = await store.read.managers.get(id)
    if (row === null || row.instanceUuid !== undefined) return
    const told = await identify(id)
    if (told.kind !== 'ok') return void this.#seen.delete(id)
    const { instanceUuid } = told.value
    if (instanceUuid === null) return
    await store.write(async (tx) => {
      const now = await tx.managers.get(id)
      // Changed meanwhile: who changed it knows.
      if (now !== null && JSON.stringify(now) === JSON.stringify(row)) await tx.managers.put({ ...now, instanceUuid })
    })
  }
}
