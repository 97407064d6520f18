import type { PassingConfig, PlugConfig } from './config'
import { outletIsOn } from './ups-orders'
import { note, type PassingState, type UpsState, type WorldState } from './state'

/** What a plug gets its power from: a UPS, or the mains themselves. */
export interface PowerPath {
  readonly source: UpsState | 'mains'
  /** PDUs and ATSs on the way, from the plug on. */
  readonly via: readonly PassingState[]
}

/** An ATS goes back to its preferred input when that has been there for so long. */
const RETRANSFER_MS = 5_000

export const INPUTS = ['A', 'B'] as const
export type Input = (typeof INPUTS)[number]

const inputPlug = ({ inputs }: PassingConfig, input: Input): PlugConfig | undefined => inputs[INPUTS.indexOf(input)]

/** Null: no power comes out there. */
export const powerPath = (state: WorldState, plug: PlugConfig): PowerPath | null => {
  if ('mainsOf' in plug) return state.upses.get(plug.mainsOf)?.input === true ? { source: 'mains', via: [] } : null
  const passing = state.passing.get(plug.from)
  if (passing === undefined) {
    const ups = state.upses.get(plug.from)
    return ups === undefined || ups.output === 'off' || !outletIsOn(ups, plug.outlet) ? null : { source: ups, via: [] }
  }
  if (plug.outlet !== undefined && passing.outletsOn[plug.outlet - 1] !== true) return null
  const behind = inputPath(state, passing, passing.selected)
  return behind === null ? null : { source: behind.source, via: [passing, ...behind.via] }
}

const inputPath = (state: WorldState, passing: PassingState, input: Input): PowerPath | null => {
  const plug = inputPlug(passing.config, input)
  return plug === undefined ? null : powerPath(state, plug)
}

export const inputIsLive = (state: WorldState, passing: PassingState, input: Input): boolean =>
  inputPath(state, passing, input) !== null

/** Its network card lives on what it passes on. */
export const hasInput = (state: WorldState, passing: PassingState): boolean =>
  INPUTS.some((input) => inputIsLive(state, passing, input))

const select = (state: WorldState, passing: PassingState, input: Input): void => {
  passing.selected = input
  passing.preferredSinceMs = null
  note(state, 'passing', passing.config.name, 'transferred', input)
}

/** ATSs switch over within milliseconds: nothing behind them notices. */
export const transferSwitches = (state: WorldState): void => {
  for (const passing of state.passing.values()) {
    if (passing.config.kind !== 'ats') continue
    const other: Input = passing.selected === 'A' ? 'B' : 'A'
    const otherIsLive = inputIsLive(state, passing, other)
    if (!inputIsLive(state, passing, passing.selected)) {
      if (otherIsLive) select(state, passing, other)
    } else if (passing.selected !== passing.preferred && otherIsLive) {
      passing.preferredSinceMs ??= state.nowMs
      if (state.nowMs - passing.preferredSinceMs >= RETRANSFER_MS) select(state, passing, passing.preferred)
    } else passing.preferredSinceMs = null
  }
}
