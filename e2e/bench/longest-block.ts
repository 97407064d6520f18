import { existsSync, readFileSync } from 'node:fs'

const SCHEDULE = '/proc/self/schedstat'

/** Milliseconds that the main thread has run on a processor; where the system does not tell, by the clock. */
const ranMs = (): number =>
  existsSync(SCHEDULE) ? Number(readFileSync(SCHEDULE, 'utf8').split(' ')[0]) / 1e6 : performance.now()

export interface Block {
  /** For how long at most nothing else could be done in this process. */
  readonly blockedMs: number
  /** For how long at most it worked itself meanwhile: on a machine that others use, too, the first says more of them than of it. */
  readonly workedMs: number
}

/** Watches this process from now on; the function tells the longest block until then, and ends the watch. */
export const watchBlocks = (): (() => Block) => {
  let blockedMs = 0
  let workedMs = 0
  let atMs = performance.now()
  let ran = ranMs()
  const look = (): void => {
    const [nowMs, nowRan] = [performance.now(), ranMs()]
    blockedMs = Math.max(blockedMs, nowMs - atMs)
    workedMs = Math.max(workedMs, nowRan - ran)
    atMs = nowMs
    ran = nowRan
  }
  const timer = setInterval(look, 1)
  return () => {
    clearInterval(timer)
    look()
    return { blockedMs, workedMs }
  }
}
