import type { ShedBattery, ShedProblem, ShedVm } from '../../../server/domain/shedding'

/** An optimum that was proven, with the number of partial plans that had to be looked at. */
export interface ExactShed {
  /** Null: no order ends before the reserve. */
  readonly value: number | null
  readonly nodes: number
}

/** Seconds a battery lasts: a power law through neighbouring points. */
const lasting = ({ runtimes }: ShedBattery, watts: number): number => {
  let low = runtimes[0]
  let high = runtimes[1]
  for (let at = 1; at < runtimes.length - 1 && (runtimes[at]?.watts ?? 0) < watts; at += 1) {
    low = runtimes[at]
    high = runtimes[at + 1]
  }
  if (low === undefined) return 0
  const slope = high === undefined ? 1.1 : Math.log(low.seconds / high.seconds) / Math.log(high.watts / low.watts)
  return low.seconds * Math.pow(low.watts / Math.max(1, watts), slope)
}

interface Line {
  /** `take(P) ≥ offset + perWatt · P` for every load that can be. */
  readonly offset: number
  readonly perWatt: number
}

const STEPS = 1_500

/** Lines that lie below what a slot takes from the battery, at all loads between the least and the most. */
const linesBelow = (take: (watts: number) => number, least: number, most: number): readonly Line[] => {
  const at = (step: number): number => least + ((most - least) * step) / STEPS
  const takes = Array.from({ length: STEPS + 1 }, (_, step) => take(at(step)))
  return [0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9].map((part) => {
    const step = Math.floor(part * STEPS)
    const perWatt = ((takes[step + 1] ?? 0) - (takes[step] ?? 0)) / (at(1) - at(0))
    let offset = Number.POSITIVE_INFINITY
    // It rises with the load: within a step it is at least what it is at its beginning.
    for (let each = 0; each < STEPS; each += 1) offset = Math.min(offset, (takes[each] ?? 0) - perWatt * at(each + 1))
    return { offset, perWatt }
  })
}

/**
 * The best of all shedding plans on the problem's own grid, by depth-first branch and bound under a Lagrange bound (Land and Doig 1960;
 * Fisher 1981). For few VMs; null where `mostNodes` do not suffice. It shares no code with the schedule.
 */
