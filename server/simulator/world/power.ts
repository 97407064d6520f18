import { discharged, recharged, runtimeSeconds } from './battery'
import { switchOutlets } from './ups-orders'
import { powerPath, type PowerPath, transferSwitches } from './passing'
import { COOL_CELSIUS, note, vmsOn, type HostState, type UpsState, type WorldState } from './state'

const RESTART_MS = 3_000
const OVERLOAD_TRIP_FRACTION = 1.3
const OVERLOAD_TRIP_MS = 5_000
/** The low-battery flag clears a little above where it is set, or it would flutter. */
const LOW_CLEAR_FACTOR = 1.2
/** Much faster than a room does: to be watched. */
const CELSIUS_PER_SECOND = 0.5
const UNCOOLED_CELSIUS = 52

export const upsRuntimeSeconds = (ups: UpsState): number =>
  runtimeSeconds(ups.config.battery, {
    chargeFraction: ups.chargeFraction,
    loadWatts: ups.loadWatts,
    ratedWatts: ups.config.ratedWatts,
  })

const liveFeeds = (state: WorldState, { config: { feeds, outlets } }: HostState): PowerPath[] =>
  feeds.flatMap((from) => {
    const outlet = outlets?.[from]
    return powerPath(state, outlet === undefined ? { from } : { from, outlet }) ?? []
  })

export const hasPower = (state: WorldState, host: HostState): boolean =>
  host.config.feeds.length === 0 || liveFeeds(state, host).length > 0

const drawOf = (state: WorldState, host: HostState): number => {
  if (host.phase === 'off' || !hasPower(state, host)) return 0
  const guests = vmsOn(state, host.config.name).filter((vm) => vm.power === 'on')
  const swing = (vmid: number) => 1 + state.config.loadSwing * Math.sin(state.nowMs / 7_000 + vmid)
  return guests.reduce((sum, vm) => sum + vm.config.watts * swing(vm.config.vmid), host.config.idleWatts)
}

/** Every live host draws evenly from the feeds that supply: when A is gone, B carries all. */
export const shareLoad = (state: WorldState): void => {
  for (const ups of state.upses.values()) ups.loadWatts = ups.output === 'off' ? 0 : ups.config.baseWatts + ups.extraWatts
  for (const passing of state.passing.values()) passing.watts = 0
  for (const host of state.hosts.values()) {
    host.watts = drawOf(state, host)
    const feeds = liveFeeds(state, host)
    const watts = host.watts / feeds.length
    for (const { source, via } of feeds) {
      if (source !== 'mains') source.loadWatts += watts
      for (const passing of via) passing.watts += watts
    }
  }
}

const switchOff = (state: WorldState, ups: UpsState, event: string): void => {
  ups.output = 'off'
  ups.offSinceMs = state.nowMs
  ups.onBatterySinceMs = null
  ups.lowBattery = false
  ups.shutdownAtMs = null
  ups.overloadSinceMs = null
  if (ups.testEndsAtMs !== null) ups.testResult = 'aborted'
  ups.testEndsAtMs = null
  note(state, 'ups', ups.config.name, event)
}

const chooseSource = (state: WorldState, ups: UpsState): void => {
  const { name } = ups.config
  if (ups.output === 'off') {
    const rested = ups.offSinceMs !== null && state.nowMs - ups.offSinceMs >= RESTART_MS
    const restarts = ups.startupAtMs === null ? ups.autoRestart && !ups.stayOff && rested : state.nowMs >= ups.startupAtMs
    if (!restarts || !ups.input) return
    ups.output = 'mains'
    ups.offSinceMs = null
    ups.startupAtMs = null
    ups.stayOff = false
    note(state, 'ups', name, 'output-on')
    return
  }
  if (ups.shutdownAtMs !== null && state.nowMs >= ups.shutdownAtMs) return switchOff(state, ups, 'switched-off')
  // What is on is not switched on.
  if (ups.shutdownAtMs === null && ups.startupAtMs !== null && state.nowMs >= ups.startupAtMs) ups.startupAtMs = null
  if (ups.testEndsAtMs !== null && (state.nowMs >= ups.testEndsAtMs || !ups.input)) {
    ups.testResult = ups.input ? 'passed' : 'aborted'
    ups.testEndsAtMs = null
    note(state, 'ups', name, 'test-ended', ups.testResult)
    // A mains loss during a test is an outage from this moment on.
    if (!ups.input) ups.onBatterySinceMs = null
  }
  const source = ups.input && ups.testEndsAtMs === null ? 'mains' : 'battery'
  if (source === 'battery' && ups.onBatterySinceMs === null) {
    ups.onBatterySinceMs = state.nowMs
    if (ups.testEndsAtMs === null) note(state, 'ups', name, 'on-battery')
  }
  if (source === 'mains' && ups.output === 'battery') {
    ups.onBatterySinceMs = null
    note(state, 'ups', name, 'on-mains')
  }
  ups.output = source
}

