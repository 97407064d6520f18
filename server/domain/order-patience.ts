/** So long the engine waits for each of two answers: who is there, and what is there. */
export const LOOK_DEADLINE_MS = 30_000
/** So long whoever placed an order waits for what came of it: longer than the engine needs for both, and to sign in and out. */
export const ORDER_PATIENCE_MS = 2 * LOOK_DEADLINE_MS + 15_000
