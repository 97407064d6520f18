import type { ManagerId } from '../domain/ids'

/** So long after its start what an earlier engine knew of a manager is not planned by: the manager may be about to answer. */
const AWAITED_MS = 10_000

/** Managers of which only an earlier engine's inventory is known, and whose first reading by this one may end at any moment. */
export class AwaitedReadings {
  readonly #timers = new Map<ManagerId, NodeJS.Timeout>()
  readonly #onOver: (id: ManagerId) => void

  /** `onOver`: it was awaited for long enough, and what is known must do. */
  constructor(onOver: (id: ManagerId) => void) {
    this.#onOver = onOver
  }

  has(id: ManagerId): boolean {
    return this.#timers.has(id)
  }

  begin(id: ManagerId): void {
    this.end(id)
    const over = (): void => {
      this.#timers.delete(id)
      this.#onOver(id)
    }
    this.#timers.set(id, setTimeout(over, AWAITED_MS))
  }

  /** It was read, could not be, or is not watched any more. */
  end(id: ManagerId): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }
}
