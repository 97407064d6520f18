import type {
  CheckedContent,
  CheckedDevice,
  CheckedForecast,
  CheckedGroup,
  CheckedManager,
  CheckedVm,
  CheckedWorld,
} from '../domain/checked-world'
import type { StageId } from '../domain/ids'
import { LONG_OUTAGE_STAGE } from '../domain/long-outage'
import { credibleValue } from '../domain/power-reading'

/** What a forecast is of, as its checker reads it: an outage that begins now, or goes on, as charged as now, on all the group's feeds. */
export interface CheckedQuestion {
  readonly content: CheckedContent
  readonly world: CheckedWorld
  readonly group: CheckedGroup
  readonly devices: readonly CheckedDevice[]
  /** How long it has lasted: what the forecast says of earlier moments is history, and not checked. Absent: it begins now. */
  readonly fromSeconds?: number
  /** What the group carries now, and what of it ends with each VM and host, by id. */
  readonly totalWatts: number
  readonly watts: ReadonlyMap<string, number>
}

export interface ForecastViolation {
  readonly rule: 'slots' | 'dependency' | 'bars' | 'dark' | 'verdict'
  readonly message: string
}

/** How far the time of dark may be from the checker's own, beside some ticks of it. */
const DARK_TOLERANCE = 0.02
const TICK_SECONDS = 1
const DAY_SECONDS = 86_400
const PEUKERT = 1.1
/** Times are told in tenths of a second. */
const ROUNDING_SECONDS = 0.11
/** So many bars, or ticks, are looked at between two places where other work may go on. */
const AT_A_STRETCH = 500
const TICKS_AT_A_STRETCH = 10_000

/** What it must be taken to carry, in watts; null: nobody knows. */
export const carriedNow = ({ readings, expectedLoad }: CheckedDevice): number | null => {
  if (expectedLoad !== undefined) return expectedLoad.watts
  const watts = credibleValue(readings, 'outputWatts')
  const percent = credibleValue(readings, 'loadPercent')
  const nominal = credibleValue(readings, 'nominalWatts')
  return watts ?? (percent === null || nominal === null ? null : (percent * nominal) / 100)
}

/** Part of what it is rated for that it carries; null: not known, or nothing. */
const shareNow = ({ readings, expectedLoad }: CheckedDevice): number | null => {
  const percent = expectedLoad?.percent ?? credibleValue(readings, 'loadPercent')
  if (percent !== null && percent > 0) return percent / 100
  const watts = credibleValue(readings, 'outputWatts')
  const nominal = credibleValue(readings, 'nominalWatts')
  return watts === null || nominal === null || watts <= 0 || nominal <= 0 ? null : watts / nominal
}

/** Seconds that a battery of this device lasts from full at a load, as a multiple of what it lasts at the load of now. */
const timesAsLong = (device: CheckedDevice, ratio: number): number => {
  const share = shareNow(device)
  const points = device.runtimeCurve ?? []
  if (share === null || points.length < 2) return 1 / ratio ** PEUKERT
  const at = (asked: number): number => {
    const first = points[0]
    if (first !== undefined && asked <= first.loadShare) return first.seconds
    const place = points.findIndex(({ loadShare }) => loadShare > asked)
    const right = points[place === -1 ? points.length - 1 : place]
    const left = points[(place === -1 ? points.length - 1 : place) - 1]
    if (left === undefined || right === undefined) return Number.NaN
    const slope = (Math.log(right.seconds) - Math.log(left.seconds)) / (Math.log(right.loadShare) - Math.log(left.loadShare))
    return Math.exp(Math.log(left.seconds) + slope * (Math.log(asked) - Math.log(left.loadShare)))
  }
  return at(share) > 0 ? at(share * ratio) / at(share) : 1 / ratio ** PEUKERT
}

type Bar = CheckedForecast['bars'][number]
type Pieces<T> = Generator<void, T, void>

interface Cell {
  readonly device: CheckedDevice
  readonly carriesNow: number
  readonly drains: boolean
  full: number
  /** Part of what it holds that a second takes, at the load of now. */
  perSecond: number
}

