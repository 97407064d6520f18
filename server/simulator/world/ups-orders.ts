import { note, type OutletState, type UpsState, type WorldState } from './state'

/** Whether the output comes back by itself with the mains, only by order, or at a moment. */
export type Return = 'with-mains' | 'stay-off' | { readonly afterSeconds: number }

export const orderOff = (state: WorldState, ups: UpsState, seconds: number, then: Return): void => {
  ups.shutdownAtMs = state.nowMs + seconds * 1_000
  ups.stayOff = then === 'stay-off'
  if (typeof then === 'object') ups.startupAtMs = ups.shutdownAtMs + then.afterSeconds * 1_000
  note(state, 'ups', ups.config.name, 'shutdown-ordered', `${seconds} s`)
}

export const cancelOff = (state: WorldState, ups: UpsState): void => {
  ups.shutdownAtMs = null
  ups.stayOff = ups.output === 'off' && ups.stayOff
  note(state, 'ups', ups.config.name, 'shutdown-cancelled')
}

/** Null cancels. */
export const orderOn = (state: WorldState, ups: UpsState, seconds: number | null): void => {
  ups.startupAtMs = seconds === null ? null : state.nowMs + seconds * 1_000
}

const NEVER_SWITCHED: OutletState = { on: true, orders: [], offSeconds: 0, onSeconds: 0 }

export const outletOf = (ups: UpsState, number: number): OutletState => {
  const known = ups.outlets.get(number) ?? { ...NEVER_SWITCHED }
  ups.outlets.set(number, known)
  return known
}

/** An order replaces what was pending for that outlet. */
export const orderOutlet = (
  state: WorldState,
  ups: UpsState,
  number: number,
  orders: readonly (readonly [on: boolean, seconds: number])[],
): void => {
  outletOf(ups, number).orders = orders.map(([on, seconds]) => ({ on, atMs: state.nowMs + seconds * 1_000 }))
}

export const outletIsOn = (ups: UpsState, number: number | undefined): boolean =>
  number === undefined || (ups.outlets.get(number)?.on ?? true)

export const switchOutlets = (state: WorldState, ups: UpsState): void => {
  for (const [number, outlet] of ups.outlets) {
    const due = outlet.orders.filter(({ atMs }) => atMs <= state.nowMs)
    if (due.length === 0) continue
    outlet.on = due.at(-1)?.on ?? outlet.on
    outlet.orders = outlet.orders.slice(due.length)
    note(state, 'ups', ups.config.name, outlet.on ? 'outlet-on' : 'outlet-off', String(number))
  }
}
