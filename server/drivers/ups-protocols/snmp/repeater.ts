import type { CallOptions } from '../../ports'
import { type Answer, readAnswer } from './answer'
import { countMalformed } from './datagram-count'
import { shapeOf } from './message-shape'
import { type Question, questionOf } from './question'
import type { CommunitySecret, SnmpEndpoint } from './raw-session'
import { Seat, type Wait } from './shared-socket'

/** Objects that are asked for together, and what is known of asking for them. */
export interface Chunk {
  readonly oids: readonly string[]
  /** The library had an answer from this agent: from then on it is asked without the library. */
  heard: boolean
  question: Question | null
  before: Answer | null
  misfits: number
  /** In a row. */
  silences: number
  /** What it says last told nothing new of what to ask for. */
  settled: boolean
}

export const newChunk = (oids: readonly string[], heard: boolean): Chunk => ({
  oids,
  heard,
  question: null,
  before: null,
  misfits: 0,
  silences: 0,
  settled: false,
})

/** An agent whose answers are of another kind so often in a row is left to the library. */
const MOST_MISFITS = 3
/** After so many silences in a row the library asks once: it finds out more about what is wrong. */
const MOST_SILENCES = 5
const MISFIT = 'misfit'

/**
 * Asks again what the library has asked before, at a tenth of its cost: thousands of UPSs say the same few things every two
 * seconds. Only SNMP v1 and v2c, only plain answers; for all else, and for whatever fails, the library is asked.
 */
export class Repeater {
  private readonly host: string
  private readonly seat: Seat
  private readonly waits = new Set<Wait<Answer | typeof MISFIT>>()
  private heeded: AbortSignal | null = null

  constructor(
    endpoint: SnmpEndpoint,
    private readonly secret: CommunitySecret,
  ) {
    this.host = endpoint.host
    this.seat = new Seat(endpoint)
  }

  /** `silent`: no answer came in time; null: the library is to be asked. */
  async ask(chunk: Chunk, endsAt: number, { deadlineMs, signal }: CallOptions): Promise<Answer | 'silent' | null> {
    if (!chunk.heard || chunk.misfits >= MOST_MISFITS) return null
    if (chunk.silences >= MOST_SILENCES) {
      chunk.silences = 0
      return null
    }
    chunk.question ??= questionOf(this.secret, chunk.oids)
    const { question } = chunk
    const isOver = () => signal?.aborted === true || endsAt - performance.now() < 1
    if (question === null || isOver()) return null
    this.heed(signal)
    const leftMs = Math.max(1, endsAt - performance.now())
    // A broken datagram is not the answer, even in the answer's name: the answer may be right behind it.
    const read = (message: Buffer): Answer | typeof MISFIT | null => {
      const answer = readAnswer(question, message, chunk.before)
      if (answer !== null) return answer
      if (shapeOf(message) !== null) return MISFIT
      countMalformed(this.host)
      return null
    }
    const wait = this.seat.ask(question, { endsAt, againMs: Math.max(100, Math.min(leftMs, deadlineMs) / 3) }, read)
    this.waits.add(wait)
    const told = await wait.told
    this.waits.delete(wait)
    if (told === null) {
      chunk.silences += 1
      return isOver() ? 'silent' : null
    }
    chunk.silences = 0
    const answer = told === MISFIT ? null : told
    chunk.misfits = answer === null ? chunk.misfits + 1 : 0
    chunk.before = answer
    return answer
  }

  close(): void {
    for (const wait of [...this.waits]) wait.cancel()
    this.seat.leave()
  }

  /** One listener for a signal that comes with every call. */
  private heed(signal: AbortSignal | undefined): void {
    if (signal === undefined || signal === this.heeded) return
    this.heeded = signal
    signal.addEventListener('abort', () => [...this.waits].forEach((wait) => wait.cancel()), { once: true })
  }
}
