import { learnNoise, type LoadSample, loadStep, NO_NOISE, type StepNoise, type StepTimes } from '../../decide/cabling/load-step'
import { measuredWatts } from '../../decide/rated-load'
import type { DeviceId } from '../../domain/ids'
import type { PowerDeviceView } from '../../domain/world'

interface Record {
  name: string
  samples: LoadSample[]
  noise: StepNoise
  learnedAtMs: number
}

/** The last minutes of what UPSs and PDUs gave out, and how much that scatters of itself. */
export class LoadRecord {
  readonly #times: StepTimes
  readonly #records = new Map<DeviceId, Record>()

  constructor(times: StepTimes) {
    this.#times = times
  }

  /** Takes in what came since the last look; forgets devices that are not given any more. */
  see(views: readonly PowerDeviceView[], nowMs: number): void {
    const { windowMs, longestGapMs } = this.#times
    const oldestMs = nowMs - 3 * windowMs - longestGapMs
    const ids = new Set(views.map(({ id }) => id))
    for (const id of this.#records.keys()) if (!ids.has(id)) this.#records.delete(id)
    for (const view of views) {
      const watts = measuredWatts(view)
      const record = this.#records.get(view.id) ?? { name: view.name, samples: [], noise: NO_NOISE, learnedAtMs: nowMs }
      this.#records.set(view.id, record)
      record.name = view.name
      const atMs = view.contact === 'ok' ? view.answeredAtMs : null
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

  fall(id: DeviceId, fromMs: number, toMs: number) {
    const record = this.#records.get(id)
    if (record === undefined) return null
    return { id, name: record.name, step: loadStep(record.samples, fromMs, toMs, this.#times.windowMs), noise: record.noise }
  }

  get ids(): readonly DeviceId[] {
    return [...this.#records.keys()]
  }
}
