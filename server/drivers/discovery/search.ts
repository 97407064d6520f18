import { setMaxListeners } from 'node:events'
import type { UpsAddress } from '../../domain/ups'
import type { Finding, SearchWays } from './finding'
import { HostAsker } from './host-asker'
import { Pace, type Time } from './pace'
import { walkHosts } from './walk-hosts'

export interface Search {
  readonly hosts: Iterable<string>
  readonly ways: SearchWays
  /** Datagrams and connections that ask who is there; what answers is then examined, a few at a time. */
  readonly ratePerSecond: number
  readonly isWatched: (address: UpsAddress) => boolean
  readonly signal: AbortSignal
  readonly tell: (finding: Finding) => void
  readonly onVisited: () => void
}

const realTime: Time = {
  now: () => performance.now(),
  rest: (ms, signal) =>
    new Promise((done) => {
      if (signal.aborted) return done()
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        done()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end, { once: true })
    }),
}

/** Looks at every address, and tells what it finds as it finds it. Ends soon after the signal is aborted. */
export const searchDevices = async (search: Search): Promise<void> => {
  const { hosts, ratePerSecond, signal, onVisited } = search
  // Every question that is on its way listens.
  setMaxListeners(0, signal)
  const pace = new Pace(realTime, ratePerSecond)
  const asker = new HostAsker(search, pace)
  try {
    await walkHosts({ hosts, pace, signal, visit: (host) => asker.visit(host), onVisited })
  } finally {
    asker.close()
  }
}
