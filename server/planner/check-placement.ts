import { type Assignment, MOST_MAKE_ROOM_DEPTH, type PlacementProblem, type PlacementVm } from '../domain/placement-problem'
import { TIER_VALUE } from '../domain/tier'

/** What is wrong with a placement, in words. */
export interface PlacementViolation {
  readonly rule:
    | 'unknown'
    | 'twice'
    | 'forbidden'
    | 'override'
    | 'memory'
    | 'cpu'
    | 'arrivals'
    | 'together'
    | 'apart'
    | 'make-room-depth'
    | 'make-room-tier'
    | 'left-out'
    | 'value'
  readonly message: string
}

/** Rounding of sums, MiB and threads. */
const TOLERANCE = 1e-3

interface Placed {
  readonly vm: PlacementVm
  readonly hostId: string
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Longest way that make-room moves lead from host to host; more than allowed when they lead back to where they began. */
const longestChain = (ways: readonly (readonly [string, string])[]): number => {
  let reached = new Map(ways.map(([from]) => [from, 0]))
  for (let depth = 1; depth <= MOST_MAKE_ROOM_DEPTH + 1; depth++) {
    const next = new Map(ways.filter(([from]) => reached.get(from) === depth - 1).map(([, to]) => [to, depth]))
    if (next.size === 0) return depth - 1
    reached = next
  }
  return MOST_MAKE_ROOM_DEPTH + 1
}

/**
 * Every reason not to accept a placement; empty: it holds. Shares no code with what makes placements. Whether it could be better is
 * not asked.
 */
export const checkPlacement = (problem: PlacementProblem, assignment: Assignment): readonly PlacementViolation[] => {
  const found: PlacementViolation[] = []
  const report = (rule: PlacementViolation['rule'], message: string): void => void found.push({ rule, message })
  const vms = new Map(problem.vms.map((vm) => [vm.id, vm]))
  const hosts = new Map(problem.hosts.map((host, at) => [host.id, { ...host, at }]))
  const classes = new Map(problem.classes.map((each) => [each.id, each]))
  const mayStay = (vm: PlacementVm): boolean => hosts.has(vm.fromHostId)
  const placed = new Map<string, Placed>()
  for (const { vmId, toHostId } of assignment.moves) {
    const vm = vms.get(vmId)
    const host = hosts.get(toHostId)
    if (vm === undefined || host === undefined) {
      report('unknown', `${vmId} to ${toHostId}: one of them is not in the problem`)
      continue
    }
    if (placed.has(vmId)) report('twice', `${vmId} is to go to two hosts`)
    placed.set(vmId, { vm, hostId: toHostId })
    const bits = classes.get(vm.classId)?.against[host.at]
    if (bits !== 0) report('forbidden', `${vmId} may not go to ${toHostId}`)
    if (toHostId === vm.fromHostId) report('forbidden', `${vmId} is on ${toHostId} already`)
    if (vm.fixedHostId !== null && vm.fixedHostId !== toHostId) report('override', `${vmId} was to go to ${vm.fixedHostId}`)
  }
  const arrivals = [...placed.values()].filter(({ vm }) => !mayStay(vm))
  const making = [...placed.values()].filter(({ vm }) => mayStay(vm))
  for (const host of problem.hosts) {
    const here = [...placed.values()].filter(({ hostId }) => hostId === host.id).map(({ vm }) => vm)
    if (here.length === 0) continue
    const gone = making.filter(({ vm }) => vm.fromHostId === host.id).map(({ vm }) => vm)
    const held = host.heldMiB + sum(here.map((vm) => vm.memoryMiB)) - sum(gone.map((vm) => vm.memoryMiB))
    if (held > host.memoryMiB + TOLERANCE) report('memory', `${host.id} would hold ${held} MiB of ${host.memoryMiB}`)
    const busy = host.busyThreads + sum(here.map((vm) => vm.busyThreads)) - sum(gone.map((vm) => vm.busyThreads))
    if (host.cpuThreads !== null && busy > host.cpuThreads + TOLERANCE)
      report('cpu', `${host.id} would have ${busy} threads busy of ${host.cpuThreads}`)
  }
  const arriving = sum(arrivals.map(({ vm }) => vm.memoryMiB))
  if (problem.mostArrivingMiB !== null && arriving > problem.mostArrivingMiB + TOLERANCE)
    report('arrivals', `${arriving} MiB arrive, and ${problem.mostArrivingMiB} may`)
  for (const group of problem.groups) {
    if (!group.isHard) continue
    const placesOf = group.vmIds
      .flatMap((id) => vms.get(id) ?? [])
      .filter((vm) => !mayStay(vm))
      .map((vm) => placed.get(vm.id)?.hostId ?? null)
    const known = placesOf.filter((place) => place !== null)
    if (group.kind === 'together' && new Set(placesOf).size > 1) report('together', `${group.vmIds.join(', ')} are parted`)
    if (group.kind === 'apart' && new Set(known).size < known.length) report('apart', `${group.vmIds.join(', ')} meet`)
  }
  if (longestChain(making.map(({ vm, hostId }) => [vm.fromHostId, hostId])) > MOST_MAKE_ROOM_DEPTH)
    report('make-room-depth', 'moves that make room lead on too far, or in a circle')
  const foremost = Math.min(...problem.vms.filter((vm) => !mayStay(vm)).map(({ tier }) => tier))
  for (const { vm } of making)
    if (vm.tier < foremost) report('make-room-tier', `${vm.id} is more important than whatever it makes room for`)
  const missing = problem.vms.filter((vm) => !mayStay(vm) && !placed.has(vm.id)).map(({ id }) => id)
  const named = new Set(assignment.unplacedVmIds)
  if (missing.length !== named.size || missing.some((id) => !named.has(id)))
    report('left-out', 'those without a place are not those that are named')
  const value = sum(arrivals.map(({ vm }) => TIER_VALUE[vm.tier]))
  if (value !== assignment.value || value > assignment.mostValue + TOLERANCE)
    report('value', `it is worth ${value}, and ${assignment.value} of at most ${assignment.mostValue} is claimed`)
  return found
}
