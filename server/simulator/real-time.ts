import { performance } from 'node:perf_hooks'
import type { World } from './world/world'

const BEAT_MS = 50
/** After a suspend the world does not race to catch up. */
const LONGEST_STEP_MS = 2_000

export interface RealTime {
  speed: number
  stop(): void
}

/** Lets world time pass as real time does, times `speed`. */
export const runInRealTime = (world: World, speed: number): RealTime => {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    world.advance(Math.min(now - last, LONGEST_STEP_MS) * running.speed)
    last = now
  }, BEAT_MS)
  const running: RealTime = { speed, stop: () => clearInterval(timer) }
  return running
}
