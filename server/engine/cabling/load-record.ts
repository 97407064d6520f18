import { learnNoise, type LoadSample, loadStep, NO_NOISE, type StepNoise, type StepTimes } from '../../decide/cabling/load-step'
import type { DeviceId } from '../../domain/ids'

/** A UPS or PDU that measures what it gives out, or an outlet of one. */
export interface Meter {
  readonly key: string
  readonly id: DeviceId
  readonly name: string
  /** Null: it does not tell. */
  readonly watts: number | null
  readonly atMs: number | null
}

interface Record {
  meter: Meter
  samples: LoadSample[]
  noise: StepNoise
  learnedAtMs: number
}

/** The last minutes of what meters showed, and how much that scatters of itself. */
export class LoadRecord {
  readonly #times: StepTimes
  readonly #records = new Map<string, Record>()

  constructor(times: StepTimes) {
    this.#times = times
  }

  /** Takes in what came since the last look; forgets meters that are not given any more. */
  see(meters: readonly Meter[], nowMs: number): void {
    const { windowMs, longestGapMs } = this.#times
    const oldestMs = nowMs - 3 * windowMs - longestGapMs
    const keys = new Set(meters.map(({ key }) => key))
    for (const key of this.#records.keys()) if (!keys.has(key)) this.#records.delete(key)
    for (const meter of meters) {
      const { key, watts, atMs } = meter
      const record = this.#records.get(key) ?? { meter, samples: [], noise: NO_NOISE, learnedAtMs: nowMs }
      this.#records.set(key, record)
      record.meter = meter
      if (watts !== null && atMs !== null && atMs > (record.samples.at(-1)?.atMs ?? 0)) record.samples.push({ atMs, watts })
      const first = record.samples.findIndex((sample) => sample.atMs >= oldestMs)
      if (first > 30) record.samples.splice(0, first)
    }
  }

  /** Learns from time in which nothing is known to have happened since `quietSinceMs`. */
  learn(quietSinceMs: number, nowMs: number): void {
    const { windowMs, longestGapMs } = this.#times
    const toMs = nowMs - windowMs
    const fromMs = toMs - longestGapMs
    if (fromMs - windowMs < quietSinceMs) return
    for (const record of this.#records.values()) {
      if (nowMs - record.learnedAtMs < windowMs) continue
      record.learnedAtMs = nowMs
      const step = loadStep(record.samples, fromMs, toMs, windowMs)
      if (step !== null) record.noise = learnNoise(record.noise, step)
    }
  }

  fall(key: string, fromMs: number, toMs: number) {
    const record = this.#records.get(key)
    if (record === undefined) return null
    const { id, name } = record.meter
    return { id, name, step: loadStep(record.samples, fromMs, toMs, this.#times.windowMs), noise: record.noise }
  }

  get meters(): readonly Meter[] {
    return [...this.#records.values()].map(({ meter }) => meter)
  }
}
