import type { HostId } from '../../domain/ids'
import type { Host } from '../../domain/world'

/** Since when each host's manager has called it disconnected, as seen here. */
export class DownSince {
  readonly #sinceMs = new Map<HostId, number>()

  see(hosts: readonly Host[], nowMs: number): void {
    const down = new Set(hosts.filter(({ connection, stale }) => connection === 'down' && !stale).map(({ id }) => id))
    for (const id of this.#sinceMs.keys()) if (!down.has(id)) this.#sinceMs.delete(id)
    for (const id of down) if (!this.#sinceMs.has(id)) this.#sinceMs.set(id, nowMs)
  }

  forMs(id: HostId, nowMs: number): number | null {
    const sinceMs = this.#sinceMs.get(id)
    return sinceMs === undefined ? null : nowMs - sinceMs
  }
}