const cellsOf = ({ group, devices, totalWatts }: CheckedQuestion): Cell[] => {
  const own = devices.filter(({ id }) => group.deviceIds.includes(id))
  const isOutage = own.some(({ supply }) => supply === 'battery')
  const isLive = ({ supply }: CheckedDevice): boolean => supply !== 'off' && (isOutage || supply !== 'bypass')
  return own.filter(isLive).flatMap((device): Cell[] => {
    const drains = !(isOutage && (device.supply === 'mains' || device.supply === 'bypass'))
    if (drains && (device.decidingRuntimeSeconds ?? 0) <= 0) return []
    const carriesNow = Math.max(1, carriedNow(device) ?? totalWatts / own.length)
    return [{ device, carriesNow, drains, full: 1, perSecond: 0 }]
  })
}

const setRates = (cells: readonly Cell[], watts: number): void => {
  const shared = cells.reduce((sum, { carriesNow }) => sum + carriesNow, 0)
  for (const cell of cells) {
    const lasts = (cell.device.decidingRuntimeSeconds ?? 0) * timesAsLong(cell.device, watts / shared)
    cell.perSecond = cell.drains && watts > 0 ? 1 / lasts : 0
  }
}

/** When too few batteries are left, second by second; null: not within a day. */
function* darkByTicks(
  question: CheckedQuestion,
  ends: readonly { readonly atSeconds: number; readonly watts: number }[],
): Pieces<number | null> {
  const { group, totalWatts, fromSeconds = 0 } = question
  const required = Math.max(1, group.requiredDevices)
  let cells = cellsOf(question)
  const sorted = [...ends].sort((left, right) => left.atSeconds - right.atSeconds)
  let ended = 0
  let watts = totalWatts
  setRates(cells, watts)
  if (cells.length < required) return fromSeconds
  for (let tick = 0; tick * TICK_SECONDS < DAY_SECONDS; tick += 1) {
    if (tick % TICKS_AT_A_STRETCH === 0) yield
    const before = ended
    const now = fromSeconds + tick * TICK_SECONDS
    for (let next = sorted[ended]; next !== undefined && next.atSeconds <= now; next = sorted[ended]) {
      watts = Math.max(0, watts - next.watts)
      ended += 1
    }
    if (ended > before) setRates(cells, watts)
    let isAnyEmpty = false
    for (const cell of cells) {
      cell.full -= cell.perSecond * TICK_SECONDS
      isAnyEmpty ||= cell.full <= 0
    }
    if (!isAnyEmpty) continue
    cells = cells.filter(({ full }) => full > 0)
    setRates(cells, watts)
    if (cells.length < required) return now + TICK_SECONDS
  }
  return null
}

/**
 * The most that go on at once of what ends no earlier than it begins; what ends as another begins is not at once with it. What was going
 * on at the beginning may have been more: `atFirst`.
 */
const mostAtOnce = (bars: readonly Bar[], fromSeconds: number): { readonly most: number; readonly atFirst: number } => {
  const turns = bars
    .flatMap(({ startSeconds, endSeconds }) => [
      { at: startSeconds + ROUNDING_SECONDS, by: 1 },
      { at: endSeconds, by: -1 },
    ])
    .sort((left, right) => left.at - right.at || left.by - right.by)
  let open = 0
  const most = turns.reduce((highest, { by }) => {
    open += by
    return Math.max(highest, open)
  }, 0)
  return { most, atFirst: bars.filter(({ startSeconds }) => startSeconds < fromSeconds).length }
}

const byKey = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

const placeKey = (stageId: string, vmId: string): string => `${stageId} ${vmId}`

/** Which VMs each one is to wait for, by the stage that stops it; and by any, which may be a circle. The first place in a stage counts. */
const waitsFor = (content: CheckedContent) => {
  const inStage = new Map<string, readonly string[]>()
  const inAny = new Map<string, readonly string[]>()
  for (const { id, placements } of content.stages)
    for (const { vmId, after } of placements) {
      if (!inStage.has(placeKey(id, vmId))) inStage.set(placeKey(id, vmId), after)
      inAny.set(vmId, [...(inAny.get(vmId) ?? []), ...after])
    }
  return { inStage, inAny }
}

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

/** What one part of the check has to say. */
interface Checked {
  readonly question: CheckedQuestion
  readonly forecast: CheckedForecast
  /** Of what is still to come, or goes on. */
  readonly bars: readonly Bar[]
  readonly vmBars: readonly Bar[]
  readonly report: (rule: ForecastViolation['rule'], message: string) => void
}

