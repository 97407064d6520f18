import type { Logger } from 'pino'
import { kindOf } from '../domain/device-kind'
import type { DeviceId } from '../domain/ids'
import type { UpsIdentity } from '../domain/ups'
import type { Store } from '../store/store'
import type { WatchedDevice } from './power-watch'

/** When a large site starts, thousands are found at once: so many are written together, and the polls go on. */
const WRITTEN_TOGETHER = 200

/**
 * Keeps in the store who each device turned out to be, so that a PDU stays a PDU for an engine that starts while it is silent, and
 * for those who read the store.
 */
export class IdentityKeeper {
  readonly #store: Store
  readonly #log: Logger
  readonly #seen = new Map<DeviceId, UpsIdentity>()
  readonly #due = new Map<DeviceId, UpsIdentity>()

  constructor(store: Store, log: Logger) {
    this.#store = store
    this.#log = log
  }

  /** True where this identity was not seen before. */
  see({ row, identity }: WatchedDevice): boolean {
    if (identity === null || this.#seen.get(row.id) === identity) return false
    this.#seen.set(row.id, identity)
    if (JSON.stringify(identity) !== JSON.stringify(row.identity)) this.#due.set(row.id, identity)
    return true
  }

  /** Writes some of those that are due, PDUs and ATSs first. */
  async save(): Promise<void> {
    if (this.#due.size === 0) return
    const isPassing = ([, identity]: readonly [DeviceId, UpsIdentity]): number => (kindOf(identity) === 'ups' ? 1 : 0)
    const next = [...this.#due].sort((left, right) => isPassing(left) - isPassing(right)).slice(0, WRITTEN_TOGETHER)
    try {
      await this.#store.write((tx) => tx.devices.identify(next.map(([id, identity]) => ({ id, identity }))))
      for (const [id, identity] of next) if (this.#due.get(id) === identity) this.#due.delete(id)
    } catch (error) {
      this.#log.warn({ err: error }, 'who the devices are could not be kept; it is tried again')
    }
  }
}
