import { eachBounded } from '../../protocols/bounded'
import type { Budget } from './budget'
import { CallFailed } from './call-failed'
import type { Connection } from './connection'
import type { Records } from './records'
import { isGuest, isLive } from './vm-facts'
import { numberSchema } from './wire'

/** Each answer costs the master a call to the object's host, so only some are asked at each refresh, the oldest first. */
const ASKED_PER_REFRESH = 24
const ASKED_AT_ONCE = 3
/** A use that was measured longer ago says nothing about now. */
const KEPT_MS = 10 * 60_000

interface Reading {
  readonly percent: number | null
  readonly atMs: number
}

/** How busy hosts and VMs are, which no record tells: the statistics of each are asked for in turn. */
export class UseMeter {
  readonly #connection: Connection
  readonly #readings = new Map<string, Reading>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Of all the object's CPUs; null: not (yet) known. */
  percentOf(reference: string): number | null {
    return this.#readings.get(reference)?.percent ?? null
  }

  /** Hosts before VMs; never fails, for an inventory without figures is still one. */
  async refresh(records: Records, budget: Budget): Promise<void> {
    const nowMs = performance.now()
    const hosts = [...records.of('host').keys()].filter((reference) => isLive(records, reference) === true)
    const vms = [...records.of('VM')].filter(
      ([, vm]) => isGuest(vm) && vm.power_state === 'Running' && isLive(records, vm.resident_on) === true,
    )
    const wanted = new Map<string, 'host' | 'VM'>([
      ...hosts.map((reference) => [reference, 'host'] as const),
      ...vms.map(([reference]) => [reference, 'VM'] as const),
    ])
    for (const [reference, { atMs }] of this.#readings)
      if (!wanted.has(reference) || nowMs - atMs > KEPT_MS) this.#readings.delete(reference)
    const age = (reference: string): number => this.#readings.get(reference)?.atMs ?? Number.NEGATIVE_INFINITY
    const oldest = [...wanted].sort(([left], [right]) => age(left) - age(right) || 0).slice(0, ASKED_PER_REFRESH)
    await eachBounded(oldest, ASKED_AT_ONCE, async ([reference, kind]) => {
      const percent = await this.#ask(reference, kind, budget)
      if (percent !== undefined) this.#readings.set(reference, { percent, atMs: performance.now() })
      return percent !== undefined
    })
  }

  /** Undefined: no answer, so the others are not asked either. */
  async #ask(reference: string, kind: 'host' | 'VM', budget: Budget): Promise<number | null | undefined> {
    const source = kind === 'host' ? 'cpu_avg' : 'cpu_usage'
    const call = { method: `${kind}.query_data_source`, args: [reference, source], schema: numberSchema, doing: 'tell its use' }
    try {
      const fraction = await this.#connection.call(call, budget)
      return fraction >= 0 && fraction <= 1.05 ? Math.min(100, fraction * 100) : null
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      // Older versions know no such figure of VMs, and some tell one that is no number.
      return error.failure.kind === 'unreachable' ? undefined : null
    }
  }
}