function* checkBars({ forecast, bars, report }: Checked): Pieces<void> {
  const firesAt = new Map(forecast.stages.map(({ stageId, firesAtSeconds, name }) => [stageId, { firesAtSeconds, name }]))
  for (const [at, bar] of bars.entries()) {
    if (at % AT_A_STRETCH === 0) yield
    const { name, startSeconds, endSeconds, worstEndSeconds, stageId } = bar
    if (startSeconds < 0 || endSeconds < startSeconds || worstEndSeconds < endSeconds)
      report('bars', `${name} ends before it begins, or is slow sooner than expected`)
    const stage = stageId === null ? undefined : firesAt.get(stageId)
    if (stage !== undefined && stage.firesAtSeconds !== null && startSeconds < stage.firesAtSeconds - ROUNDING_SECONDS)
      report('bars', `${name} begins before its stage ${stage.name}`)
  }
}

function* checkSlots({ question: { world, fromSeconds = 0 }, vmBars, report }: Checked): Pieces<void> {
  const vms = new Map<string, CheckedVm>(world.vms.map((vm) => [vm.id, vm]))
  yield
  const managers = new Map<string, CheckedManager>(world.managers.map((manager) => [manager.id, manager]))
  const isMove = ({ action }: Bar): boolean => action === 'migrate'
  const managerOf = ({ object }: Bar): string => vms.get(object.id)?.managerId ?? ''
  const check = (what: string, bars: readonly Bar[], limit: number): void => {
    const { most, atFirst } = mostAtOnce(bars, fromSeconds)
    if (most > Math.max(1, limit, atFirst)) report('slots', `${what}: ${most} at once, and ${limit} may be`)
  }
  for (const [id, bars] of byKey(vmBars, managerOf)) {
    yield
    const limits = managers.get(id)?.capabilities
    if (limits !== undefined) check(`calls of ${id}`, bars, limits.callsPerManager)
  }
  for (const [key, bars] of byKey(vmBars, (bar) => `${vms.get(bar.object.id)?.hostId} ${isMove(bar) ? 'moves' : 'actions'}`)) {
    yield
    const [first] = bars
    const limits = first === undefined ? undefined : managers.get(managerOf(first))?.capabilities
    if (first !== undefined && limits !== undefined)
      check(key, bars, isMove(first) ? limits.migrationsPerHost : limits.powerOpsPerHost)
  }
}

function* checkDependencies({ question, bars, vmBars, report }: Checked): Pieces<void> {
  const { content, fromSeconds = 0 } = question
  const isToCome = ({ startSeconds }: Bar): boolean => startSeconds >= fromSeconds
  const barOf = new Map(vmBars.map((bar) => [bar.object.id as string, bar]))
  const { inStage, inAny } = waitsFor(content)
  const places = new Map(content.stages.map(({ id }, place) => [id, place]))
  // What a policy for long outages ends was in a stage that had not fired: nobody waited for it, as for a later stage.
  const placeOf = (id: StageId): number => (id === LONG_OUTAGE_STAGE ? Infinity : (places.get(id) ?? -1))
  const stageAt = ({ stageId }: Bar): number => (stageId === null ? -1 : placeOf(stageId))
  yield
  for (const [at, bar] of vmBars.entries()) {
    if (at % AT_A_STRETCH === 0) yield
    const { id } = bar.object
    // What only its host's end stops waits for nobody, and nobody for what a later stage ends.
    const others = bar.stageId === null ? [] : (inStage.get(placeKey(bar.stageId, id)) ?? [])
    if (others.length === 0 || !isToCome(bar) || isInCircle(id, inAny)) continue
    for (const other of others) {
      const before = barOf.get(other)
      if (before === undefined || before.stageId === null || stageAt(before) > stageAt(bar)) continue
      if (bar.startSeconds < before.endSeconds - ROUNDING_SECONDS)
        report('dependency', `${bar.name} does not wait for ${before.name}`)
    }
  }
  yield
  const hostOf = new Map<string, string | null>(question.world.vms.map(({ id, hostId }) => [id, hostId]))
  yield
  const onHost = byKey(vmBars, ({ object }) => hostOf.get(object.id) ?? '')
  yield
  for (const hostBar of bars) {
    if (hostBar.object.kind !== 'host' || !isToCome(hostBar)) continue
    for (const bar of onHost.get(hostBar.object.id) ?? [])
      if (bar.endSeconds > hostBar.startSeconds + ROUNDING_SECONDS)
        report('dependency', `${hostBar.name} goes before ${bar.name} has ended`)
  }
}

