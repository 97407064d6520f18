/** Time as a search sees it; tests bring their own. */
export interface Time {
  now(): number
  /** Resolves after `ms`, or at once when the signal is aborted. */
  rest(ms: number, signal: AbortSignal): Promise<void>
}

/** A process that was busy may catch up so much, and no more: a pause must not end in a burst. */
const CATCH_UP_MS = 50

/** Gives out turns: so many per second, evenly, in the order in which they were asked for. */
export class Pace {
  private readonly everyMs: number
  private nextAtMs: number
  private last: Promise<void> = Promise.resolve()

  constructor(
    private readonly time: Time,
    perSecond: number,
  ) {
    this.everyMs = 1_000 / perSecond
    this.nextAtMs = time.now()
  }

  /** Resolves when it is the caller's turn, or soon after the signal was aborted. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.last.then(() => this.next(signal))
    this.last = turn
    return turn
  }

  private async next(signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftMs = this.nextAtMs - this.time.now()
      if (leftMs <= 0 || signal.aborted) break
      await this.time.rest(leftMs, signal)
    }
    this.nextAtMs = Math.max(this.nextAtMs, this.time.now() - CATCH_UP_MS) + this.everyMs
  }
}
