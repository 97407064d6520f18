import type { Sequence, SequenceMove, SequenceProblem, SequenceStep } from '../../domain/sequence'
import { atOnce, type Pieces } from '../pieces'
import { type Agenda, agendaOf } from './agenda'
import { type Bounds, boundsOf } from './bound'
import { type Found, improve } from './improve'
import { directLeg, type Leg, pathBetween, type Site, siteOf } from './legs'
import { createPlayer } from './play'
import { precedenceOf } from './precedence'
import type { LegTimer } from './timing'
import { findWay, type Way } from './unlock'

export interface OrderOptions {
  /** Orders that are played to find a short one; absent: by size. 0: the first that is good. */
  readonly evaluations?: number
  /** An order of the same moves that is known, of an earlier plan say: it is kept where none is found that makes more of them, or ends sooner. */
  readonly known?: Sequence
  /** Steps wait for memory only: whoever carries them out keeps to links and limits by itself. Absent: for all three. */
  readonly waitsForMemoryOnly?: boolean
}

/** Above so many moves only lists are tried: a search would take longer than it saves. */
const SEARCHED_UP_TO = 300
const EVALUATIONS_FOR_FEW = 4_000
const FEW = 20
const LEAST_EVALUATIONS = 1_000

const evaluationsFor = (count: number): number => {
  if (count > SEARCHED_UP_TO) return 0
  return Math.max(LEAST_EVALUATIONS, Math.round((EVALUATIONS_FOR_FEW * FEW) / Math.max(FEW, count)))
}

/** Why a move cannot be made whatever goes before it; null: it can. */
const whyNever = (site: Site, move: SequenceMove, timer: LegTimer): string | null => {
  const { toHostId, fromHostId, memoryMiB, linkIds, mbitPerSecond, vmId } = move
  const source = site.hosts[site.hostNumber.get(fromHostId) ?? -1]
  const target = site.hosts[site.hostNumber.get(toHostId) ?? -1]
  if (source === undefined || target === undefined) return `${source === undefined ? fromHostId : toHostId} is not known`
  if (source.movesAtOnce === 0 || target.movesAtOnce === 0) return `${vmId}: its hosts carry out no moves`
  if (memoryMiB > target.memoryMiB) return `${vmId} takes ${memoryMiB} MiB, ${toHostId} has ${target.memoryMiB} MiB in all`
  if (!Number.isFinite(timer.live(move, 0).p50Seconds))
    return `${vmId}: its guest writes faster than ${mbitPerSecond} Mbit/s sends`
  const narrow = linkIds.find((id) => (site.links[site.linkNumber.get(id) ?? -1]?.mbitPerSecond ?? Infinity) < mbitPerSecond)
  return narrow === undefined ? null : `${vmId}: ${narrow} does not carry ${mbitPerSecond} Mbit/s`
}

const sortedBy = (count: number, keys: readonly ((leg: number) => number)[]): readonly number[] =>
  Array.from({ length: count }, (_, leg) => leg).sort((left, right) => {
    for (const key of keys) {
      const difference = key(right) - key(left)
      if (difference !== 0) return difference
    }
    return left - right
  })

/** Work of the busiest link or host that each leg crosses, in seconds. */
const crowding = ({ takes, free, alone, memoryCount }: Agenda): Float64Array => {
  const work = new Float64Array(free.length)
  const each = (visit: (leg: number, resource: number, amount: number) => void): void => {
    for (const leg of alone.keys())
      for (let at = takes.from[leg] ?? 0; at < (takes.from[leg + 1] ?? 0); at += 1)
        if ((takes.resource[at] ?? 0) >= memoryCount) visit(leg, takes.resource[at] ?? 0, takes.amount[at] ?? 0)
  }
  each((leg, resource, amount) => {
    work[resource] = (work[resource] ?? 0) + ((alone[leg] ?? 0) * amount) / (free[resource] ?? 1)
  })
  const busiest = new Float64Array(alone.length)
  each((leg, resource) => {
    busiest[leg] = Math.max(busiest[leg] ?? 0, work[resource] ?? 0)
  })
  return busiest
}

/** What matters first, then: the longest, what crosses the busiest link, or as the legs are given. */
const startingLists = (agenda: Agenda): readonly (readonly number[])[] => {
  const count = agenda.legs.length
  const busiest = crowding(agenda)
  const weight = (leg: number): number => agenda.weight[leg] ?? 0
  const length = (leg: number): number => agenda.alone[leg] ?? 0
  const crowd = (leg: number): number => busiest[leg] ?? 0
  return [sortedBy(count, [weight, length]), sortedBy(count, [weight, crowd, length]), sortedBy(count, [weight])]
}

interface Solved {
  readonly agenda: Agenda
  readonly found: Found
}

function* solve(agenda: Agenda, evaluations: number): Pieces<Solved> {
  const found = yield* improve(agenda, startingLists(agenda), evaluations, boundsOf(agenda).wholeMovesSeconds)
  return { agenda, found }
}

/** As `legs` are given, one after the other. */
const oneByOne = (agenda: Agenda): readonly (readonly number[])[] => {
  const start = Float64Array.from(agenda.legs.keys())
  return precedenceOf(
    agenda,
    start,
    start.map((each) => each + 1),
    agenda.memoryCount,
  )
}

