import type { UpsState } from '../world/state'
import { orderOutlet, outletIsOn, outletOf } from '../world/ups-orders'
import type { World } from '../world/world'
import type { SetOutcome } from './message'
import type { SnmpValue } from './object-table'
import { integer, orderSelfTest, orderShutdown, orderStartup, text, ticks } from './simulated-mib'

export const POWERNET_UPS = '1.3.6.1.4.1.318.1.1.1'
/** The first goes off with the output only, the others switch alone too. */
const OUTLET_GROUPS = ['UPS Outlets', 'Outlet Group 1', 'Outlet Group 2'] as const
const TICKS_PER_SECOND = 100
const IDLE = 1

const OBJECTS = {
  returnDelay: '5.2.9.0',
  shutoffDelay: '5.2.10.0',
  off: '6.2.1.0',
  reboot: '6.2.2.0',
  on: '6.2.6.0',
  test: '7.2.2.0',
  calibration: '7.2.5.0',
} as const

/** What can be written, as it reads; the outlet groups with their states. */
export const powerNetControls = (ups: UpsState): [string, SnmpValue][] => [
  [OBJECTS.returnDelay, ticks(ups.onSeconds)],
  [OBJECTS.shutoffDelay, ticks(ups.offSeconds)],
  ...[OBJECTS.off, OBJECTS.reboot, OBJECTS.on, OBJECTS.calibration].map((suffix): [string, SnmpValue] => [suffix, integer(IDLE)]),
  ...OUTLET_GROUPS.flatMap((name, index): [string, SnmpValue][] => {
    const group = index + 1
    const isOn = ups.output !== 'off' && outletIsOn(ups, group)
    const { offSeconds, onSeconds } = outletOf(ups, group)
    return [
      [`12.1.2.1.2.${group}`, text(name)],
      [`12.1.2.1.3.${group}`, integer(isOn ? 1 : 2)],
      [`12.2.2.1.3.${group}`, integer(onSeconds)],
      [`12.2.2.1.4.${group}`, integer(offSeconds)],
      [`12.3.2.1.3.${group}`, integer(IDLE)],
    ]
  }),
]

/** 2: at once. 3: after the card's own delay. */
const secondsOf = (ups: UpsState, value: number | string): number | null => {
  if (value === 2) return 0
  return value === 3 ? ups.offSeconds : null
}

const switchOutput = (world: World, ups: UpsState, value: number | string, comesBack: boolean): SetOutcome => {
  const seconds = secondsOf(ups, value)
  if (seconds === null) return 'wrong-value'
  return orderShutdown(world, ups, seconds, comesBack ? { afterSeconds: ups.onSeconds } : 'stay-off')
}

/** 1 on, 2 off, 3 off and on; 4, 5, 6 the same after the group's own delays. */
const switchGroup = (world: World, ups: UpsState, group: number, command: number | string): SetOutcome => {
  if (group === 1) return command === 1 || command === 4 ? 'done' : 'wrong-value'
  const { onSeconds, offSeconds } = outletOf(ups, group)
  const order = (...orders: readonly (readonly [on: boolean, seconds: number])[]): SetOutcome => {
    orderOutlet(world.state, ups, group, orders)
    return 'done'
  }
  switch (command) {
    case 1:
      return order([true, 0])
    case 2:
      return order([false, 0])
    case 3:
      return order([false, 0], [true, ups.onSeconds])
    case 4:
      return order([true, onSeconds])
    case 5:
      return order([false, offSeconds])
    case 6:
      return order([false, offSeconds], [true, offSeconds + ups.onSeconds])
    default:
      return 'wrong-value'
  }
}

const ofGroup = (suffix: string): { readonly column: string; readonly group: number } | null => {
  const match = /^(12\.2\.2\.1\.[34]|12\.3\.2\.1\.3)\.([1-3])$/.exec(suffix)
  return match?.[1] === undefined ? null : { column: match[1], group: Number(match[2]) }
}

const setGroup = (world: World, ups: UpsState, column: string, group: number, value: number | string): SetOutcome => {
  if (column === '12.3.2.1.3') return switchGroup(world, ups, group, value)
  if (typeof value !== 'number' || value < 0) return 'wrong-value'
  const outlet = outletOf(ups, group)
  if (column === '12.2.2.1.3') outlet.onSeconds = value
  else outlet.offSeconds = value
  return 'done'
}

export const setPowerNet = (world: World, ups: UpsState, oid: string, value: number | string): SetOutcome => {
  const suffix = oid.startsWith(`${POWERNET_UPS}.`) ? oid.slice(POWERNET_UPS.length + 1) : ''
  const row = ofGroup(suffix)
  if (row !== null) return setGroup(world, ups, row.column, row.group, value)
  switch (suffix) {
    case OBJECTS.returnDelay:
    case OBJECTS.shutoffDelay:
      if (typeof value !== 'number' || value < 0) return 'wrong-value'
      if (suffix === OBJECTS.returnDelay) ups.onSeconds = value / TICKS_PER_SECOND
      else ups.offSeconds = value / TICKS_PER_SECOND
      return 'done'
    case OBJECTS.off:
      return switchOutput(world, ups, value, false)
    case OBJECTS.reboot:
      return switchOutput(world, ups, value, true)
    case OBJECTS.on:
      return value === 2 ? orderStartup(world, ups, 0) : 'wrong-value'
    case OBJECTS.test:
      return value === 2 ? orderSelfTest(world, ups) : 'wrong-value'
    case OBJECTS.calibration:
      // None runs: nothing is there to be cancelled.
      return value === 3 ? 'done' : 'wrong-value'
    default:
      return 'not-writable'
  }
}
