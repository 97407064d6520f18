import type {
  CheckedContent,
  CheckedDevice,
  CheckedForecast,
  CheckedGroup,
  CheckedManager,
  CheckedVm,
  CheckedWorld,
} from '../domain/checked-world'
import { credibleValue } from '../domain/power-reading'

/** What a forecast is of, as its checker reads it: an outage that begins now, as charged as now, on all the group's feeds. */
export interface CheckedQuestion {
  readonly content: CheckedContent
  readonly world: CheckedWorld
  readonly group: CheckedGroup
  readonly devices: readonly CheckedDevice[]
  /** What the group carries now, and what of it ends with each VM and host, by id. */
  readonly totalWatts: number
  readonly watts: ReadonlyMap<string, number>
}

export interface ForecastViolation {
  readonly rule: 'slots' | 'dependency' | 'bars' | 'dark' | 'verdict'
  readonly message: string
}

/** How far the time of dark may be from the checker's own, beside one tick of it. */
const DARK_TOLERANCE = 0.02
const TICK_SECONDS = 1
const DAY_SECONDS = 86_400
const PEUKERT = 1.1
/** Times are told in tenths of a second. */
const ROUNDING_SECONDS = 0.11

/** Seconds that a battery of this device lasts from full at a load, as a multiple of what it lasts at the load of now. */
const timesAsLong = ({ runtimeCurve, readings }: CheckedDevice, ratio: number): number => {
  const percent = credibleValue(readings, 'loadPercent')
  const points = runtimeCurve ?? []
  if (percent === null || percent <= 0 || points.length < 2) return 1 / ratio ** PEUKERT
  const at = (share: number): number => {
    const first = points[0]
    if (first !== undefined && share <= first.loadShare) return first.seconds
    const place = points.findIndex(({ loadShare }) => loadShare > share)
    const right = points[place === -1 ? points.length - 1 : place]
    const left = points[(place === -1 ? points.length - 1 : place) - 1]
    if (left === undefined || right === undefined) return Number.NaN
    const slope = (Math.log(right.seconds) - Math.log(left.seconds)) / (Math.log(right.loadShare) - Math.log(left.loadShare))
    return Math.exp(Math.log(left.seconds) + slope * (Math.log(share) - Math.log(left.loadShare)))
  }
  const share = percent / 100
  return at(share * ratio) / at(share)
}

type Bar = CheckedForecast['bars'][number]

interface Cell {
  readonly device: CheckedDevice
  readonly carriesNow: number
  full: number
}

/** When too few batteries are left, second by second; null: not within a day, or nobody says how long they last. */
const darkByTicks = (
  question: CheckedQuestion,
  ends: readonly { readonly atSeconds: number; readonly watts: number }[],
): number | null => {
  const { group, devices, totalWatts } = question
  const own = devices.filter(({ id, supply }) => group.deviceIds.includes(id) && supply !== 'off')
  const isOutage = own.some(({ supply }) => supply === 'battery')
  let cells = own
    .filter(({ decidingRuntimeSeconds }) => (decidingRuntimeSeconds ?? 0) > 0)
    .map((device): Cell => ({
      device,
      carriesNow: Math.max(1, credibleValue(device.readings, 'outputWatts') ?? totalWatts),
      full: 1,
    }))
  const sorted = [...ends].sort((left, right) => left.atSeconds - right.atSeconds)
  let ended = 0
  let watts = totalWatts
  for (let second = 0; second < DAY_SECONDS; second += TICK_SECONDS) {
    for (let next = sorted[ended]; next !== undefined && next.atSeconds <= second; next = sorted[ended]) {
      watts = Math.max(0, watts - next.watts)
      ended += 1
    }
    const shared = cells.reduce((sum, { carriesNow }) => sum + carriesNow, 0)
    for (const cell of cells) {
      const runtime = cell.device.decidingRuntimeSeconds ?? 0
      if (watts > 0 && !(isOutage && cell.device.supply === 'mains'))
        cell.full -= TICK_SECONDS / (runtime * timesAsLong(cell.device, watts / shared))
    }
    cells = cells.filter(({ full }) => full > 0)
    if (cells.length < group.requiredDevices) return second + TICK_SECONDS
  }
  return null
}

/** The most that go on at once of what ends no earlier than it begins; what ends as another begins is not at once with it. */
const mostAtOnce = (bars: readonly Bar[]): number => {
  const turns = bars
    .flatMap(({ startSeconds, endSeconds }) => [
      { at: startSeconds + ROUNDING_SECONDS, by: 1 },
      { at: endSeconds, by: -1 },
    ])
    .sort((left, right) => left.at - right.at || left.by - right.by)
  let open = 0
  return turns.reduce((most, { by }) => {
    open += by
    return Math.max(most, open)
  }, 0)
}

const byKey = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** Which VMs each one is to wait for. */
const waitsFor = (content: CheckedContent): ReadonlyMap<string, readonly string[]> =>
  new Map(content.stages.flatMap(({ placements }) => placements.map(({ vmId, after }) => [vmId, after] as const)))

const isInCircle = (start: string, edges: ReadonlyMap<string, readonly string[]>): boolean => {
  const seen = new Set<string>()
  const open = [...(edges.get(start) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === start) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(edges.get(next) ?? []))
  }
  return false
}

