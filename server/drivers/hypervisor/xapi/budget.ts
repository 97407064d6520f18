import type { CallOptions } from '../../ports'

/** What is left of the time that one call of the port may take, for its next request. */
export interface Budget {
  left(): CallOptions
}

export const budgetOf = (options: CallOptions): Budget => {
  const endsAtMs = performance.now() + options.deadlineMs
  return { left: () => ({ ...options, deadlineMs: Math.max(0, endsAtMs - performance.now()) }) }
}