const useEnergy = (state: WorldState, ups: UpsState, seconds: number): void => {
  const { battery, ratedWatts } = ups.config
  if (ups.output !== 'off') ups.suppliedJoules += ups.loadWatts * seconds
  if (ups.output === 'battery') {
    const { chargeFraction, loadWatts } = ups
    ups.chargeFraction = discharged(battery, { chargeFraction, loadWatts, ratedWatts }, seconds)
  } else if (ups.input) {
    ups.chargeFraction = recharged(battery, ups.chargeFraction, seconds)
  }
  if (ups.output === 'battery' && ups.chargeFraction <= 0) switchOff(state, ups, 'empty')
}

const watchLimits = (state: WorldState, ups: UpsState): void => {
  if (ups.output === 'off') return
  const low = upsRuntimeSeconds(ups) <= ups.config.battery.lowRuntimeSeconds * (ups.lowBattery ? LOW_CLEAR_FACTOR : 1)
  if (low !== ups.lowBattery) note(state, 'ups', ups.config.name, low ? 'low-battery' : 'battery-recovered')
  ups.lowBattery = low
  const loadFraction = ups.loadWatts / ups.config.ratedWatts
  ups.overloadSinceMs = loadFraction > 1 ? (ups.overloadSinceMs ?? state.nowMs) : null
  const trips =
    ups.output === 'battery' &&
    loadFraction > OVERLOAD_TRIP_FRACTION &&
    ups.overloadSinceMs !== null &&
    state.nowMs - ups.overloadSinceMs >= OVERLOAD_TRIP_MS
  if (trips) switchOff(state, ups, 'overload-trip')
}

const warmOrCool = (ups: UpsState, seconds: number): void => {
  const change = CELSIUS_PER_SECOND * seconds
  ups.celsius = ups.cooled ? Math.max(COOL_CELSIUS, ups.celsius - change) : Math.min(UNCOOLED_CELSIUS, ups.celsius + change)
}

export const tickPower = (state: WorldState, tickMs: number): void => {
  const seconds = tickMs / 1_000
  for (const ups of state.upses.values()) {
    chooseSource(state, ups)
    switchOutlets(state, ups)
  }
  transferSwitches(state)
  shareLoad(state)
  for (const host of state.hosts.values()) host.consumedJoules += host.watts * seconds
  for (const ups of state.upses.values()) {
    useEnergy(state, ups, seconds)
    warmOrCool(ups, seconds)
    watchLimits(state, ups)
  }
  transferSwitches(state)
}

export const setInput = (state: WorldState, ups: UpsState, on: boolean): void => {
  if (ups.input === on) return
  ups.input = on
  if (!on) ups.lineBads += 1
  note(state, 'ups', ups.config.name, on ? 'mains-back' : 'mains-lost')
}

/** False where the UPS cannot test itself now. */
export const startSelfTest = (state: WorldState, ups: UpsState, seconds: number): boolean => {
  if (ups.output !== 'mains' || ups.testEndsAtMs !== null) return false
  ups.testEndsAtMs = state.nowMs + seconds * 1_000
  note(state, 'ups', ups.config.name, 'test-started')
  return true
}
