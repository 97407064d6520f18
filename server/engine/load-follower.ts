import { withTakeover } from '../decide/expected-load'
import type { PowerScene } from '../decide/feed-loads'
import { NO_LOAD_SHIFT, shiftLoads, type Takeover, takeoversOf } from '../decide/load-shift'
import type { ModelledBattery } from '../domain/battery'
import type { DeviceId } from '../domain/ids'
import type { PowerDeviceView } from '../domain/world'

/** Who takes over whose load is followed so often: a poll takes longer. */
const AGAIN_MS = 250

/** Remembers what UPSs carry, and what those that fail leave to the others (P5). */
export class LoadFollower {
  #shift = NO_LOAD_SHIFT
  #atMs = Number.NEGATIVE_INFINITY
  #takeovers: ReadonlyMap<DeviceId, Takeover> = new Map()

  follow(scene: () => PowerScene, nowMs: number): void {
    if (nowMs - this.#atMs < AGAIN_MS) return
    this.#atMs = nowMs
    const now = scene()
    this.#shift = shiftLoads(this.#shift, now, nowMs)
    this.#takeovers = takeoversOf(this.#shift, now)
  }

  get isIdle(): boolean {
    return this.#takeovers.size === 0
  }

  /** With what a failed UPS left to it, until it measures that itself. */
  believed(view: PowerDeviceView, battery: ModelledBattery | null, nowMs: number): PowerDeviceView {
    const takeover = this.#takeovers.get(view.id)
    return takeover === undefined ? view : withTakeover(view, takeover, battery, nowMs)
  }
}
