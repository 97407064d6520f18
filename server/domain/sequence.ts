import type { Duration } from './duration'

/** One direction of a link, shared by the moves that cross it. */
export interface SequenceLink {
  readonly id: string
  readonly mbitPerSecond: number
}

export interface SequenceHost {
  readonly id: string
  /** What VMs may hold at once, reserves taken off. */
  readonly memoryMiB: number
  /** Held before the first move, by VMs that move and by those that stay. */
  readonly heldMiB: number
  /** Moves, in and out, that its platform carries out at once; null: no limit known. */
  readonly movesAtOnce: number | null
  /** It takes nothing in before: it boots, say. Seconds from the beginning. */
  readonly readyAtSeconds: number
  /** Links that whatever leaves it crosses first, and whatever comes to it last: for a leg by a third host. Absent: none known. */
  readonly outLinkIds?: readonly string[]
  readonly inLinkIds?: readonly string[]
}

/** A VM that goes from one host to another. Its memory is held on its source until its end, and on its target from its start. */
export interface SequenceMove {
  readonly id: string
  readonly vmId: string
  readonly fromHostId: string
  readonly toHostId: string
  /** Held on a host. */
  readonly memoryMiB: number
  /** Sent over the links: what the guest uses, and disks that go along. */
  readonly copiedMiB: number
  readonly dirtyMiBPerSecond: number | null
  /** Links that it crosses, from source to target; it has `mbitPerSecond` of each to itself. */
  readonly linkIds: readonly string[]
  readonly mbitPerSecond: number
  /** How important it is that it ends early; 0 and above. */
  readonly weight: number
  /** Other hosts that could hold it for a while, where there is no direct way. Absent: none. */
  readonly viaHostIds?: readonly string[]
}

/** Moves that are to be brought into an order. */
export interface SequenceProblem {
  readonly hosts: readonly SequenceHost[]
  readonly links: readonly SequenceLink[]
  readonly moves: readonly SequenceMove[]
  /** VMs whose state may be saved and resumed where no live move is possible (D9). */
  readonly savableVmIds: readonly string[]
}

/** `live`: a move as asked for, or one leg of it by a third host. `save`: frees its source. `resume`: takes memory on its target. */
export type SequenceStepKind = 'live' | 'save' | 'resume'

export interface SequenceStep {
  readonly id: string
  /** Of the problem's moves. */
  readonly moveId: string
  readonly kind: SequenceStepKind
  readonly fromHostId: string
  readonly toHostId: string
  readonly startSeconds: number
  readonly endSeconds: number
  /** Steps that must have ended before: with these alone no host and no link is ever over-committed, however long each takes. */
  readonly afterIds: readonly string[]
}

export interface Sequence {
  readonly steps: readonly SequenceStep[]
  readonly makespanSeconds: number
  /** No order of these moves can be shorter. */
  readonly boundSeconds: number
  /** Moves that no order makes possible, with the reason. */
  readonly unsolved: readonly { readonly moveId: string; readonly why: string }[]
}

/**
 * How long a live move takes. `saturatedShare`: part of its time, 0–1, in which the target's own outgoing link is full of other
 * moves, which holds up its answers. `Infinity`: its guest writes faster than its link sends, so it never ends.
 */
export type MoveTimer = (
  move: Pick<SequenceMove, 'copiedMiB' | 'dirtyMiBPerSecond' | 'mbitPerSecond'>,
  saturatedShare: number,
) => Duration
