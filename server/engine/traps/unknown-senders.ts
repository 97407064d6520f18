import type { UnknownSender } from '../../domain/trap-state'

const MOST_KEPT = 200

/** Addresses that send notifications and belong to no device. Whoever invents addresses displaces only the longest silent. */
export class UnknownSenders {
  /** In the order of their last notification. */
  readonly #senders = new Map<string, UnknownSender>()

  /** True: it was not known as unknown. */
  heard(address: string, lastOid: string | null, nowMs: number): boolean {
    const before = this.#senders.get(address)
    this.#senders.delete(address)
    this.#senders.set(address, {
      address,
      count: (before?.count ?? 0) + 1,
      lastAtMs: nowMs,
      lastOid: lastOid ?? before?.lastOid ?? null,
    })
    if (this.#senders.size > MOST_KEPT) {
      const [longestSilent] = this.#senders.keys()
      if (longestSilent !== undefined) this.#senders.delete(longestSilent)
    }
    return before === undefined
  }

  /** It is a device now. */
  forget(isKnown: (address: string) => boolean): void {
    for (const address of [...this.#senders.keys()]) if (isKnown(address)) this.#senders.delete(address)
  }

  newest(most: number): readonly UnknownSender[] {
    return [...this.#senders.values()].reverse().slice(0, most)
  }
}
