import { type Assignment, MOST_MAKE_ROOM_DEPTH, type PlacementProblem } from '../../domain/placement-problem'
import { TIERS } from '../../domain/tier'
import { compile, type Compiled } from './compiled'
import { assignmentOf } from './heuristic'
import type { LinearProgram, LinearRow, LinearSolver, LinearTerm, LinearVariable } from './linear-solver'
import { Packing } from './packing'

/** Pairs of VM and host up to which it is asked: 40 VMs on 8 hosts take about half a second each time it is asked. */
export const MOST_EXACT_PAIRS = 240
const MOST_NODES = 20_000
const SLACK = 1e-5

interface Pair {
  readonly unit: number
  readonly host: number
  readonly name: string
}

const term = (variable: string, times = 1): LinearTerm => ({ variable, times })

/** Each variable once. */
const summed = (terms: readonly LinearTerm[]): readonly LinearTerm[] => {
  const sums = new Map<string, number>()
  for (const { variable, times } of terms) sums.set(variable, (sums.get(variable) ?? 0) + times)
  return [...sums].flatMap(([variable, times]) => (times === 0 ? [] : [term(variable, times)]))
}

const pairsOf = (problem: Compiled): readonly Pair[] =>
  problem.units.flatMap(({ against, home }, unit) =>
    problem.hosts.flatMap((_, host) => (against[host] === 0 && host !== home ? [{ unit, host, name: `x_${unit}_${host}` }] : [])),
  )

/** Whether it is small enough to be solved exactly. */
export const isSmall = (problem: PlacementProblem): boolean => pairsOf(compile(problem)).length <= MOST_EXACT_PAIRS

const levelOf = (host: number): string => `l_${host}`

/** Everything that a placement must hold to: one host each, room, rules, and make-room chains that end. */
const rowsOf = (problem: Compiled, pairs: readonly Pair[]): readonly LinearRow[] => {
  const { hosts, units, mustCount, mostArrivingMiB, groups } = problem
  const ofUnit = (unit: number): readonly Pair[] => pairs.filter((pair) => pair.unit === unit)
  const isMay = ({ unit }: Pair): boolean => unit >= mustCount
  const room = (sizeOf: (unit: number) => number, left: readonly number[]): readonly LinearRow[] =>
    left.flatMap((than, host): LinearRow[] => {
      const terms = pairs.flatMap((pair) => {
        const size = sizeOf(pair.unit)
        if (size === 0) return []
        if (pair.host === host) return [term(pair.name, size)]
        return units[pair.unit]?.home === host ? [term(pair.name, -size)] : []
      })
      return terms.length === 0 || than === Infinity ? [] : [{ terms, relation: '<=', than }]
    })
  const must = pairs.filter((pair) => !isMay(pair))
  /** A host that holds too much takes nobody in before enough has left it. */
  const full = (sizeOf: (unit: number) => number, left: readonly number[]): readonly LinearRow[] =>
    left.flatMap((than, host): LinearRow[] => {
      if (than >= 0) return []
      const arriving = pairs.filter((pair) => pair.host === host)
      const leaving = pairs.filter((pair) => units[pair.unit]?.home === host)
      const most = arriving.reduce((sum, { unit }) => sum + sizeOf(unit), 0) - than
      const change = [
        ...arriving.map(({ name, unit }) => term(name, sizeOf(unit))),
        ...leaving.map(({ name, unit }) => term(name, -sizeOf(unit))),
      ]
      return arriving.map(({ name }) => ({ terms: summed([...change, term(name, most)]), relation: '<=', than: than + most }))
    })
  const memory = (unit: number): number => units[unit]?.memoryMiB ?? 0
  const threads = (unit: number): number => units[unit]?.busyThreads ?? 0
  const memoryLeft = hosts.map(({ memoryMiB, heldMiB }) => memoryMiB - heldMiB)
  const threadsLeft = hosts.map(({ cpuThreads, busyThreads }) => cpuThreads - busyThreads)
  const fit = (left: readonly number[], sizeOf: (unit: number) => number): readonly LinearRow[] => [
    ...room(
      sizeOf,
      left.map((each) => (each < 0 ? Infinity : each)),
    ),
    ...full(sizeOf, left),
  ]
  return [
    ...units.map((_, unit): LinearRow => ({ terms: ofUnit(unit).map(({ name }) => term(name)), relation: '<=', than: 1 })),
    ...fit(memoryLeft, memory),
    ...fit(threadsLeft, threads),
    ...(mostArrivingMiB === Infinity
      ? []
      : [{ terms: must.map(({ name, unit }) => term(name, memory(unit))), relation: '<=' as const, than: mostArrivingMiB }]),
    ...groups.flatMap(({ kind, isHard }, group): readonly LinearRow[] => {
      const terms = (host: number): readonly LinearTerm[] =>
        pairs
          .filter((pair) => pair.host === host)
          .map(({ name, unit }) => term(name, (units[unit]?.groups ?? []).filter((each) => each === group).length))
          .filter(({ times }) => times > 0)
      return hosts.flatMap((_, host): readonly LinearRow[] => {
        const here = terms(host)
        const broken = `g_${group}_${host}`
        if (here.length === 0) return []
        if (kind === 'apart') return [{ terms: isHard ? here : [...here, term(broken, -1)], relation: '<=', than: 1 }]
        return here.map((one) => ({ terms: [term(one.variable), term(broken, -1)], relation: '<=' as const, than: 0 }))
      })
    }),
    ...pairs.filter(isMay).map(({ unit, host, name }): LinearRow => {
      const far = MOST_MAKE_ROOM_DEPTH + 1
      const home = units[unit]?.home ?? 0
      return {
        terms: [term(levelOf(home)), term(levelOf(host), -1), term(name, -far)],
        relation: '>=',
        than: 1 - far,
      }
    }),
  ].filter(({ terms }) => terms.length > 0)
}

