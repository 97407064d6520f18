import type { SequenceMove } from '../../domain/sequence'
import { directLeg, firstLegVia, type Leg, resumeLeg, saveLeg, secondLegVia, type Site } from './legs'
import { HARDLY_ANY } from './resources'
import { createLottery, type Lottery } from './lottery'

/** Legs that fit if done one after the other, and what cannot be done at all. */
export interface Way {
  readonly legs: readonly Leg[]
  readonly unsolved: readonly { readonly moveId: string; readonly why: string }[]
}

interface Open {
  readonly move: SequenceMove
  /** Where it is now; −1: its state is on storage. */
  at: number
  readonly to: number
  /** The third host that it is on, and the leg that brought it there or saved it. */
  via: string | null
  firstLeg: number | null
}

const WAYS_TRIED = 24
/** Of many moves fewer ways are tried: each takes longer, and chance evens out. */
const FEW = 300
const WAYS_TRIED_OF_MANY = 3
const GOOD_WAYS_WANTED = 6

/** One attempt to find a way; which of several that fit goes first is drawn, but for the first attempt. */
const tryWay = (
  site: Site,
  moves: readonly SequenceMove[],
  lottery: Lottery | null,
  direct: ReadonlySet<string>,
): Way & { readonly stranded: readonly string[] } => {
  const { hosts, hostNumber } = site
  const free = hosts.map(({ memoryMiB, heldMiB }) => memoryMiB - heldMiB)
  const legs: Leg[] = []
  const incoming: Set<Open>[] = hosts.map(() => new Set())
  const leaving: Set<Open>[] = hosts.map(() => new Set())
  const luck = new Map(moves.map(({ id, memoryMiB }) => [id, lottery === null ? -memoryMiB : lottery()]))
  const inTurn = [...moves].sort(
    (left, right) => (luck.get(left.id) ?? 0) - (luck.get(right.id) ?? 0) || (left.id < right.id ? -1 : 1),
  )
  for (const move of inTurn) {
    const open: Open = {
      move,
      at: hostNumber.get(move.fromHostId) ?? -1,
      to: hostNumber.get(move.toHostId) ?? -1,
      via: null,
      firstLeg: null,
    }
    incoming[open.to]?.add(open)
    leaving[open.at]?.add(open)
  }
  const roomOn = (host: number): number => free[host] ?? -Infinity
  const grow = (host: number, by: number): void => {
    if (host >= 0) free[host] = roomOn(host) + by
  }

  const arrive = (open: Open): void => {
    const { move, firstLeg, via, at, to } = open
    legs.push(
      firstLeg === null ? directLeg(move) : via === null ? resumeLeg(move, firstLeg) : secondLegVia(site, move, via, firstLeg),
    )
    grow(at, move.memoryMiB)
    grow(to, -move.memoryMiB)
    leaving[at]?.delete(open)
    incoming[to]?.delete(open)
  }

  /** All that fits now, and all that fits then. Hosts wait in line for having been given room. */
  const goDirectly = (from: readonly number[]): void => {
    const line = [...from]
    for (let host = line.shift(); host !== undefined; host = line.shift())
      for (const open of incoming[host] ?? []) {
        if (roomOn(host) + HARDLY_ANY < open.move.memoryMiB) continue
        arrive(open)
        if (open.at >= 0 && !line.includes(open.at)) line.push(open.at)
      }
  }

  /** What the most modest of those that wait for a host still lacks there. */
  const lackOn = (host: number): number =>
    Math.min(...[...(incoming[host] ?? [])].map(({ move }) => move.memoryMiB)) - roomOn(host)

  interface Exit {
    readonly open: Open
    /** −1: to storage. */
    readonly viaHost: number
    readonly rank: readonly number[]
  }
  const isBetter = (one: Exit, other: Exit | null): boolean => {
    if (other === null) return true
    for (const [at, value] of one.rank.entries()) if (value !== other.rank[at]) return value < (other.rank[at] ?? 0)
    return false
  }

  /** The VM that makes the most of leaving a host for which others wait: at best it lets one in at once, and is small. */
  const bestExit = (): Exit | null => {
    let best: Exit | null = null
    for (const host of hosts.keys()) {
      const lack = lackOn(host)
      if (!(lack < Infinity)) continue
      for (const open of leaving[host] ?? []) {
        const { id, vmId, memoryMiB, weight, viaHostIds = [] } = open.move
        if (open.firstLeg !== null || direct.has(id)) continue
        const helps = memoryMiB + HARDLY_ANY >= lack ? 0 : 1
        const size = helps === 0 ? memoryMiB : lack - memoryMiB
        for (const via of viaHostIds) {
          const viaHost = hostNumber.get(via) ?? -1
          if (viaHost < 0 || viaHost === host || viaHost === open.to || roomOn(viaHost) + HARDLY_ANY < memoryMiB) continue
          const exit = { open, viaHost, rank: [0, helps, size, -roomOn(viaHost), viaHost, open.at] }
          if (isBetter(exit, best)) best = exit
        }
        const exit = { open, viaHost: -1, rank: [1, helps, weight, size, open.at] }
        if (site.savable.has(vmId) && isBetter(exit, best)) best = exit
      }
    }
    return best
  }

  goDirectly([...hosts.keys()])
  for (let exit = bestExit(); exit !== null; exit = bestExit()) {
    const { open, viaHost } = exit
    const from = open.at
    open.via = hosts[viaHost]?.id ?? null
    open.firstLeg = legs.push(open.via === null ? saveLeg(open.move) : firstLegVia(site, open.move, open.via)) - 1
    grow(from, open.move.memoryMiB)
    grow(viaHost, -open.move.memoryMiB)
    leaving[from]?.delete(open)
    leaving[viaHost]?.add(open)
    open.at = viaHost
    goDirectly([from])
  }
  const stuck = incoming.flatMap((each) => [...each])
  return {
    legs,
    unsolved: stuck.map((open) => ({ moveId: open.move.id, why: whyStuck(site, open, leaving, roomOn(open.to)) })),
    stranded: stuck.filter(({ firstLeg }) => firstLeg !== null).map(({ move }) => move.id),
  }
}

