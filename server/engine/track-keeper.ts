import type { Logger } from 'pino'
import { showsDanger } from '../decide/danger-track'
import { newTrack, type PowerTrack, trackAfterRestart } from '../decide/power-track'
import { type DeviceId, deviceIdSchema } from '../domain/ids'
import type { Json } from '../domain/journal'
import type { Store } from '../store/store'
import { toJson } from './to-json'

const KEY = 'power-tracks'
/** Those that changed since all were saved. */
const CHANGED_KEY = 'power-tracks-changed'
const SAVE_EVERY_MS = 10_000

const calm = ({ thermometer }: PowerTrack['dangers']): Json => ({
  overload: null,
  batteryFault: null,
  heat: null,
  thermometer: thermometer && {
    last: { ...thermometer.last },
    doubt: thermometer.doubt && { from: { ...thermometer.doubt.from }, trusted: { ...thermometer.doubt.trusted } },
  },
})

/** Field by field: a copy of thousands through JSON text would cost ten times as much. */
const plain = (track: PowerTrack): Json => ({
  ...track,
  flags: [...track.flags],
  deadOutlets: { ...track.deadOutlets },
  discharge: track.discharge && { ...track.discharge },
  runtime: track.runtime && { ...track.runtime },
  charge: track.charge && { ...track.charge },
  off: track.off && { ...track.off },
  dangers: showsDanger(track.dangers) ? toJson(track.dangers) : calm(track.dangers),
})

const plainAll = (tracks: readonly (readonly [DeviceId, PowerTrack])[]): Json =>
  Object.fromEntries(tracks.map(([id, track]) => [id, plain(track)]))

const entriesOf = (kept: Json): readonly (readonly [string, Json])[] =>
  kept === null || typeof kept !== 'object' || Array.isArray(kept) ? [] : Object.entries(kept)

/**
 * Keeps power tracks over a restart: an outage goes on counting (P9), a debt of energy stays owed (P6). All of them are saved now
 * and then, those that changed at once.
 */
export class TrackKeeper {
  readonly #store: Store
  readonly #log: Logger
  readonly #changed = new Set<DeviceId>()
  #due = false
  #savedAtMs = Number.NEGATIVE_INFINITY

  constructor(store: Store, log: Logger) {
    this.#store = store
    this.#log = log
  }

  changed(id: DeviceId): void {
    this.#changed.add(id)
    this.#due = true
  }

  async load(nowMs: number): Promise<ReadonlyMap<DeviceId, PowerTrack>> {
    const { settings } = this.#store.read
    const kept = [...entriesOf(await settings.get(KEY)), ...entriesOf(await settings.get(CHANGED_KEY))]
    // Written by `save` below; what an older release left out gets its default.
    return new Map(
      kept.map(([id, track]) => [
        deviceIdSchema.parse(id),
        trackAfterRestart({ ...newTrack(), ...(track as Partial<PowerTrack>) }, nowMs),
      ]),
    )
  }

  async saveIfDue(tracks: ReadonlyMap<DeviceId, PowerTrack>, nowMs: number): Promise<void> {
    if (nowMs - this.#savedAtMs >= SAVE_EVERY_MS) {
      this.#savedAtMs = nowMs
      await this.save(tracks)
    } else if (this.#due) await this.#saveChanged(tracks)
  }

  async save(tracks: ReadonlyMap<DeviceId, PowerTrack>): Promise<void> {
    this.#due = false
    const changed = [...this.#changed]
    this.#changed.clear()
    const all = plainAll([...tracks])
    const saved = await this.#written([
      [KEY, all],
      [CHANGED_KEY, {}],
    ])
    if (!saved) for (const id of changed) this.changed(id)
  }

  async #saveChanged(tracks: ReadonlyMap<DeviceId, PowerTrack>): Promise<void> {
    this.#due = false
    const changed = [...this.#changed].flatMap((id) => {
      const track = tracks.get(id)
      return track === undefined ? [] : [[id, track] as const]
    })
    if (!(await this.#written([[CHANGED_KEY, plainAll(changed)]]))) this.#due = true
  }

  async #written(settings: readonly (readonly [string, Json])[]): Promise<boolean> {
    try {
      await this.#store.write(async (tx) => {
        for (const [key, value] of settings) await tx.settings.set(key, value)
      })
      return true
    } catch (error) {
      this.#log.warn({ err: error }, 'power tracks could not be kept; they are tried again')
      return false
    }
  }
}
