import type { CrashPoint } from './crashing-store'

type When = CrashPoint['when']

/** Which writes of the record engines were killed at. */
export class Coverage {
  #recordWrites = 0
  #crashes = 0
  readonly #kinds = new Map<string, { written: number; before: number; after: number }>()

  /** The writes of a run without crashes; returns the numbers of those that wrote the record. */
  scene(writes: ReadonlyMap<number, readonly string[]>): readonly number[] {
    const record = [...writes].filter(([, kinds]) => kinds.length > 0)
    this.#recordWrites += record.length
    for (const [, kinds] of record) for (const kind of new Set(kinds)) this.#of(kind).written += 1
    return record.map(([number]) => number).toSorted((one, other) => one - other)
  }

  crashed(kinds: readonly string[], when: When): void {
    this.#crashes += 1
    for (const kind of new Set(kinds)) this.#of(kind)[when] += 1
  }

  lines(): readonly string[] {
    const rows = [...this.#kinds].toSorted(([, one], [, other]) => other.written - one.written)
    return [
      `crashes ${this.#crashes} at ${this.#recordWrites} writes of the record, by what was written (written, crashed before, after)`,
      ...rows.map(([kind, { written, before, after }]) => `  ${kind.padEnd(28)} ${written} ${before} ${after}`),
    ]
  }

  #of(kind: string): { written: number; before: number; after: number } {
    const known = this.#kinds.get(kind) ?? { written: 0, before: 0, after: 0 }
    this.#kinds.set(kind, known)
    return known
  }
}