const variablesOf = (problem: Compiled, pairs: readonly Pair[]): readonly LinearVariable[] => [
  ...pairs.map(({ name }): LinearVariable => ({ name, kind: 'binary', most: 1 })),
  ...problem.hosts.map((_, host): LinearVariable => ({ name: levelOf(host), kind: 'integer', most: MOST_MAKE_ROOM_DEPTH })),
  ...problem.groups.flatMap(({ isHard }, group) =>
    isHard
      ? []
      : problem.hosts.map((_, host): LinearVariable => ({
          name: `g_${group}_${host}`,
          kind: 'continuous',
          most: problem.units.length,
        })),
  ),
  { name: 'peak', kind: 'continuous', most: 1e6 },
]

/** How full each host gets, at most `peak`; a host that has no such limit is left out. */
const peakRows = (problem: Compiled, pairs: readonly Pair[]): readonly LinearRow[] => {
  const { hosts, units } = problem
  const rows = (capacityOf: (host: number) => number, usedOf: (host: number) => number, sizeOf: (unit: number) => number) =>
    hosts.flatMap((_, host): LinearRow[] => {
      const capacity = capacityOf(host)
      if (capacity === Infinity) return []
      const terms = pairs.flatMap((pair) => {
        const part = sizeOf(pair.unit) / capacity
        if (part === 0) return []
        if (pair.host === host) return [term(pair.name, part)]
        return units[pair.unit]?.home === host ? [term(pair.name, -part)] : []
      })
      return [{ terms: [...terms, term('peak', -1)], relation: '<=', than: -usedOf(host) / capacity }]
    })
  return [
    ...rows(
      (host) => Math.max(1, hosts[host]?.memoryMiB ?? 1),
      (host) => hosts[host]?.heldMiB ?? 0,
      (unit) => units[unit]?.memoryMiB ?? 0,
    ),
    ...rows(
      (host) => Math.max(1e-6, hosts[host]?.cpuThreads ?? Infinity),
      (host) => hosts[host]?.busyThreads ?? 0,
      (unit) => units[unit]?.busyThreads ?? 0,
    ),
  ]
}

/** What counts, the first above all others; each is made as small as possible while those before stay as they are. */
const goalsOf = (problem: Compiled, pairs: readonly Pair[]): readonly (readonly LinearTerm[])[] => {
  const { hosts, units, mustCount, groups, hasSpare } = problem
  const counted = (weightOf: (pair: Pair) => number): readonly LinearTerm[] =>
    pairs.map((pair) => term(pair.name, weightOf(pair))).filter(({ times }) => times !== 0)
  const ofTier = (tier: number) =>
    counted(({ unit }) => (unit < mustCount ? -(units[unit]?.tiers ?? []).filter((each) => each === tier).length : 0))
  const broken = groups.flatMap(({ isHard }, group) => (isHard ? [] : hosts.map((_, host) => term(`g_${group}_${host}`))))
  const misplaced = counted(({ unit, host }) =>
    hasSpare ? (units[unit]?.tiers ?? []).filter((tier) => (tier === 0) !== (hosts[host]?.isSpare === true)).length : 0,
  )
  return [
    ...TIERS.map(ofTier),
    counted(({ unit }) => Number(unit >= mustCount)),
    [...counted(({ unit, host }) => units[unit]?.doubts[host] ?? 0), ...broken],
    misplaced,
    [term('peak')],
  ].filter((terms) => terms.length > 0)
}

/** Each goal in its turn, held for those after it; null: one of them was not proven. */
const solved = (problem: Compiled, pairs: readonly Pair[], solver: LinearSolver): ReadonlyMap<string, number> | null => {
  const variables = variablesOf(problem, pairs)
  let rows = [...rowsOf(problem, pairs), ...peakRows(problem, pairs)]
  let values: ReadonlyMap<string, number> | null = null
  for (const minimise of goalsOf(problem, pairs)) {
    const program: LinearProgram = { minimise, rows, variables }
    const solution = solver(program, MOST_NODES)
    if (solution === null) return null
    values = solution.values
    rows = [...rows, { terms: minimise, relation: '<=', than: Math.round(solution.value) + SLACK }]
  }
  return values
}

/**
 * The best placement, proven, by mixed-integer programming: a binary per VM and host that may take it, and a level per host, down
 * which make-room moves lead. Null: it is too big, or the proof takes more nodes than it is given; then the heuristic's word stands.
 */
export const placeExactly = (problem: PlacementProblem, solver: LinearSolver): Assignment | null => {
  const compiled = compile(problem)
  const pairs = pairsOf(compiled)
  if (pairs.length > MOST_EXACT_PAIRS) return null
  if (pairs.length === 0) return assignmentOf(new Packing(compiled), true)
  const values = solved(compiled, pairs, solver)
  if (values === null) return null
  const packing = new Packing(compiled)
  for (const { unit, host, name } of pairs) if ((values.get(name) ?? 0) > 0.5) packing.move(unit, host)
  return assignmentOf(packing, true)
}
