import { setImmediate } from 'node:timers/promises'
import type { CallOptions } from '../ports'

/** So long one piece of work may keep everything else of its process waiting: UPSs are polled, and decided about, beside it. */
const TURN_MS = 8

/** Pieces of work that wait go on one after the other, each a round of the event loop later than the one before. */
let waiting: Promise<unknown> = Promise.resolve()

const nextRound = async (): Promise<void> => {
  waiting = waiting.then(() => setImmediate())
  await waiting
}

/** What is done within one round of the event loop, by whichever pieces of work: together they have one turn. */
class Round {
  #beganAtMs: number | null = null

  /** When its first piece began, at `nowMs` at the latest. */
  beganAtMs(nowMs: number): number {
    return this.#beganAtMs ?? this.begin(nowMs)
  }

  begin(nowMs: number): number {
    this.#beganAtMs = nowMs
    void setImmediate().then(() => (this.#beganAtMs = null))
    return nowMs
  }
}

const ofProcess = new Round()
const processNowMs = (): number => performance.now()

/**
 * One piece of long work, e.g. the parsing and mapping of an inventory, that is done in turns. It asks `isOver` as often as it likes,
 * which is cheap, and at a point where it may be left alone lets everything else go first (`pass`).
 */
export class Turns {
  readonly #nowMs: () => number
  readonly #endsAtMs: number
  readonly #signal: AbortSignal | undefined
  readonly #round: Round
  #hasEnded = false

  /** `options`: of the call that the work is part of; left out: it has all the time it needs. `nowMs` only goes forward. */
  constructor(options?: CallOptions, nowMs: () => number = processNowMs) {
    this.#nowMs = nowMs
    this.#round = nowMs === processNowMs ? ofProcess : new Round()
    const beganAtMs = nowMs()
    this.#round.beganAtMs(beganAtMs)
    this.#endsAtMs = beganAtMs + (options?.deadlineMs ?? Number.POSITIVE_INFINITY)
    this.#signal = options?.signal
  }

  /** The work has had its turn, or others have had it in this round. */
  get isOver(): boolean {
    const nowMs = this.#nowMs()
    return nowMs - this.#round.beganAtMs(nowMs) >= TURN_MS
  }

  /** The call was cancelled, or its time had run out, when the work wanted to go on: nothing of it is to be used. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Lets everything else go first where the turn is over. False: the work is not to go on (`hasEnded`). */
  async pass(): Promise<boolean> {
    if (!this.isOver || this.#hasEnded) return !this.#hasEnded
    await nextRound()
    const nowMs = this.#round.begin(this.#nowMs())
    this.#hasEnded = this.#signal?.aborted === true || nowMs >= this.#endsAtMs
    return !this.#hasEnded
  }
}

/** `items.map(work)`, in turns. Null: the work ended before its end. */
export const mapInTurns = async <T, R>(items: Iterable<T>, turns: Turns, work: (item: T) => R): Promise<readonly R[] | null> => {
  const results: R[] = []
  for (const item of items) {
    if (turns.isOver && !(await turns.pass())) return null
    results.push(work(item))
  }
  return turns.hasEnded ? null : results
}
