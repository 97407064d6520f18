import type { Trigger } from '../domain/plan'

/** One draining battery as its device shows it. */
export interface ShownBattery {
  readonly runtimeSeconds: number
  readonly runtimeSlope: number
  readonly chargePercent: number | null
  readonly chargeSlope: number
  readonly lowSeconds: number
}

const never = Number.POSITIVE_INFINITY
/** Times closer than this are the same time. */
export const SAME_TIME_SECONDS = 1e-6

const until = (value: number, threshold: number, slope: number): number =>
  value <= threshold ? 0 : slope <= 0 ? never : (value - threshold) / slope

const secondsUntil = (trigger: Trigger, nowSeconds: number, shown: readonly ShownBattery[]): number => {
  switch (trigger.kind) {
    case 'seconds-on-battery':
      return Math.max(0, trigger.seconds - nowSeconds)
    case 'runtime-at-most':
      return Math.min(never, ...shown.map((each) => until(each.runtimeSeconds, trigger.seconds, each.runtimeSlope)))
    case 'charge-at-most':
      return Math.min(
        never,
        ...shown.map(({ chargePercent, chargeSlope }) =>
          chargePercent === null ? never : until(chargePercent, trigger.percent, chargeSlope),
        ),
      )
    case 'low-battery':
      return Math.min(never, ...shown.map((each) => until(each.runtimeSeconds, each.lowSeconds, each.runtimeSlope)))
    // Nobody foretells a danger (P8).
    case 'temperature-at-least':
    case 'overload':
    case 'battery-fault':
    case 'manual':
      return never
  }
}

/** Until any of the triggers holds, while the load stays as it is; 0: one holds now; infinite: none will. */
export const secondsUntilAny = (triggers: readonly Trigger[], nowSeconds: number, shown: readonly ShownBattery[]): number => {
  const soonest = Math.min(never, ...triggers.map((trigger) => secondsUntil(trigger, nowSeconds, shown)))
  return soonest <= SAME_TIME_SECONDS ? 0 : soonest
}
