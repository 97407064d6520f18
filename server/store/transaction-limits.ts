/** A transaction waits for its turn rather than failing under load; what holds the turn longer than this is broken. */
export const TRANSACTION_LIMITS = { maxWait: 60_000, timeout: 60_000 } as const
