import type { ShedBattery, ShedPlan, ShedProblem, ShedVm } from '../domain/shedding'

export interface SheddingFault {
  readonly kind: 'unknown-vm' | 'left-out' | 'twice' | 'in-the-past' | 'too-short' | 'save' | 'order' | 'limit' | 'reserve'
  readonly message: string
}

/** Where no second point tells how runtime follows load. */
const POWER_WHERE_UNKNOWN = 1.1
/** What rounding may cost, in parts of a battery. */
const TOLERANCE = 1e-6

/** By the two points around the load, else the two nearest to it, in logarithms. */
const runtimeOf = ({ runtimes }: ShedBattery, watts: number): number => {
  const points = [...runtimes].sort((left, right) => left.watts - right.watts)
  const [only] = points
  if (only === undefined) return 0
  if (points.length === 1) return only.seconds * (only.watts / Math.max(1, watts)) ** POWER_WHERE_UNKNOWN
  let pair = points.slice(0, 2)
  for (let at = 1; at + 1 < points.length; at += 1) if ((points[at]?.watts ?? 0) < watts) pair = points.slice(at, at + 2)
  const [left = only, right = only] = pair
  const part = Math.log(Math.max(1, watts) / left.watts) / Math.log(right.watts / left.watts)
  return Math.exp(Math.log(left.seconds) + part * (Math.log(right.seconds) - Math.log(left.seconds)))
}

const ofOrder = ({ vms }: ShedProblem, { ends }: ShedPlan): readonly SheddingFault[] => {
  const byId = new Map(ends.map((end) => [end.vmId, end]))
  return vms.flatMap((vm) =>
    vm.endingSeconds !== null
      ? []
      : vm.afterIds.flatMap((id): SheddingFault[] => {
          const own = byId.get(vm.id)
          const other = byId.get(id)
          const otherValue = vms.find((each) => each.id === id)?.value ?? 0
          // Nobody is killed for one that is worth less to be killed in its turn.
          const isForcedFirst = own?.way === 'force' && vm.value <= otherValue
          return own === undefined || other === undefined || isForcedFirst || other.endSeconds <= own.beginSeconds + TOLERANCE
            ? []
            : [{ kind: 'order', message: `${vm.id} begins to end before ${id} has` }]
        }),
  )
}

/** A shortened grace lasts half a minute from when the guest was asked; one that lasted as long already is not shortened any more. */
const shortest = ({ graceSeconds, endingSeconds }: ShedVm): number => {
  if (endingSeconds === null) return Math.min(30, graceSeconds)
  const hadSeconds = Math.max(0, graceSeconds - endingSeconds)
  return hadSeconds >= 30 ? endingSeconds : Math.min(30 - hadSeconds, endingSeconds)
}

const ofTime = ({ vms }: ShedProblem, { ends, degree }: ShedPlan): readonly SheddingFault[] =>
  ends.flatMap((end): SheddingFault[] => {
    const vm = vms.find(({ id }) => id === end.vmId)
    if (vm === undefined) return [{ kind: 'unknown-vm', message: `${end.vmId} is not known` }]
    const seconds = end.endSeconds - end.beginSeconds + TOLERANCE
    const needed = {
      shutdown: vm.endingSeconds ?? vm.graceSeconds,
      short: shortest(vm),
      save: vm.saveSeconds ?? Number.POSITIVE_INFINITY,
      force: Math.min(vm.forceSeconds, vm.endingSeconds ?? vm.graceSeconds),
    }[end.way]
    const faults: SheddingFault[] = []
    if (end.beginSeconds < 0) faults.push({ kind: 'in-the-past', message: `${vm.id} begins before now` })
    if (vm.endingSeconds !== null && end.beginSeconds > 0)
      faults.push({ kind: 'in-the-past', message: `${vm.id} is ending already` })
    if (end.way === 'save' && vm.saveSeconds === null) faults.push({ kind: 'save', message: `${vm.id} must not be saved` })
    else if (seconds < needed) faults.push({ kind: 'too-short', message: `${vm.id} has ${seconds} s of ${needed} s` })
    if (degree === 'none' && end.way !== 'shutdown')
      faults.push({ kind: 'too-short', message: `${vm.id} is degraded for nothing` })
    return faults
  })

