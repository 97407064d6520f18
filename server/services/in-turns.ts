import { setImmediate as otherRequests } from 'node:timers/promises'
import type { Pieces } from '../planner/pieces'

/** Pieces are short: so many of a large plan take some milliseconds. */
const PIECES_PER_TURN = 2_000

/** All of a long work; between its turns other requests are answered. */
export const inTurns = async <T>(pieces: Pieces<T>): Promise<T> => {
  for (let done = 1; ; done += 1) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
    if (done % PIECES_PER_TURN === 0) await otherRequests()
  }
}