/** Names the hosts that wait for one another, or the one that has no room even so. */
const whyStuck = (site: Site, { move, to }: Open, leaving: readonly ReadonlySet<Open>[], roomMiB: number): string => {
  const target = site.hosts[to]
  const needs = `${move.toHostId} has ${Math.max(0, Math.floor(roomMiB))} MiB to give, ${move.vmId} takes ${move.memoryMiB} MiB`
  const seen: number[] = []
  let host = to
  while (!seen.includes(host)) {
    seen.push(host)
    const [next] = leaving[host] ?? []
    if (next === undefined) return target === undefined ? `${move.toHostId} is not known` : needs
    host = next.to
  }
  const circle = [...seen.slice(seen.indexOf(host)), host].map((each) => site.hosts[each]?.id ?? '?')
  return `${needs}; ${circle.join(' waits for ')}, and no third host has room`
}

/** A VM left halfway, or with its state saved, is worse than one that stays: such moves are tried without a third host. */
const withoutStranded = (site: Site, moves: readonly SequenceMove[], lottery: Lottery | null): Way => {
  const direct = new Set<string>()
  for (;;) {
    const { stranded, ...way } = tryWay(site, moves, lottery, direct)
    if (stranded.length === 0) return way
    for (const id of stranded) direct.add(id)
  }
}

const isBetterWay = (one: Way, other: Way | null): boolean =>
  other === null ||
  one.unsolved.length < other.unsolved.length ||
  (one.unsolved.length === other.unsolved.length && one.legs.length < other.legs.length)

/**
 * Brings VMs into an order in which memory never runs short, one after the other. Where all that is left wait for one another,
 * a VM goes by a third host that has room (the bypass of Entropy, Hermenier et al. 2009; xen-orchestra #10260), or, where there is
 * none and its state may be saved, over storage, the least important first (D9). Several draws are tried; the one that leaves
 * least undone with the fewest detours is taken.
 */
export const findWay = (site: Site, moves: readonly SequenceMove[]): Way => {
  const attempts = moves.length > FEW ? WAYS_TRIED_OF_MANY : WAYS_TRIED
  const lottery = createLottery(1)
  let best: Way | null = null
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const way = withoutStranded(site, moves, attempt === 0 ? null : lottery)
    if (best === null || isBetterWay(way, best)) best = way
    const isSolved = best.unsolved.length === 0
    if (isSolved && (best.legs.length === moves.length || attempt >= GOOD_WAYS_WANTED)) return best
  }
  return best ?? { legs: [], unsolved: [] }
}