export const exactShedding = (problem: ShedProblem, mostNodes: number): ExactShed | null => {
  const { slotSeconds, slots, halfLifeSeconds } = problem
  const inSlots = (seconds: number): number => Math.ceil(seconds / slotSeconds - 1e-9)
  const vms = problem.hosts.flatMap(({ id }) => problem.vms.filter(({ hostId }) => hostId === id))
  const hostOf = vms.map(({ hostId }) => problem.hosts.findIndex(({ id }) => id === hostId))
  const length = vms.map((vm) => inSlots(vm.endingSeconds ?? vm.graceSeconds))
  const choices = vms.map((vm) => (vm.endingSeconds === null ? slots : 0))
  const work = Array.from(
    { length: slots + 1 },
    (_, slot) => halfLifeSeconds * Math.log(1 + (slot * slotSeconds) / halfLifeSeconds),
  )
  const worth = (vm: ShedVm, slot: number): number => (vm.endingSeconds === null ? vm.value * (work[slot] ?? 0) : 0)
  const farthest =
    slots + Math.max(0, ...length) + Math.max(0, ...problem.hosts.map(({ endSeconds }) => inSlots(endSeconds ?? 0)))
  const shareOf = (host: number, battery: ShedBattery): number =>
    problem.hosts[host]?.feeds.find(({ batteryId }) => batteryId === battery.id)?.share ?? 0

  /** What a plan takes from a battery; `begins[v]` undefined: not decided, counted as now. */
  const usedOf = (battery: ShedBattery, begins: readonly number[]): { readonly used: number; readonly lastRate: number } => {
    const load: number[] = []
    const lay = (watts: number, until: number): void => {
      for (let slot = 0; slot < until; slot += 1) load[slot] = (load[slot] ?? 0) + watts
    }
    const hostEnds = problem.hosts.map((_, host) =>
      Math.max(0, ...vms.map((__, vm) => (hostOf[vm] === host ? (begins[vm] ?? 0) + (length[vm] ?? 0) : 0))),
    )
    const onIt = problem.hosts.flatMap((host, at) => (shareOf(at, battery) > 0 ? { host, at } : []))
    const last = Math.max(
      0,
      ...onIt.map(({ host, at }) => (hostEnds[at] ?? 0) + (host.endSeconds === null ? 0 : inSlots(host.endSeconds))),
    )
    lay(battery.otherWatts, last)
    for (const { host, at } of onIt) {
      const off = host.endSeconds === null ? last : (hostEnds[at] ?? 0) + inSlots(host.endSeconds)
      lay(shareOf(at, battery) * host.baseWatts, off)
      for (const [vm, { watts }] of vms.entries())
        if (hostOf[vm] === at) lay(shareOf(at, battery) * watts, (begins[vm] ?? 0) + (length[vm] ?? 0))
    }
    let used = 0
    let lastRate = 0
    for (let slot = 0; slot < last; slot += 1) {
      lastRate = 1 / lasting(battery, load[slot] ?? 0)
      used += lastRate * slotSeconds
    }
    return { used, lastRate }
  }

  // Linear floors of consumption, and prices that make the bound tight.
  const floors = problem.batteries.map((battery) => {
    const loads = problem.hosts.map((host, at) => {
      const own = vms.reduce((sum, { watts }, vm) => sum + (hostOf[vm] === at ? watts : 0), 0)
      return { base: shareOf(at, battery) * host.baseWatts, all: shareOf(at, battery) * (host.baseWatts + own) }
    })
    const fed = loads.filter(({ all }) => all > 0)
    const least = Math.max(1, battery.otherWatts + Math.min(...fed.map(({ base }) => base)))
    const most = battery.otherWatts + fed.reduce((sum, { all }) => sum + all, 0) + 1
    const rate = (watts: number): number => slotSeconds / lasting(battery, watts)
    return { lines: linesBelow(rate, least, most), budget: 1 - battery.reserveSeconds / lasting(battery, least), fed: fed.length }
  })
  interface Bound {
    readonly total: number
    readonly constant: number
    readonly vmPrice: readonly number[]
    readonly hostPrice: readonly number[]
    readonly vmBest: readonly number[]
    readonly hostBest: readonly number[]
  }
  const boundAt = (prices: readonly number[], lines: readonly Line[]): Bound => {
    let constant = 0
    const perWatt = problem.hosts.map(() => 0)
    const hostPrice = problem.hosts.map(() => 0)
    for (const [at, battery] of problem.batteries.entries()) {
      const floor = floors[at]
      const line = lines[at]
      const price = prices[at] ?? 0
      if (floor === undefined || line === undefined) continue
      constant += price * floor.budget
      const keptWatts = problem.hosts.reduce(
        (sum, host, place) => sum + (host.endSeconds === null ? shareOf(place, battery) * host.baseWatts : 0),
        0,
      )
      const perSlot = line.offset + line.perWatt * (battery.otherWatts + keptWatts)
      if (perSlot < 0) constant -= price * perSlot * farthest
      for (const [place, host] of problem.hosts.entries()) {
        const share = shareOf(place, battery)
        if (share === 0) continue
        perWatt[place] = (perWatt[place] ?? 0) + price * line.perWatt * share
        const own = host.endSeconds === null ? 0 : price * line.perWatt * share * host.baseWatts
        hostPrice[place] = (hostPrice[place] ?? 0) + own + (perSlot > 0 ? (price * perSlot) / floor.fed : 0)
      }
    }
    const vmPrice = vms.map(({ watts }, vm) => watts * (perWatt[hostOf[vm] ?? -1] ?? 0))
    const net = (vm: number, slot: number): number => {
      const each = vms[vm]
      return each === undefined ? 0 : worth(each, slot) - (vmPrice[vm] ?? 0) * (slot + (length[vm] ?? 0))
    }
    const vmBest = vms.map((_, vm) => {
      let best = net(vm, 0)
      for (let slot = 1; slot <= (choices[vm] ?? 0); slot += 1) best = Math.max(best, net(vm, slot))
      return best
    })
    const hostBest = problem.hosts.map((host, place) => {
      const own = [...vms.keys()].filter((vm) => hostOf[vm] === place)
      const ending = inSlots(host.endSeconds ?? 0)
      const so = own.map((vm) => net(vm, 0))
      const leastEnd = Math.max(0, ...own.map((vm) => length[vm] ?? 0))
      let best = Number.NEGATIVE_INFINITY
      for (let end = 0; end <= farthest; end += 1) {
        for (const [at, vm] of own.entries()) {
          const slot = end - (length[vm] ?? 0)
          if (slot >= 0 && slot <= (choices[vm] ?? 0)) so[at] = Math.max(so[at] ?? 0, net(vm, slot))
        }
        if (end >= leastEnd)
          best = Math.max(best, so.reduce((sum, each) => sum + each, 0) - (hostPrice[place] ?? 0) * (end + ending))
      }
      return best
    })
    return { total: constant + hostBest.reduce((sum, each) => sum + each, 0), constant, vmPrice, hostPrice, vmBest, hostBest }
  }
  const most = vms.reduce((sum, vm) => sum + worth(vm, slots), 0)
  let prices: readonly number[] = problem.batteries.map(() => most)
  let lines: readonly Line[] = floors.flatMap((floor) => floor.lines[3] ?? [])
  let bound = boundAt(prices, lines)
  for (let round = 0; round < 6; round += 1)
    for (const at of problem.batteries.keys()) {
      for (const line of floors[at]?.lines ?? [])
        for (let step = -12; step <= 12; step += 1) {
          const factor = step * (round < 3 ? 0.4 : 0.03)
          const given = prices.map((price, each) => (each === at ? price * Math.exp(factor) : price))
          const with_ = lines.map((each, place) => (place === at ? line : each))
          const found = boundAt(given, with_)
          if (found.total >= bound.total) continue
          bound = found
          prices = given
          lines = with_
        }
    }

  const after = vms.map(({ afterIds }) => afterIds.map((id) => vms.findIndex((vm) => vm.id === id)))
  const begins: number[] = []
  const violates = (vm: number): boolean => {
    const begin = begins[vm] ?? 0
    const end = begin + (length[vm] ?? 0)
    for (let other = 0; other < vm; other += 1) {
      const otherBegin = begins[other] ?? 0
      const otherEnd = otherBegin + (length[other] ?? 0)
      if (after[vm]?.includes(other) === true && vms[vm]?.endingSeconds === null && otherEnd > begin) return true
      if (after[other]?.includes(vm) === true && vms[other]?.endingSeconds === null && end > otherBegin) return true
    }
    return problem.limits.some((limit) => {
      const own = vms.flatMap((each, at) => (at <= vm && each.limitIds.includes(limit.id) ? at : []))
      if (!own.includes(vm)) return false
      const allowed = Math.max(1, limit.atOnce)
      return own.some((at) => {
        if (vms[at]?.endingSeconds !== null) return false
        const slot = begins[at] ?? 0
        return (
          own.filter((each) => (begins[each] ?? 0) <= slot && slot < (begins[each] ?? 0) + (length[each] ?? 0)).length > allowed
        )
      })
    })
  }
  let best = Number.NEGATIVE_INFINITY
  let nodes = 0
  const order = vms.map((vm, at) =>
    Array.from({ length: (choices[at] ?? 0) + 1 }, (_, slot) => slot).sort(
      (left, right) =>
        worth(vm, right) - (bound.vmPrice[at] ?? 0) * right - (worth(vm, left) - (bound.vmPrice[at] ?? 0) * left) || left - right,
    ),
  )
  /** Of hosts after this one, nothing is decided. */
  const later = problem.hosts.map((_, host) => bound.hostBest.slice(host + 1).reduce((sum, each) => sum + each, 0))
  /** `settled`: net worth of hosts and VMs decided, `gained`: worth alone, `hostEnd`: of this VM's host until now. */
  const search = (vm: number, settled: number, gained: number, hostEnd: number): boolean => {
    const each = vms[vm]
    if (each === undefined) {
      const fits = problem.batteries.every((battery) => {
        const { used, lastRate } = usedOf(battery, begins)
        return used + battery.reserveSeconds * lastRate <= 1 + 1e-9
      })
      if (fits) best = Math.max(best, gained)
      return true
    }
    const host = hostOf[vm] ?? 0
    const closes = hostOf[vm + 1] !== host
    let open = 0
    for (let other = vm + 1; hostOf[other] === host; other += 1) open += bound.vmBest[other] ?? 0
    const hostTail = inSlots(problem.hosts[host]?.endSeconds ?? 0)
    for (const slot of order[vm] ?? []) {
      nodes += 1
      if (nodes > mostNodes) return false
      const end = Math.max(hostEnd, slot + (length[vm] ?? 0))
      const own = worth(each, slot) - (bound.vmPrice[vm] ?? 0) * (slot + (length[vm] ?? 0))
      const hostCost = (bound.hostPrice[host] ?? 0) * (end + hostTail)
      const reach = bound.constant + settled + own + open - hostCost + (later[host] ?? 0)
      if (reach <= best * (1 + 1e-9)) continue
      begins[vm] = slot
      const possible =
        !violates(vm) &&
        problem.batteries.every((battery, at) => usedOf(battery, begins).used <= (floors[at]?.budget ?? 1) + 1e-9)
      if (possible && !search(vm + 1, settled + own - (closes ? hostCost : 0), gained + worth(each, slot), closes ? 0 : end))
        return false
      begins.length = vm
    }
    return true
  }
  if (!search(0, 0, 0, 0)) return null
  return { value: best === Number.NEGATIVE_INFINITY ? null : best, nodes }
}
