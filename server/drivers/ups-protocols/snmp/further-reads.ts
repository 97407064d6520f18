import type { CallOptions } from '../../ports'
import type { SnmpReads } from './family-reads'
import { LayeredAnswers } from './layered-answers'
import type { SnmpAnswers } from './snmp-answers'
import type { SnmpFamily } from './snmp-family'
import type { Habits } from './snmp-session'

/** What is asked for may name more to be asked for: other PDUs, and then how they are wired. */
const MOST_ROUNDS = 3
/** What could not be read stands as it was, so many times in a row. */
const MOST_MISSES = 3

interface Kept {
  readonly layers: readonly SnmpAnswers[]
  readonly misses: number
}

/** Reads what a family asks for besides, going by what its agent answered. Remembers it over polls in which that fails. */
export class FurtherReads {
  readonly #kept = new Map<SnmpFamily, Kept>()

  constructor(
    private readonly session: SnmpReads,
    private readonly habits: Habits,
  ) {}

  /** The very same answers where there is nothing to ask for besides. */
  async complete(family: SnmpFamily, answers: SnmpAnswers, left: () => CallOptions): Promise<SnmpAnswers> {
    const asked = new Set<string>()
    const layers: SnmpAnswers[] = []
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const known = layers.length === 0 ? answers : new LayeredAnswers([answers, ...layers])
      const oids = (family.furtherOids?.(known) ?? []).filter((oid) => !asked.has(oid))
      if (oids.length === 0) break
      const more = await this.session.get(oids, left(), this.habits)
      if (more.kind !== 'ok') return this.#asBefore(family, answers)
      for (const oid of oids) asked.add(oid)
      layers.push(more.value)
    }
    if (layers.length === 0) {
      this.#kept.delete(family)
      return answers
    }
    this.#kept.set(family, { layers, misses: 0 })
    return new LayeredAnswers([answers, ...layers])
  }

  #asBefore(family: SnmpFamily, answers: SnmpAnswers): SnmpAnswers {
    const kept = this.#kept.get(family)
    if (kept === undefined || kept.misses >= MOST_MISSES) return new LayeredAnswers([answers])
    this.#kept.set(family, { ...kept, misses: kept.misses + 1 })
    return new LayeredAnswers([answers, ...kept.layers])
  }
}
