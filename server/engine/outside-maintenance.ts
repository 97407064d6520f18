import { z } from 'zod'
import type { HostId } from '../domain/ids'
import type { JournalDraft, Json } from '../domain/journal'
import { isMaintained } from '../domain/maintained'
import type { Host } from '../domain/world'

const rememberedSchema = z.object({ id: z.string(), outsideMaintenanceSinceMs: z.number() })

/**
 * Maintenance that somebody else began: a person in the manager, its own updates, a cluster's. It is shown and left alone: nothing
 * is moved there, and no run of ours ends it (R5).
 */
export class OutsideMaintenance {
  readonly #sinceMs = new Map<string, number>()
  /** Hosts that were seen without: only of those it is known that it began while we watched. */
  readonly #seenWithout = new Set<HostId>()

  /** What an earlier engine showed of hosts. */
  recall(docs: readonly Json[]): void {
    for (const doc of docs) {
      const known = rememberedSchema.safeParse(doc)
      if (known.success) this.#sinceMs.set(known.data.id, known.data.outsideMaintenanceSinceMs)
    }
  }

  /** Null: it is in none, or one of our own runs holds it. */
  sinceMs(host: Host, isOurs: boolean): number | null {
    return isMaintained(host) && !isOurs ? (this.#sinceMs.get(host.id) ?? null) : null
  }

  /** Takes in what was just read. Returns what the journal should say. */
  see(hosts: readonly Host[], isOurs: (id: HostId) => boolean, nowMs: number): readonly JournalDraft[] {
    return hosts.flatMap((host) => {
      // Of one that does not answer nothing new is known.
      if (host.connection === 'unknown') return []
      const isOutside = isMaintained(host) && !isOurs(host.id)
      const was = this.#sinceMs.has(host.id)
      const begins = isOutside && this.#seenWithout.has(host.id)
      if (isMaintained(host)) this.#seenWithout.delete(host.id)
      if (isOutside) {
        if (!was) this.#sinceMs.set(host.id, nowMs)
        return begins
          ? [
              entry(
                host,
                'maintenance.begun-outside',
                `${host.name}: maintenance was begun outside Ridethrough${byWhom(host)}`,
                nowMs,
              ),
            ]
          : []
      }
      if (!isMaintained(host)) this.#seenWithout.add(host.id)
      this.#sinceMs.delete(host.id)
      return was && !isOurs(host.id)
        ? [entry(host, 'maintenance.ended-outside', `${host.name}: maintenance that others began has ended`, nowMs)]
        : []
    })
  }
}

const byWhom = ({ maintenanceBy }: Host): string => (maintenanceBy === undefined ? '' : `, by ${maintenanceBy}`)

const entry = ({ id, name, maintenanceBy }: Host, kind: string, message: string, atMs: number): JournalDraft => ({
  atMs,
  kind,
  actor: 'outside',
  channel: 'device',
  object: { kind: 'host', id, name },
  message,
  ...(maintenanceBy === undefined ? {} : { data: { by: maintenanceBy } }),
})
