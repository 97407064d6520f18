import type { CallOptions } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import type { Turns } from '../../protocols/turns'
import { type GuestStatus, nativeIdOf } from './guest'
import type { GuestCalls } from './guest-calls'
import type { GuestConfig } from './wire'

/** Each costs a call; nothing is decided by a count, so that a refresh asks for no more than these. */
const COUNTS_PER_REFRESH = 32
const COUNT_DEADLINE_MS = 4_000

/**
 * How many snapshots each guest has. They stand in the guest's configuration file, whose digest changes with them: it is asked
 * again only when that has changed. Guests whose present state stands on a snapshot come first.
 */
export interface SnapshotCounts {
  /** What it could not learn stays unknown: it never costs the inventory. */
  refresh(
    guests: readonly GuestStatus[],
    configOf: (guest: GuestStatus) => GuestConfig | null,
    limit: number,
    turns: Turns,
    budget: () => CallOptions,
  ): Promise<void>
  /** Null: not asked since its configuration changed, or not answered. */
  of(guest: GuestStatus, config: GuestConfig | null): number | null
  forgetOthers(present: ReadonlySet<string>): void
}

interface Wanted {
  readonly guest: GuestStatus
  readonly digest: string
}

export const snapshotCounts = (calls: GuestCalls): SnapshotCounts => {
  const counts = new Map<string, { readonly digest: string; readonly count: number | null }>()

  const wantedOf = async (guests: readonly GuestStatus[], configOf: (guest: GuestStatus) => GuestConfig | null, turns: Turns) => {
    const first: Wanted[] = []
    const then: Wanted[] = []
    for (const guest of guests) {
      if (first.length === COUNTS_PER_REFRESH || (turns.isOver && !(await turns.pass()))) break
      const config = configOf(guest)
      if (config?.digest === undefined || counts.get(nativeIdOf(guest.ref))?.digest === config.digest) continue
      if (config.parent !== undefined) first.push({ guest, digest: config.digest })
      else if (then.length < COUNTS_PER_REFRESH) then.push({ guest, digest: config.digest })
    }
    return [...first, ...then].slice(0, COUNTS_PER_REFRESH)
  }

  return {
    async refresh(guests, configOf, limit, turns, budget) {
      await eachBounded(await wantedOf(guests, configOf, turns), limit, async ({ guest, digest }) => {
        const options = { ...budget(), deadlineMs: Math.min(COUNT_DEADLINE_MS, budget().deadlineMs / 2) }
        const answer = await calls.snapshots(guest.ref, guest.node, options)
        if (answer.kind === 'unreachable') return false
        const count = answer.kind === 'ok' ? answer.value.filter(({ name }) => name !== 'current').length : null
        counts.set(nativeIdOf(guest.ref), { digest, count })
        return true
      })
    },
    of(guest, config) {
      const known = counts.get(nativeIdOf(guest.ref))
      return known !== undefined && known.digest === config?.digest ? known.count : null
    },
    forgetOthers(present) {
      for (const id of [...counts.keys()]) if (!present.has(id)) counts.delete(id)
    },
  }
}
