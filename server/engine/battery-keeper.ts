import type { Logger } from 'pino'
import { type BatteryDoc, type BatteryModel, batteryModelSchema, type ModelledBattery } from '../domain/battery'
import { kindOf } from '../domain/device-kind'
import { type DeviceId, deviceIdSchema } from '../domain/ids'
import { credibleValue } from '../domain/power-reading'
import { shownCurve } from '../planner/battery/battery-curve'
import {
  type BatteryObservation,
  batteryObservation,
  batteryReplaced,
  learnFromPoll,
  newBatteryModel,
} from '../planner/battery/learn'
import { runtimeAt } from '../planner/battery/runtime-at'
import type { Store } from '../store/store'
import type { WatchedDevice } from './power-watch'
import { toJson } from './to-json'

const KEY = 'battery-models'
const SAVE_EVERY_MS = 60_000
/** One look at so many devices, and so many curves worked out anew: a few milliseconds a second, however many devices there are. */
const DEVICES_A_LOOK = 400
const CURVES_A_LOOK = 2

interface Kept {
  model: BatteryModel
  /** Of the newest model whose curve is worked out; null: of none yet. */
  ready: { readonly model: BatteryModel; readonly battery: ModelledBattery } | null
  seenAtMs: number | null
  /** What its last answer said. */
  said: BatteryObservation | null
}

/** What is to be said of a battery; null: nothing any more. */
type Tell = (id: DeviceId, doc: BatteryDoc | null) => void

/** Learns each device's battery beside the polls, never in their path, and keeps what was learned over a restart. */
export class BatteryKeeper {
  readonly #store: Store
  readonly #log: Logger
  readonly #tell: Tell
  readonly #isAnother: (id: DeviceId) => boolean
  readonly #kept = new Map<DeviceId, Kept>()
  #next = 0
  #due = false
  #savedAtMs = 0

  /** `isAnother`: another UPS answers than the one that was learned of. */
  constructor(store: Store, log: Logger, tell: Tell, isAnother: (id: DeviceId) => boolean = () => false) {
    this.#store = store
    this.#log = log
    this.#tell = tell
    this.#isAnother = isAnother
  }

  async load(): Promise<void> {
    const kept = await this.#store.read.settings.get(KEY)
    if (kept === null || typeof kept !== 'object' || Array.isArray(kept)) return
    for (const [id, value] of Object.entries(kept)) {
      const model = batteryModelSchema.safeParse(value)
      if (model.success) this.#kept.set(deviceIdSchema.parse(id), { model: model.data, ready: null, seenAtMs: null, said: null })
      else this.#log.warn({ device: id }, 'what was learned of its battery cannot be read; it is learned anew')
    }
  }

  /**
   * Null until the curve of the device's battery is worked out. Of another UPS that answers in its place nothing is known but what
   * batteries do: what was learned is of the old one, and stays until a person says that it was replaced (P4). It may be the same one
   * that writes its serial number otherwise: so the worse of both still bounds what the device says of itself (P2).
   */
  batteryOf(id: DeviceId): ModelledBattery | null {
    const own = this.#kept.get(id)?.ready?.battery ?? null
    if (!this.#isAnother(id)) return own
    return own === null ? STRANGER : perhapsStranger(own)
  }

  /** A new battery was put in: nothing learned of the old one holds. */
  replaced(id: DeviceId, nowMs: number): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    kept.model = batteryReplaced(kept.model, nowMs)
    kept.ready = null
    this.#due = true
    this.#tell(id, null)
  }

  /** Forgets devices that are no more. */
  retain(ids: ReadonlySet<DeviceId>): void {
    for (const id of this.#kept.keys()) {
      if (ids.has(id)) continue
      this.#kept.delete(id)
      this.#tell(id, null)
    }
  }

