import { z } from 'zod'
import type { BatteryAnchor, Chemistry } from '../../domain/battery'
import { deviceIdSchema } from '../../domain/ids'
import { runtimeAt } from '../../planner/battery/runtime-at'
import { docOf } from '../latest-doc'
import { notFound } from '../service-error'
import { query } from '../verb'

const LIGHTEST_PERCENT = 5
const HEAVIEST_PERCENT = 110
const POINTS = 28

/** Evenly spaced on a logarithmic scale, as runtime follows load. */
const LOADS = Array.from(
  { length: POINTS },
  (_, at) => LIGHTEST_PERCENT * (HEAVIEST_PERCENT / LIGHTEST_PERCENT) ** (at / (POINTS - 1)),
)

interface DeviceBattery {
  readonly chemistry: Chemistry
  readonly ratedWatts: number | null
  /** Since when this battery is known: it was replaced then, or first seen. */
  readonly knownSinceMs: number
  /** From full to empty. In nine of ten cases it lasts between low and high. */
  readonly curve: readonly {
    readonly loadPercent: number
    readonly lowSeconds: number
    readonly expectedSeconds: number
    readonly highSeconds: number
  }[]
  /** What it was learned from; empty: the curve is what batteries of its kind do. */
  readonly learnedFrom: readonly BatteryAnchor[]
}

/** How long this battery lasts at any load, and what that was learned from. Null: it has not answered yet, or has no battery. */
export const deviceBattery = query({
  name: 'power.battery',
  needs: 'view',
  input: z.object({ deviceId: deviceIdSchema }),
  async run({ input: { deviceId }, read, nowMs }): Promise<DeviceBattery | null> {
    if ((await read.devices.get(deviceId)) === null) throw notFound('This UPS')
    const known = docOf('battery', await read.latest.get('battery', deviceId))
    if (known === null) return null
    const { chemistry, ratedWatts, knownSinceMs, anchors } = known.model
    const curve = LOADS.flatMap((loadPercent) => {
      const band = runtimeAt(known.model, { loadPercent, chargePercent: 100 }, nowMs)
      if (band === null) return []
      const { lowSeconds, expectedSeconds, highSeconds } = band
      return [{ loadPercent, lowSeconds, expectedSeconds, highSeconds }]
    })
    return { chemistry, ratedWatts, knownSinceMs, curve, learnedFrom: anchors }
  },
})