/** Legs in an order in which memory suffices: by itself where every list of priorities keeps it, else with waits for room. */
function* solveWay(site: Site, legs: readonly Leg[], timer: LegTimer, evaluations: number): Pieces<Solved> {
  const free = agendaOf(site, legs, timer)
  const tried = yield* solve(free, 0)
  const waits = tried.found.makespanSeconds < Infinity ? [] : oneByOne(free)
  return yield* solve(agendaOf(site, legs, timer, waits), evaluations)
}

const stepsOf = ({ agenda, found }: Solved, memoryOnly: boolean): readonly SequenceStep[] => {
  const { start, end } = createPlayer(agenda)(found.order)
  const waits = precedenceOf(agenda, start, end, memoryOnly ? agenda.memoryCount : undefined)
  return agenda.legs
    .map(({ id, kind, move }, leg): SequenceStep => ({
      id,
      moveId: move.id,
      kind,
      fromHostId: move.fromHostId,
      toHostId: move.toHostId,
      startSeconds: start[leg] ?? 0,
      endSeconds: end[leg] ?? 0,
      afterIds: (waits[leg] ?? []).map((other) => agenda.legs[other]?.id ?? '').sort(),
    }))
    .sort((left, right) => left.startSeconds - right.startSeconds || (left.id < right.id ? -1 : 1))
}

/** The known order, timed anew: its legs, each after those that it waited for. Null: it is not one of these moves. */
const replayed = (site: Site, { steps }: Sequence, timer: LegTimer): Solved | null => {
  const moves = new Map(site.moves.map((move) => [move.id, move]))
  const number = new Map(steps.map(({ id }, at) => [id, at]))
  const legs = steps.flatMap(({ id, moveId, kind, fromHostId, toHostId }): Leg[] => {
    const move = moves.get(moveId)
    if (move === undefined) return []
    const isDirect = move.fromHostId === fromHostId && move.toHostId === toHostId
    const path = kind !== 'live' ? { ...move, linkIds: [] } : isDirect ? move : pathBetween(site, move, fromHostId, toHostId)
    const firstLeg = steps.findIndex((other) => other.moveId === moveId)
    return [{ id, kind, move: path, afterLeg: steps[firstLeg]?.id === id ? null : firstLeg }]
  })
  if (legs.length < steps.length) return null
  const agenda = agendaOf(
    site,
    legs,
    timer,
    steps.map(({ afterIds }) => afterIds.flatMap((id) => number.get(id) ?? [])),
  )
  const order = [...legs.keys()]
  const { makespanSeconds } = createPlayer(agenda)(order)
  return { agenda, found: { order, makespanSeconds, score: makespanSeconds } }
}

/** As `orderMoves`, in pieces: thousands of plays take a while. */
export function* orderMovesInPieces(problem: SequenceProblem, timer: LegTimer, options: OrderOptions = {}): Pieces<Sequence> {
  const site = siteOf(problem)
  const hopeless = site.moves.flatMap((move) => {
    const why = whyNever(site, move, timer)
    return why === null ? [] : [{ moveId: move.id, why }]
  })
  const never = new Set(hopeless.map(({ moveId }) => moveId))
  const possible = site.moves.filter(({ id }) => !never.has(id))
  const { evaluations = evaluationsFor(possible.length), known } = options
  let way: Way = { legs: possible.map(directLeg), unsolved: [] }
  const direct = agendaOf(site, way.legs, timer)
  let solved = yield* solve(direct, evaluations)
  if (solved.found.makespanSeconds === Infinity) {
    way = findWay(site, possible)
    solved = yield* solveWay(site, way.legs, timer, evaluations)
  }
  const unsolved = [...hopeless, ...way.unsolved].sort((left, right) => (left.moveId < right.moveId ? -1 : 1))
  const knownUnsolved = known?.unsolved.length ?? Infinity
  const kept = known === undefined || knownUnsolved > unsolved.length ? null : replayed(site, known, timer)
  const isShorter = kept !== null && kept.found.makespanSeconds < solved.found.makespanSeconds
  const isFuller = kept !== null && knownUnsolved < unsolved.length && kept.found.makespanSeconds < Infinity
  const isKept = isShorter || isFuller
  const taken = isKept ? kept : solved
  return {
    steps: stepsOf(taken, options.waitsForMemoryOnly === true),
    makespanSeconds: taken.found.makespanSeconds,
    boundSeconds: Math.min(taken.found.makespanSeconds, boundsOf(direct).wholeMovesSeconds),
    unsolved: isKept ? (known?.unsolved ?? []) : unsolved,
  }
}

/** What no order of the moves can beat, made directly. */
export const boundsOfMoves = (problem: SequenceProblem, timer: LegTimer): Bounds => {
  const site = siteOf(problem)
  return boundsOf(agendaOf(site, site.moves.map(directLeg), timer))
}

/**
 * Brings moves into an order, with the times at which each starts and the waits that keep it feasible if they take longer or
 * shorter: what matters most first, then as early an end as is found. Circles are broken by a third host or a saved state. A
 * resource-constrained project with a reservoir (memory): list scheduling, then a seeded search counted in plays; more than
 * 300 moves are only listed. The same question has the same answer, in whatever order its parts are given.
 */
export const orderMoves = (problem: SequenceProblem, timer: LegTimer, options: OrderOptions = {}): Sequence =>
  atOnce(orderMovesInPieces(problem, timer, options))
