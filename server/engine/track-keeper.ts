import type { Logger } from 'pino'
import { newTrack, type PowerTrack, trackAfterRestart } from '../decide/power-track'
import { type DeviceId, deviceIdSchema } from '../domain/ids'
import type { Store } from '../store/store'
import { toJson } from './to-json'

const KEY = 'power-tracks'
const SAVE_EVERY_MS = 10_000

/** Keeps power tracks over a restart: an outage goes on counting (P9), a debt of energy stays owed (P6). */
export class TrackKeeper {
  readonly #store: Store
  readonly #log: Logger
  #due = true
  #savedAtMs = 0

  constructor(store: Store, log: Logger) {
    this.#store = store
    this.#log = log
  }

  changed(): void {
    this.#due = true
  }

  async load(nowMs: number): Promise<ReadonlyMap<DeviceId, PowerTrack>> {
    const kept = await this.#store.read.settings.get(KEY)
    if (kept === null || typeof kept !== 'object' || Array.isArray(kept)) return new Map()
    // Written by `save` below; what an older release left out gets its default.
    return new Map(
      Object.entries(kept).map(([id, track]) => [
        deviceIdSchema.parse(id),
        trackAfterRestart({ ...newTrack(), ...(track as Partial<PowerTrack>) }, nowMs),
      ]),
    )
  }

  async saveIfDue(tracks: ReadonlyMap<DeviceId, PowerTrack>, nowMs: number): Promise<void> {
    if (!this.#due && nowMs - this.#savedAtMs < SAVE_EVERY_MS) return
    this.#due = false
    this.#savedAtMs = nowMs
    await this.save(tracks)
  }

  async save(tracks: ReadonlyMap<DeviceId, PowerTrack>): Promise<void> {
    try {
      await this.#store.write((tx) => tx.settings.set(KEY, toJson(Object.fromEntries(tracks))))
    } catch (error) {
      this.#due = true
      this.#log.warn({ err: error }, 'power tracks could not be kept; they are tried again')
    }
  }
}
