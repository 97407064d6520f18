import type { Duration } from '../../domain/duration'
import { type HostId, hostIdSchema, type VmId } from '../../domain/ids'
import type { Sequence, SequenceHost, SequenceMove, SequenceProblem } from '../../domain/sequence'
import type { Host, VirtualMachine } from '../../domain/world'
import { checkSequence } from '../check-sequence'
import type { Commitments } from '../commitments'
import { roomMiB } from '../preflight'
import type { RejectedPart } from '../rejected-part'
import type { WorldIndex } from '../world-index'
import { orderMoves } from './order'

/** A VM that is to go live to a host for which all else has been found fit. */
export interface WishedMove {
  readonly vm: VirtualMachine
  readonly to: Host
  /** How long it is expected to take; above 0. */
  readonly seconds: number
  /** Other hosts that may hold it for a while. Absent: none. */
  readonly via?: readonly Host[]
}

export interface OrderedMove {
  readonly vm: VirtualMachine
  /** Not its target: a third host, from which another of its moves takes it on. Null: its target. */
  readonly third: Host | null
  /** Position of those before it whose room it takes, or that bring it to where it starts from. */
  readonly after: readonly number[]
}

export interface OrderedMoves {
  /** In the order in which they are to be begun. */
  readonly moves: readonly OrderedMove[]
  /** For which no order makes room. */
  readonly stuck: ReadonlySet<VmId>
  /** The order that was found, where the checker did not accept it: then none of them goes. Absent: it was accepted. */
  readonly rejected?: RejectedPart
}

/** A run's moves are few, and their order is asked for again and again. */
const EVALUATIONS = 100
const SEARCHED_UP_TO = 300
const LEAST_SECONDS = 0.1

const hostsOf = (index: WorldIndex, wishes: readonly WishedMove[], commitments: Commitments): readonly SequenceHost[] => {
  const leaving = new Map<HostId, number>()
  const ids = new Set<HostId>()
  for (const { vm, to, via = [] } of wishes) {
    for (const { id } of [to, ...via]) ids.add(id)
    if (vm.hostId === null) continue
    ids.add(vm.hostId)
    leaving.set(vm.hostId, (leaving.get(vm.hostId) ?? 0) + (vm.memoryMiB ?? 0))
  }
  return [...ids].flatMap((id): SequenceHost[] => {
    const host = index.hosts.get(id)
    if (host === undefined) return []
    const heldMiB = leaving.get(id) ?? 0
    return [
      {
        id,
        // What others hold, reserves and what is booked are taken off on both sides.
        memoryMiB: heldMiB + (roomMiB(index, host, commitments) ?? 0),
        heldMiB,
        movesAtOnce: index.managers.get(host.managerId)?.capabilities.migrationsPerHost ?? null,
        readyAtSeconds: 0,
      },
    ]
  })
}

/** By the independent checker (D4). The platform's limits are kept by whoever carries the moves out. Null: it is accepted. */
const rejectionOf = (given: SequenceProblem, sequence: Sequence): RejectedPart | null => {
  const problem = { ...given, hosts: given.hosts.map((host) => ({ ...host, movesAtOnce: null })) }
  const violations = checkSequence(problem, sequence)
  return violations.length === 0 ? null : { kind: 'sequence', problem, sequence, violations }
}

/**
 * Live moves in an order in which each finds room: what fits now, and what fits once others have left, waiting for exactly those
 * (D4). `isInOrder`: wishes that come first go first wherever they can; else all of them end as early as is found. Room of a host of
 * which nobody knows it is none.
 */
export const orderInWorld = (
  index: WorldIndex,
  wishes: readonly WishedMove[],
  commitments: Commitments,
  isInOrder = false,
  evaluations = EVALUATIONS,
): OrderedMoves => {
  const width = `${wishes.length}`.length
  const idOf = (place: number): string => `${place}`.padStart(width, '0')
  const byMove = new Map(wishes.map((wish, place) => [idOf(place), wish]))
  const moves = wishes.map(({ vm, to, via = [] }, place): SequenceMove => {
    const memoryMiB = vm.memoryMiB ?? 0
    return {
      id: idOf(place),
      vmId: vm.id,
      fromHostId: vm.hostId ?? '',
      toHostId: to.id,
      memoryMiB,
      copiedMiB: memoryMiB,
      dirtyMiBPerSecond: null,
      linkIds: [],
      mbitPerSecond: 1,
      viaHostIds: via.map((host) => host.id),
      weight: isInOrder ? wishes.length - place : 1,
    }
  })
  const live = ({ id }: SequenceMove): Duration => {
    const seconds = Math.max(LEAST_SECONDS, byMove.get(id)?.seconds ?? 0)
    return { p50Seconds: seconds, p95Seconds: seconds }
  }
  const never = (): number => Number.POSITIVE_INFINITY
  const problem = { hosts: hostsOf(index, wishes, commitments), links: [], moves, savableVmIds: [] }
  const sequence = orderMoves(
    problem,
    { live, saveSeconds: never, resumeSeconds: never },
    { evaluations: wishes.length > SEARCHED_UP_TO ? 0 : evaluations, waitsForMemoryOnly: true },
  )
  const rejected = rejectionOf(problem, sequence)
  if (rejected !== null) return { moves: [], stuck: new Set(wishes.map(({ vm }) => vm.id)), rejected }
  const { steps, unsolved } = sequence
  const position = new Map(steps.map(({ id }, at) => [id, at]))
  return {
    moves: steps.flatMap(({ moveId, toHostId, afterIds }) => {
      const wish = byMove.get(moveId)
      if (wish === undefined) return []
      const third = toHostId === wish.to.id ? null : (index.hosts.get(hostIdSchema.parse(toHostId)) ?? null)
      return [{ vm: wish.vm, third, after: afterIds.flatMap((id) => position.get(id) ?? []) }]
    }),
    stuck: new Set(unsolved.flatMap(({ moveId }) => byMove.get(moveId)?.vm.id ?? [])),
  }
}