const ofList = ({ vms }: ShedProblem, { ends }: ShedPlan): readonly SheddingFault[] => {
  const counts = new Map<string, number>()
  for (const { vmId } of ends) counts.set(vmId, (counts.get(vmId) ?? 0) + 1)
  return [
    ...vms.flatMap(({ id }): SheddingFault[] => (counts.has(id) ? [] : [{ kind: 'left-out', message: `${id} is left out` }])),
    ...[...counts].flatMap(([id, count]): SheddingFault[] =>
      count > 1 ? [{ kind: 'twice', message: `${id} ends ${count} times` }] : [],
    ),
  ]
}

const ofLimits = (problem: ShedProblem, { ends, degree }: ShedPlan): readonly SheddingFault[] =>
  problem.limits.flatMap((limit): SheddingFault[] => {
    const members = new Map(problem.vms.filter(({ limitIds }) => limitIds.includes(limit.id)).map((vm) => [vm.id, vm]))
    const own = ends.filter(({ vmId, beginSeconds, endSeconds }) => members.has(vmId) && endSeconds > beginSeconds)
    const allowed = Math.max(1, degree === 'none' ? limit.atOnce : Math.max(limit.atOnce, limit.atMost))
    const crowded = own.find(({ vmId, beginSeconds: at }) => {
      // What is under way already was begun by somebody else: alone it is nobody's fault here.
      if (members.get(vmId)?.endingSeconds !== null) return false
      return own.filter(({ beginSeconds, endSeconds }) => beginSeconds <= at && at < endSeconds).length > allowed
    })
    return crowded === undefined
      ? []
      : [{ kind: 'limit', message: `more than ${allowed} of ${limit.id} end at ${crowded.beginSeconds} s` }]
  })

/** Second by second of change: what each battery has left when the last on it has ended, at the load until then. */
const ofReserves = (problem: ShedProblem, { ends }: ShedPlan): readonly SheddingFault[] => {
  const slot = problem.slotSeconds
  const wholeSlots = (seconds: number): number => Math.ceil(seconds / slot - 1e-9) * slot
  const endOf = new Map(ends.map(({ vmId, endSeconds }) => [vmId, endSeconds]))
  return problem.batteries.flatMap((battery): SheddingFault[] => {
    const draws: { readonly watts: number; readonly until: number }[] = [
      { watts: battery.otherWatts, until: Number.POSITIVE_INFINITY },
    ]
    let last = 0
    for (const host of problem.hosts) {
      const share = host.feeds.find(({ batteryId }) => batteryId === battery.id)?.share
      if (share === undefined) continue
      const vms = problem.vms.filter(({ hostId }) => hostId === host.id)
      const ended = Math.max(0, ...vms.map(({ id }) => endOf.get(id) ?? 0))
      const off = host.endSeconds === null ? Number.POSITIVE_INFINITY : ended + wholeSlots(host.endSeconds)
      last = Math.max(last, host.endSeconds === null ? ended : off)
      draws.push({ watts: share * host.baseWatts, until: off })
      for (const vm of vms) draws.push({ watts: share * vm.watts, until: endOf.get(vm.id) ?? 0 })
    }
    if (last === 0) return []
    const times = [...new Set([0, last, ...draws.map(({ until }) => until).filter((at) => at > 0 && at < last)])].sort(
      (left, right) => left - right,
    )
    let left = 1
    let lasts = Number.POSITIVE_INFINITY
    for (const [at, from] of times.slice(0, -1).entries()) {
      const watts = draws.reduce((sum, draw) => sum + (draw.until > from ? draw.watts : 0), 0)
      lasts = watts <= 0 ? Number.POSITIVE_INFINITY : runtimeOf(battery, watts)
      left -= ((times[at + 1] ?? from) - from) / lasts
    }
    const missing = battery.reserveSeconds / lasts - left
    return missing <= TOLERANCE
      ? []
      : [{ kind: 'reserve', message: `${battery.id} is ${(100 * missing).toFixed(2)} % short of its reserve at ${last} s` }]
  })
}

/**
 * Everything that is wrong with a shedding plan; it shares no code with the planner. A plan that says itself that it is too late may
 * run into the reserve, and nothing else.
 */
export const checkShedding = (problem: ShedProblem, plan: ShedPlan): readonly SheddingFault[] => [
  ...ofList(problem, plan),
  ...ofTime(problem, plan),
  ...ofOrder(problem, plan),
  ...ofLimits(problem, plan),
  ...(plan.degree === 'too-late' ? [] : ofReserves(problem, plan)),
]
