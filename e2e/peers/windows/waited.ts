import { setTimeout as pause } from 'node:timers/promises'

/** What a script that waits does: looks again until there is news, or its time is over. */
export const waited = async <T>(look: () => T, isNews: (seen: T) => boolean, seconds: unknown): Promise<T> => {
  const end = performance.now() + Number(seconds) * 1_000
  for (;;) {
    const seen = look()
    if (isNews(seen) || !(performance.now() < end)) return seen
    await pause(10, undefined, { ref: false })
  }
}
