import type { PlacementGroup, PlacementProblem } from '../../domain/placement-problem'
import { TIER_VALUE, type Tier } from '../../domain/tier'

/** What is placed as one: a VM, or all that a mandatory rule keeps together. */
export interface Unit {
  readonly vmIds: readonly string[]
  readonly memoryMiB: number
  readonly busyThreads: number
  /** Of its most important VM. */
  readonly tier: Tier
  readonly tiers: readonly Tier[]
  readonly value: number
  /** Host by position where it may also stay; −1: it must leave a host that is none of these. */
  readonly home: number
  /** By host; 0: it may go there. */
  readonly against: readonly number[]
  readonly doubts: readonly number[]
  /** Rules of several units that it has part in, by position in `Compiled.groups`. */
  readonly groups: readonly number[]
}

export interface CompiledHost {
  readonly id: string
  readonly memoryMiB: number
  readonly heldMiB: number
  readonly cpuThreads: number
  readonly busyThreads: number
  readonly isSpare: boolean
}

/** A problem by positions instead of ids, in an order of its own: however its lists were ordered, it is the same. */
export interface Compiled {
  readonly hosts: readonly CompiledHost[]
  /** Those that must find a place, then those that may make room: never more important ones than all of the former (S1-06). */
  readonly units: readonly Unit[]
  readonly mustCount: number
  readonly groups: readonly Pick<PlacementGroup, 'kind' | 'isHard'>[]
  readonly mostArrivingMiB: number
  readonly hasSpare: boolean
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
export const OVERRIDDEN = 1 << 9

/** VMs that hard rules keep together, each with its whole group: union-find over the rules. */
const kept = (problem: PlacementProblem, mustIds: ReadonlySet<string>): Map<string, string> => {
  const parent = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let above = parent.get(root); above !== undefined && above !== root; above = parent.get(root)) root = above
    return root
  }
  for (const { kind, isHard, vmIds } of problem.groups) {
    if (kind !== 'together' || !isHard) continue
    const [first, ...rest] = vmIds.filter((id) => mustIds.has(id)).sort(byText)
    if (first === undefined) continue
    for (const id of rest) {
      const [one, other] = [rootOf(first), rootOf(id)].sort(byText)
      if (one !== undefined && other !== undefined && one !== other) parent.set(other, one)
    }
  }
  return new Map([...mustIds].map((id) => [id, rootOf(id)]))
}

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** The same problem by positions. */
export const compile = (problem: PlacementProblem): Compiled => {
  const order = problem.hosts.map((_, at) => at).sort((a, b) => byText(problem.hosts[a]?.id ?? '', problem.hosts[b]?.id ?? ''))
  const hosts = order.flatMap((at): CompiledHost[] => {
    const host = problem.hosts[at]
    return host === undefined ? [] : [{ ...host, cpuThreads: host.cpuThreads ?? Infinity }]
  })
  const hostAt = new Map(hosts.map(({ id }, at) => [id, at]))
  const isSorted = order.every((at, position) => at === position)
  const inOrder = (values: readonly number[]): readonly number[] => (isSorted ? values : order.map((at) => values[at] ?? 0))
  const classes = new Map(
    problem.classes.map(({ id, against, doubts }) => [id, { against: inOrder(against), doubts: inOrder(doubts) }]),
  )
  const nowhere = { against: hosts.map(() => 1), doubts: hosts.map(() => 0) }
  const groups: Pick<PlacementGroup, 'kind' | 'isHard'>[] = []
  const groupsOf = new Map<string, number[]>()
  const keyed = problem.groups.map((group) => ({ ...group, vmIds: [...group.vmIds].sort(byText) }))
  keyed.sort((a, b) => byText(`${a.kind} ${a.isHard} ${a.vmIds.join(' ')}`, `${b.kind} ${b.isHard} ${b.vmIds.join(' ')}`))
  for (const { kind, isHard, vmIds } of keyed) {
    if (kind === 'together' && isHard) continue
    groups.push({ kind, isHard })
    for (const id of vmIds) groupsOf.set(id, [...(groupsOf.get(id) ?? []), groups.length - 1])
  }
  type Given = PlacementProblem['vms'][number]
  const unitOf = (members: readonly Given[]): Unit => {
    const fixed = new Set(members.flatMap(({ fixedHostId }) => fixedHostId ?? []))
    const reach = members.map(({ classId }) => classes.get(classId) ?? nowhere)
    const [only] = reach
    const isPlain = members.length === 1 && fixed.size === 0 && only !== undefined
    const sumAt = (list: readonly (readonly number[])[]): readonly number[] =>
      hosts.map((_, at) => list.reduce((sum, each) => sum + (each[at] ?? 0), 0))
    const barred = (at: number, id: string): number =>
      reach.reduce((bits, each) => bits | (each.against[at] ?? 0), 0) |
      (fixed.size === 0 || (fixed.size === 1 && fixed.has(id)) ? 0 : OVERRIDDEN)
    const tiers = members.map(({ tier }) => tier)
    return {
      vmIds: members.map(({ id }) => id),
      memoryMiB: members.reduce((sum, each) => sum + each.memoryMiB, 0),
      busyThreads: members.reduce((sum, each) => sum + each.busyThreads, 0),
      tier: tiers.reduce<Tier>((least, tier) => (tier < least ? tier : least), 3),
      tiers,
      value: tiers.reduce<number>((sum, tier) => sum + TIER_VALUE[tier], 0),
      home: members.length === 1 ? (hostAt.get(members[0]?.fromHostId ?? '') ?? -1) : -1,
      against: isPlain ? only.against : hosts.map(({ id }, at) => barred(at, id)),
      doubts: isPlain ? only.doubts : sumAt(reach.map(({ doubts }) => doubts)),
      groups: members.flatMap(({ id }) => groupsOf.get(id) ?? []),
    }
  }
  const vms = [...problem.vms].sort((a, b) => byText(a.id, b.id))
  const must = vms.filter(({ fromHostId }) => !hostAt.has(fromHostId))
  const foremost = Math.min(...must.map(({ tier }) => tier))
  const may = vms.filter(({ fromHostId, tier }) => hostAt.has(fromHostId) && tier >= foremost)
  const roots = kept(problem, new Set(must.map(({ id }) => id)))
  const mustUnits = [...groupBy(must, ({ id }) => roots.get(id) ?? id).values()].map(unitOf)
  return {
    hosts,
    units: [...mustUnits, ...may.map((vm) => unitOf([vm]))],
    mustCount: mustUnits.length,
    groups,
    mostArrivingMiB: problem.mostArrivingMiB ?? Infinity,
    hasSpare: hosts.some(({ isSpare }) => isSpare),
  }
}
