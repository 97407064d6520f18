import type { Store } from '../../server/store/store'
import type { VirtualTime } from './virtual-time'

/** `before`: the write does not happen; `after`: it is on disk, and its writer never hears of it. */
export type CrashPoint = { readonly atWrite: number; readonly when: 'before' | 'after' }

/** What one engine's store goes through. Shared with whoever makes the trouble. */
export interface StoreTrouble {
  /** Writes wait until then, world time. */
  stalledUntilMs: number
  /** Writes fail until then, world time. */
  failsUntilMs: number
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

export interface Killable {
  readonly isDead: boolean
  kill(): void
}

export interface CrashingStoreParts {
  readonly store: Store
  readonly time: VirtualTime
  readonly engine: Killable
  readonly trouble: StoreTrouble
  /** World time. */
  readonly nowMs: () => number
  /** Every write that an engine began, by its number over the whole run. */
  readonly onWrite: (number: number, done: Promise<unknown>) => void
  /** Counts over all engines of a run. */
  readonly counter: { writes: number }
  readonly crashes: readonly CrashPoint[]
}

/** The real store, as long as its engine lives: from a crash on nothing that it began is heard of again. */
export const crashingStore = (parts: CrashingStoreParts): Store => {
  const { store, time, engine, trouble, nowMs, counter, crashes } = parts
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (engine.isDead) return never()
    try {
      const result = await time.working(work)
      return engine.isDead ? await never() : result
    } catch (error) {
      if (engine.isDead) return never()
      throw error
    }
  }
  const untilMs = async (worldMs: number): Promise<void> => {
    while (nowMs() < worldMs) await new Promise((done) => setTimeout(done, 100))
  }
  const write: Store['write'] = async (work) => {
    if (engine.isDead) return never()
    counter.writes += 1
    const number = counter.writes
    const crash = crashes.find(({ atWrite }) => atWrite === number)
    if (nowMs() < trouble.stalledUntilMs) await untilMs(trouble.stalledUntilMs)
    if (engine.isDead) return never()
    if (nowMs() < trouble.failsUntilMs) throw new Error('the database does not answer')
    if (crash?.when === 'before') {
      engine.kill()
      return never()
    }
    const done = time.working(() => store.write(work))
    parts.onWrite(number, done)
    return alive(async () => {
      const result = await done
      if (crash?.when === 'after') engine.kill()
      return result
    })
  }
  /** Reads of every noun are of this engine, too. */
  const read = new Proxy(store.read, {
    get: (nouns, noun: keyof Store['read']) =>
      new Proxy(nouns[noun] as Record<string, (...given: unknown[]) => Promise<unknown>>, {
        get: (verbs, verb: string) => {
          const call = verbs[verb]
          return call === undefined ? undefined : (...given: unknown[]) => alive(() => call.apply(verbs, given))
        },
      }),
  })
  return {
    ...store,
    read,
    write,
    publish: (changes) => alive(() => store.publish(changes)),
    samples: {
      add: (rows) => alive(() => store.samples.add(rows)),
      rollUp: (now) => alive(() => store.samples.rollUp(now)),
      series: (...given) => alive(() => store.samples.series(...given)),
    },
  }
}