function* checkDark({ question, forecast, bars, report }: Checked): Pieces<void> {
  const { fromSeconds = 0, watts } = question
  const ends = bars.flatMap(({ object, endSeconds, drawsOn }) =>
    drawsOn === true ? [] : [{ atSeconds: endSeconds, watts: watts.get(object.id) ?? 0 }],
  )
  const told = forecast.emptyAtSeconds
  const isNear = (one: number, other: number): boolean =>
    Math.abs(one - other) <= (other - fromSeconds) * DARK_TOLERANCE + 2 * TICK_SECONDS
  const isLate = (seconds: number): boolean => seconds - fromSeconds >= DAY_SECONDS * (1 - DARK_TOLERANCE)
  const isTrue = (dark: number | null): boolean =>
    dark === null || told === null ? isLate(dark ?? told ?? Number.POSITIVE_INFINITY) : isNear(told, dark)
  const dark = yield* darkByTicks(question, ends)
  if (isTrue(dark)) return
  // What ended just now is not seen in the load yet, nor does the forecast let it end once more.
  const toCome = ends.filter(({ atSeconds }) => atSeconds > fromSeconds + ROUNDING_SECONDS)
  if (toCome.length === ends.length || !isTrue(yield* darkByTicks(question, toCome)))
    report('dark', `dark at ${told ?? 'no time'}, by seconds at ${dark ?? 'no time'}`)
}

const checkVerdict = ({ question, forecast, bars, report }: Checked): void => {
  const { marginSeconds, worst } = forecast
  if ((forecast.verdict === 'cut-off') !== forecast.cutOff.length > 0)
    report('verdict', `${forecast.verdict} with ${forecast.cutOff.length} cut off`)
  if (forecast.verdict === 'clean' && (marginSeconds ?? -1) < 0) report('verdict', 'clean without a margin')
  if (worst === undefined) return
  if (Math.abs(worst.leftSeconds - question.content.reserveSeconds - (marginSeconds ?? Number.NaN)) > 1 + ROUNDING_SECONDS)
    report('verdict', 'the margin is not what is left above the reserve')
  // What is shown to be slow ends so in the worst case; the rest may fire later than it does there.
  const slow = bars.filter(({ endSeconds, worstEndSeconds }) => worstEndSeconds > endSeconds)
  const last = slow.reduce((latest, { worstEndSeconds }) => Math.max(latest, worstEndSeconds), 0)
  if (worst.endsAtSeconds !== null && worst.endsAtSeconds < last - ROUNDING_SECONDS)
    report('verdict', 'an action ends after the last end')
}

/** As `checkForecast`, with places in between where other work may go on. */
export function* checkForecastInPieces(
  question: CheckedQuestion,
  forecast: CheckedForecast,
): Pieces<readonly ForecastViolation[]> {
  if (forecast.verdict === 'unknown') return []
  const violations: ForecastViolation[] = []
  const bars = forecast.bars.filter(({ endSeconds }) => endSeconds >= (question.fromSeconds ?? 0) - ROUNDING_SECONDS)
  const vmBars = bars.filter(({ object }) => object.kind === 'vm')
  const report: Checked['report'] = (rule, message) => void violations.push({ rule, message })
  const checked: Checked = { question, forecast, bars, vmBars, report }
  yield* checkBars(checked)
  yield* checkSlots(checked)
  yield* checkDependencies(checked)
  yield* checkDark(checked)
  checkVerdict(checked)
  return violations
}

/**
 * Checks a forecast with code of its own: no more at once than the platform takes, nothing before what it waits for, hosts after their
 * VMs, the time of dark by an integration second by second within two per cent, and a verdict that follows from what is shown. Empty:
 * accepted. Nothing is checked where the forecast says that it knows nothing.
 */
export const checkForecast = (question: CheckedQuestion, forecast: CheckedForecast): readonly ForecastViolation[] => {
  const pieces = checkForecastInPieces(question, forecast)
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
  }
}
