import type { MoveTimer, SequenceMove } from '../../../server/domain/sequence'
import type { MigrationPlan, PlannedMove } from './plan-file'
import { FULL, type TimedMove, uplinkRates } from './saturation'
import type { Topology } from './topology'

/** Planned times are whole seconds. */
const ROUNDED_SECONDS = 1
const SAME_TIME_SECONDS = 1e-9

/** What a recorded move sends, in the planner's words. */
export const copyOf = (
  { site }: MigrationPlan,
  move: Pick<PlannedMove, 'vmId' | 'mbitPerSecond'>,
): Pick<SequenceMove, 'copiedMiB' | 'dirtyMiBPerSecond' | 'mbitPerSecond'> => {
  const vm = site.vms.find(({ id }) => id === move.vmId)
  if (vm === undefined) throw new Error(`nothing is said of VM ${move.vmId}`)
  const MB_PER_MIB = 1.048576
  return {
    copiedMiB: vm.usedMb / MB_PER_MIB,
    dirtyMiBPerSecond: vm.dirtyMbPerSecond === null ? null : vm.dirtyMbPerSecond / MB_PER_MIB,
    mbitPerSecond: move.mbitPerSecond,
  }
}

/** Which moves of the plan each waits for: those that share a node with it and were planned to end before it begins. */
const waitsOf = (moves: readonly PlannedMove[]): ReadonlyMap<PlannedMove, readonly PlannedMove[]> =>
  new Map(
    moves.map((move) => [
      move,
      moves.filter(
        (other) =>
          other !== move &&
          other.startSeconds < move.startSeconds &&
          other.endSeconds <= move.startSeconds + ROUNDED_SECONDS &&
          [move.fromId, move.toId].some((id) => id === other.fromId || id === other.toId),
      ),
    ]),
  )

export interface PlayedMove extends TimedMove {
  readonly vmId: string
}

interface Going {
  readonly move: PlannedMove
  readonly startSeconds: number
  /** Seconds that are left of it while its target's outgoing link is free. */
  left: number
  /** How fast it goes while that is full. */
  readonly heldBack: number
}

/**
 * The given plan with other durations: each move begins when those it waits for have ended, and takes as long as the timer says
 * for what else goes on meanwhile. Nothing of it is taken from a run.
 */
export const playPlan = (plan: MigrationPlan, topology: Topology, timer: MoveTimer): readonly PlayedMove[] => {
  const rates = uplinkRates(topology)
  const waits = waitsOf(plan.moves)
  const ended = new Map<PlannedMove, PlayedMove>()
  const waiting = new Set(plan.moves)
  let going: Going[] = []
  let now = 0
  const isHeldBack = ({ move }: Going): boolean => {
    const sent = going
      .filter((other) => other.move !== move && other.move.fromId === move.toId)
      .reduce((sum, other) => sum + other.move.mbitPerSecond, 0)
    return sent >= FULL * (rates.get(topology.uplinkOf(move.toId)) ?? Number.POSITIVE_INFINITY)
  }
  while (ended.size < plan.moves.length) {
    for (const move of waiting) {
      if (!(waits.get(move) ?? []).every((other) => ended.has(other))) continue
      waiting.delete(move)
      const left = timer(copyOf(plan, move), 0).p50Seconds
      if (!Number.isFinite(left)) throw new Error(`${plan.name}: the move of VM ${move.vmId} will not converge`)
      going.push({ move, startSeconds: now, left, heldBack: left / timer(copyOf(plan, move), 1).p50Seconds })
    }
    if (going.length === 0) throw new Error(`${plan.name}: its moves wait for each other`)
    const paced = going.map((each) => ({ each, pace: isHeldBack(each) ? each.heldBack : 1 }))
    const seconds = Math.min(...paced.map(({ each, pace }) => each.left / pace))
    now += seconds
    for (const { each, pace } of paced) each.left -= seconds * pace
    for (const { move, startSeconds, left } of going)
      if (left <= SAME_TIME_SECONDS) ended.set(move, { ...move, startSeconds, endSeconds: now })
    going = going.filter(({ left }) => left > SAME_TIME_SECONDS)
  }
  return [...ended.values()]
}