/**
 * Checks a forecast with code of its own: no more at once than the platform takes, nothing before what it waits for, hosts after their
 * VMs, the time of dark by an integration second by second within two per cent, and a verdict that follows from what is shown. Empty:
 * accepted. Nothing is checked where the forecast says that it knows nothing.
 */
export const checkForecast = (question: CheckedQuestion, forecast: CheckedForecast): readonly ForecastViolation[] => {
  if (forecast.verdict === 'unknown') return []
  const violations: ForecastViolation[] = []
  const report = (rule: ForecastViolation['rule'], message: string): number => violations.push({ rule, message })
  const { content, world } = question
  const vms = new Map<string, CheckedVm>(world.vms.map((vm) => [vm.id, vm]))
  const managers = new Map<string, CheckedManager>(world.managers.map((manager) => [manager.id, manager]))
  const vmBars = forecast.bars.filter(({ object }) => object.kind === 'vm')
  const barOf = new Map(vmBars.map((bar) => [bar.object.id as string, bar]))

  for (const { name, startSeconds, endSeconds, worstEndSeconds } of forecast.bars)
    if (startSeconds < 0 || endSeconds < startSeconds || worstEndSeconds < endSeconds)
      report('bars', `${name} ends before it begins, or is slow sooner than expected`)
  for (const { stageId, firesAtSeconds, name } of forecast.stages)
    for (const bar of forecast.bars)
      if (bar.stageId === stageId && firesAtSeconds !== null && bar.startSeconds < firesAtSeconds - ROUNDING_SECONDS)
        report('bars', `${bar.name} begins before its stage ${name}`)

  const isMove = ({ action }: Bar): boolean => action === 'migrate'
  const managerOf = ({ object }: Bar): string => vms.get(object.id)?.managerId ?? ''
  for (const [id, bars] of byKey(vmBars, managerOf)) {
    const limits = managers.get(id)?.capabilities
    if (limits !== undefined && mostAtOnce(bars) > Math.max(1, limits.callsPerManager))
      report('slots', `${id}: too many calls at once`)
  }
  for (const [key, bars] of byKey(vmBars, (bar) => `${vms.get(bar.object.id)?.hostId} ${isMove(bar)}`)) {
    const [first] = bars
    const limits = first === undefined ? undefined : managers.get(managerOf(first))?.capabilities
    if (first === undefined || limits === undefined) continue
    const limit = isMove(first) ? limits.migrationsPerHost : limits.powerOpsPerHost
    if (mostAtOnce(bars) > Math.max(1, limit)) report('slots', `${key}: too many actions at once`)
  }

  const edges = waitsFor(content)
  const stageAt = ({ stageId }: Bar): number => content.stages.findIndex(({ id }) => id === stageId)
  for (const [id, others] of edges) {
    const bar = barOf.get(id)
    // What only its host's end stops waits for nobody, and nobody for what a later stage ends.
    if (bar === undefined || bar.stageId === null || isInCircle(id, edges)) continue
    for (const other of others) {
      const before = barOf.get(other)
      if (before === undefined || before.stageId === null || stageAt(before) > stageAt(bar)) continue
      if (bar.startSeconds < before.endSeconds - ROUNDING_SECONDS)
        report('dependency', `${bar.name} does not wait for ${before.name}`)
    }
  }
  for (const hostBar of forecast.bars)
    if (hostBar.object.kind === 'host')
      for (const bar of vmBars)
        if (vms.get(bar.object.id)?.hostId === hostBar.object.id && bar.endSeconds > hostBar.startSeconds + ROUNDING_SECONDS)
          report('dependency', `${hostBar.name} goes before ${bar.name} has ended`)

  const ends = forecast.bars.map(({ object, endSeconds }) => ({
    atSeconds: endSeconds,
    watts: question.watts.get(object.id) ?? 0,
  }))
  const dark = darkByTicks(question, ends)
  const told = forecast.emptyAtSeconds
  if (
    dark === null
      ? told !== null && told < DAY_SECONDS * (1 - DARK_TOLERANCE)
      : told === null || Math.abs(told - dark) > dark * DARK_TOLERANCE + 2 * TICK_SECONDS
  )
    report('dark', `dark at ${told ?? 'no time'}, by seconds at ${dark ?? 'no time'}`)

  const isCutOff = forecast.cutOff.length > 0
  const { marginSeconds, worst } = forecast
  if ((forecast.verdict === 'cut-off') !== isCutOff)
    report('verdict', `${forecast.verdict} with ${forecast.cutOff.length} cut off`)
  if (forecast.verdict === 'clean' && (marginSeconds ?? -1) < 0) report('verdict', 'clean without a margin')
  if (worst !== undefined) {
    if (Math.abs(worst.leftSeconds - content.reserveSeconds - (marginSeconds ?? Number.NaN)) > 1 + ROUNDING_SECONDS)
      report('verdict', 'the margin is not what is left above the reserve')
    // What is shown to be slow ends so in the worst case; the rest may fire later than it does there.
    const slow = forecast.bars.filter(({ endSeconds, worstEndSeconds }) => worstEndSeconds > endSeconds)
    const last = slow.reduce((latest, { worstEndSeconds }) => Math.max(latest, worstEndSeconds), 0)
    if (worst.endsAtSeconds !== null && worst.endsAtSeconds < last - ROUNDING_SECONDS)
      report('verdict', 'an action ends after the last end')
  }
  return violations
}
