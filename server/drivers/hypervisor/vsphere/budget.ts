import type { CallOptions } from '../../ports'

/** The time one call of the port may take, shared out over the several requests it needs. */
export interface Budget {
  /** What is left for the next request. */
  left(): CallOptions
}

export const budgetOf = (options: CallOptions): Budget => {
  const endsAtMs = performance.now() + options.deadlineMs
  return { left: () => ({ deadlineMs: Math.max(0, endsAtMs - performance.now()), signal: options.signal }) }
}
