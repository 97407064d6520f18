import { FewAtOnce } from './few-at-once'
import type { Pace } from './pace'

/** Dead addresses wait for their deadline: so many at once keep the highest rate up without end. */
const MOST_IN_FLIGHT = 1_024

export interface Walk {
  readonly hosts: Iterable<string>
  /** Each visit begins in its turn. */
  readonly pace: Pace
  readonly signal: AbortSignal
  /** Never rejects for what the world does. */
  readonly visit: (host: string) => Promise<void>
  /** One more was visited to its end. */
  readonly onVisited: () => void
  readonly mostInFlight?: number
}

/** Visits every host, each begun in its turn. Resolves when all have been visited, or soon after the signal was aborted. */
export const walkHosts = async (walk: Walk): Promise<void> => {
  const { hosts, pace, signal, visit, onVisited, mostInFlight = MOST_IN_FLIGHT } = walk
  const places = new FewAtOnce(mostInFlight)
  const underWay = new Set<Promise<void>>()
  for (const host of hosts) {
    await places.enter()
    await pace.turn(signal)
    if (signal.aborted) break
    const visiting: Promise<void> = visit(host)
      .then(() => (signal.aborted ? undefined : onVisited()))
      .finally(() => {
        places.leave()
        underWay.delete(visiting)
      })
    underWay.add(visiting)
  }
  await Promise.all(underWay)
}
