import type { ModelledBattery } from '../domain/battery'
import { credibleValue } from '../domain/power-reading'
import type { PowerDeviceView } from '../domain/world'
import type { Takeover } from './load-shift'
import { measuredWatts, percentOfRating } from './rated-load'

/** How runtime falls as load rises where nothing is known of the battery: the steep end of published figures. */
const STEEP_EXPONENT = 1.25

/** Its runtime at so many watts, from its runtime now at what it measures: by the model of its battery, at most. Null: nobody can say. */
const runtimeUnder = (
  view: PowerDeviceView,
  battery: ModelledBattery | null,
  wattsNow: number | null,
  watts: number,
  nowMs: number,
): number | null => {
  const percent = percentOfRating(view, watts)
  const charge = view.decidingChargePercent
  const then = battery?.runtimeAt({ loadPercent: percent, loadWatts: watts }, charge, nowMs) ?? null
  const own = view.decidingRuntimeSeconds
  if (own === null || wattsNow === null || wattsNow <= 0) return then === null || then.learned === false ? own : then.lowSeconds
  const atPresent = { loadPercent: credibleValue(view.readings, 'loadPercent'), loadWatts: wattsNow }
  const now = battery?.runtimeAt(atPresent, charge, nowMs) ?? null
  const modelled = now === null || then === null || now.expectedSeconds <= 0 ? null : then.expectedSeconds / now.expectedSeconds
  const steep = (wattsNow / watts) ** STEEP_EXPONENT
  return own * Math.min(1, modelled ?? steep)
}

/**
 * A UPS that another one left its load to, as it must be believed until it has measured it: the load at least what it carried
 * plus what came, the runtime the lower of its own and what its battery lasts at that load (P5). What it measures is never
 * counted twice.
 */
export const withTakeover = (
  view: PowerDeviceView,
  { baseWatts, addedWatts, fromNames }: Takeover,
  battery: ModelledBattery | null,
  nowMs: number,
): PowerDeviceView => {
  const measured = measuredWatts(view)
  const watts = (baseWatts ?? measured ?? 0) + addedWatts
  if (measured !== null && measured >= watts) return view
  const seconds = runtimeUnder(view, battery, measured, watts, nowMs)
  const own = view.decidingRuntimeSeconds
  const part = own === null || own <= 0 || seconds === null ? 1 : seconds / own
  const words = `${Math.round(addedWatts)} W of ${fromNames.join(' and ')} are taken over by it`
  const { runtimeBand } = view
  return {
    ...view,
    expectedLoad: { watts, percent: percentOfRating(view, watts), reason: `${words}; not measured yet` },
    decidingRuntimeSeconds: seconds,
    decidingRuntimeReason:
      seconds === null || seconds === own
        ? view.decidingRuntimeReason
        : `${view.decidingRuntimeReason}; ${words}: ${Math.round(seconds)} s at ${Math.round(watts)} W`,
    runtimeBand:
      runtimeBand === null
        ? null
        : { lowSeconds: Math.round(runtimeBand.lowSeconds * part), highSeconds: Math.round(runtimeBand.highSeconds * part) },
  }
}
