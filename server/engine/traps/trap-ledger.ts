import type { DeviceId } from '../../domain/ids'
import { RateLimit } from './rate-limit'

/** A trap that came again within this time is the same claim still standing (upsTrapOnBattery is repeated every minute). */
const REPEATED_WITHIN_MS = 10 * 60_000
/** An edge that was read from the device so shortly after the trap is the edge that the trap told of. */
const SAME_EDGE_MS = 5_000
const MOST_PER_DEVICE = 6
const MOST_PER_SITE = 500
const PER_MS = 60_000
const MOST_OIDS = 50

interface DeviceLedger {
  /** When each notification was last heard. */
  readonly heard: Map<string, number>
  readonly limit: RateLimit
  unrecorded: number
}

/** Which traps are worth a journal entry: each once per edge, and never so many that they drown the rest. */
export class TrapLedger {
  readonly #devices = new Map<DeviceId, DeviceLedger>()
  readonly #limit = new RateLimit(MOST_PER_SITE, PER_MS)

  /** Null: not worth one. Else how many of this device went without since the last entry. */
  enter(deviceId: DeviceId, oid: string, nowMs: number): { readonly unrecorded: number } | null {
    const ledger = this.#of(deviceId)
    const lastMs = ledger.heard.get(oid)
    if (ledger.heard.size >= MOST_OIDS) ledger.heard.clear()
    ledger.heard.set(oid, nowMs)
    const isRepeated = lastMs !== undefined && nowMs - lastMs < REPEATED_WITHIN_MS
    if (isRepeated || !ledger.limit.allows(nowMs) || !this.#limit.allows(nowMs)) {
      ledger.unrecorded += 1
      return null
    }
    const { unrecorded } = ledger
    ledger.unrecorded = 0
    return { unrecorded }
  }

  /** The device was seen to change: what it says from now on is about the next edge. */
  edge(deviceId: DeviceId, nowMs: number): void {
    const heard = this.#devices.get(deviceId)?.heard
    if (heard === undefined) return
    for (const [oid, atMs] of heard) if (nowMs - atMs > SAME_EDGE_MS) heard.delete(oid)
  }

  retain(isKnown: (id: DeviceId) => boolean): void {
    for (const id of [...this.#devices.keys()]) if (!isKnown(id)) this.#devices.delete(id)
  }

  #of(deviceId: DeviceId): DeviceLedger {
    const known = this.#devices.get(deviceId)
    if (known !== undefined) return known
    const ledger = { heard: new Map<string, number>(), limit: new RateLimit(MOST_PER_DEVICE, PER_MS), unrecorded: 0 }
    this.#devices.set(deviceId, ledger)
    return ledger
  }
}