  /** Looks at some devices, in turn: learns from their newest answers. */
  look(devices: readonly WatchedDevice[], nowMs: number): void {
    let curves = CURVES_A_LOOK
    const count = Math.min(devices.length, DEVICES_A_LOOK)
    for (let step = 0; step < count && curves > 0; step += 1) {
      this.#next = (this.#next + 1) % devices.length
      const device = devices[this.#next]
      if (device !== undefined && this.#learn(device, nowMs)) curves -= 1
    }
  }

  /** Whether a curve had to be worked out. */
  #learn({ row, observation, track, identity }: WatchedDevice, nowMs: number): boolean {
    if (observation === null || track.contact !== 'ok' || kindOf(identity) !== 'ups') return false
    // Load and watts of different moments would teach it wrongly.
    if (observation.isBrief === true) return false
    if (this.#isAnother(row.id)) return false
    const kept = this.#kept.get(row.id) ?? this.#begin(row.id, nowMs)
    if (kept.seenAtMs === track.answeredAtMs) return false
    kept.seenAtMs = track.answeredAtMs
    const ratedWatts = credibleValue(observation.readings, 'nominalWatts') ?? kept.model.ratedWatts
    const before: BatteryModel = ratedWatts === kept.model.ratedWatts ? kept.model : { ...kept.model, ratedWatts }
    const says = batteryObservation(observation, ratedWatts)
    kept.model = learnFromPoll(before, settled(kept.said, says), track.answeredAtMs ?? nowMs)
    kept.said = says
    if (kept.model.anchors !== before.anchors) this.#due = true
    const same = kept.ready !== null && kept.ready.model.anchors === kept.model.anchors
    if (same && kept.ready?.model.ratedWatts === kept.model.ratedWatts) return false
    const battery = modelled(kept.model)
    kept.ready = { model: kept.model, battery }
    this.#tell(row.id, { id: row.id, model: { ...kept.model, discharge: null }, curve: battery.curve })
    return kept.model.anchors.length > 0
  }

  #begin(id: DeviceId, nowMs: number): Kept {
    const kept: Kept = {
      model: newBatteryModel({ chemistry: 'unknown', ratedWatts: null }, nowMs),
      ready: null,
      seenAtMs: null,
      said: null,
    }
    this.#kept.set(id, kept)
    return kept
  }

  async saveIfDue(nowMs: number): Promise<void> {
    if (!this.#due || nowMs - this.#savedAtMs < SAVE_EVERY_MS) return
    this.#savedAtMs = nowMs
    await this.save()
  }

  async save(): Promise<void> {
    if (!this.#due) return
    this.#due = false
    try {
      // A discharge that is on is worth nothing after a gap.
      const models = [...this.#kept].map(([id, { model }]) => [id, { ...model, discharge: null }])
      await this.#store.write((tx) => tx.settings.set(KEY, toJson(Object.fromEntries(models))))
    } catch (error) {
      this.#due = true
      this.#log.warn({ err: error }, 'what was learned of the batteries could not be kept; it is tried again')
    }
  }
}

/** Figures nearer than this are the same. */
const SAME_SHARE = 0.05
const isNear = (left: number | null, right: number | null): boolean =>
  left !== null && right !== null && right > 0 && Math.abs(left / right - 1) < SAME_SHARE

/** Cards bring load and runtime up to date at different moments: a runtime belongs to a load once both were told twice. */
const settled = (before: BatteryObservation | null, now: BatteryObservation): BatteryObservation =>
  before !== null && isNear(before.loadShare, now.loadShare) && isNear(before.runtimeSeconds, now.runtimeSeconds)
    ? now
    : { ...now, runtimeSeconds: null }

const modelled = (model: BatteryModel): ModelledBattery => ({
  runtimeAt: (load, chargePercent, nowMs) =>
    chargePercent === null ? null : runtimeAt(model, { ...load, chargePercent }, nowMs),
  curve: model.anchors.length === 0 ? null : shownCurve(model),
})

/** A battery of which nothing was told or seen. */
const STRANGER = modelled(newBatteryModel({ chemistry: 'unknown', ratedWatts: null }, 0))

/** A stranger, or the one that was learned of: expected as of a stranger, and at least what is least of both. */
const perhapsStranger = (own: ModelledBattery): ModelledBattery => ({
  ...STRANGER,
  runtimeAt: (...at) => {
    const [strange, learned] = [STRANGER.runtimeAt(...at), own.runtimeAt(...at)]
    if (strange === null || learned?.learned !== true) return strange
    return { ...strange, lowSeconds: Math.min(strange.lowSeconds, learned.lowSeconds), learned: true, basis: learned.basis }
  },
})
