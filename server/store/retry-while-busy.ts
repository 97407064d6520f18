import { setTimeout as pause } from 'node:timers/promises'

const isBusy = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if ('code' in error && String(error.code).startsWith('SQLITE_BUSY')) return true
  // What the Prisma adapter makes of it.
  return typeof error.cause === 'object' && error.cause !== null && Reflect.get(error.cause, 'kind') === 'SocketTimeout'
}

/** Waits for another process that holds SQLite's write lock, and leaves the event loop free (SQLite's own wait blocks it). */
export const retryWhileBusy = async <T>(action: () => T | Promise<T>, busyMs: number): Promise<T> => {
  const end = performance.now() + busyMs
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 25)) {
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error
      // Jitter, so that two processes do not meet again and again.
      await pause(waitMs * (0.5 + Math.random()))
    }
  }
}
