/** Epoch ms that only ever goes forward: set once from the wall clock, then carried by the monotonic one (P9). */
export interface Clock {
  now(): number
}

export const steadyClock = (): Clock => {
  const wallMs = Date.now()
  const origin = performance.now()
  return { now: () => wallMs + Math.trunc(performance.now() - origin) }
}
