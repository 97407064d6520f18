import { setMaxListeners } from 'node:events'
import type { CallOptions } from '../ports'

export interface CallDeadline {
  readonly signal: AbortSignal
  /** What ended the call, while it has not been disposed of; null: nothing yet. */
  ended(): 'deadline' | 'cancelled' | null
  remainingMs(): number
  dispose(): void
}

/** One abort signal for the caller's signal and the deadline. Dispose of it, or the caller's signal keeps it alive. */
export const callDeadline = (options: CallOptions): CallDeadline => {
  const controller = new AbortController()
  const endsAtMs = performance.now() + options.deadlineMs
  let ended: 'deadline' | 'cancelled' | null = null
  const end = (why: 'deadline' | 'cancelled') => {
    ended ??= why
    controller.abort()
  }
  const cancel = () => end('cancelled')
  const timer = setTimeout(() => end('deadline'), Math.max(0, options.deadlineMs))
  if (options.signal?.aborted) cancel()
  else if (options.signal !== undefined) {
    // Every call under way listens to it, until it is disposed of.
    setMaxListeners(0, options.signal)
    options.signal.addEventListener('abort', cancel, { once: true })
  }
  return {
    signal: controller.signal,
    ended: () => ended,
    remainingMs: () => Math.max(0, endsAtMs - performance.now()),
    dispose: () => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', cancel)
    },
  }
}

/** What is left of a call's time, for its parts; `deadlineMs` 0: nothing. */
export const budgetOf = (options: CallOptions): (() => CallOptions) => {
  const endsAtMs = performance.now() + options.deadlineMs
  return () => ({ ...options, deadlineMs: Math.max(0, endsAtMs - performance.now()) })
}
