import type { PlannedSteps } from './step-writer'

/** Steps planned for one firing. Their ids contain the batch, and what follows stands on them by it. */
export interface PlannedBatch {
  readonly batch: number
  readonly planned: PlannedSteps
}

/** Steps that were planned before, which need not be planned again where all they stand on is the same. Of one world and one group. */
export interface PlanMemory {
  /** `key` names what fires; `after` is the batch of the firing before it, and with it of all others. */
  readonly find: (after: number, key: string) => PlannedBatch | null
  /** Of what is planned next. Never given twice. */
  readonly nextBatch: () => number
  readonly keep: (after: number, key: string, batch: PlannedBatch) => void
  /** Short names for long texts; a text that was let go gets another one. */
  readonly nameOf: (text: string) => string
}

/** Before anything has fired. */
export const NO_BATCH = 0

/** Some 20 MB. Five plans of 10,000 VMs, or the last two dozen edits of one of 2,000. */
const MOST_STEPS = 50_000
/** A text may be as long as a plan. */
const MOST_TEXT_LENGTH = 8_000_000

/** Takes what was used longest ago from the front of a map until no more than that is left; always keeps the last. */
const trim = <Value>(map: Map<string, Value>, sizeOf: (key: string, value: Value) => number, most: number): void => {
  let size = 0
  for (const [key, value] of map) size += sizeOf(key, value)
  for (const [key, value] of map) {
    if (size <= most || map.size === 1) return
    size -= sizeOf(key, value)
    map.delete(key)
  }
}

/** `mostSteps`: how many steps are kept; what was not used for longest is let go. */
export const createPlanMemory = (mostSteps = MOST_STEPS): PlanMemory => {
  const batches = new Map<string, PlannedBatch>()
  const names = new Map<string, string>()
  let made = NO_BATCH
  let named = 0
  const used = <Value>(map: Map<string, Value>, key: string, value: Value): Value => {
    map.delete(key)
    map.set(key, value)
    return value
  }
  return {
    find: (after, key) => {
      const known = batches.get(`${after} ${key}`)
      return known === undefined ? null : used(batches, `${after} ${key}`, known)
    },
    nextBatch: () => {
      made += 1
      return made
    },
    keep: (after, key, batch) => {
      used(batches, `${after} ${key}`, batch)
      trim(batches, (_key, { planned }) => planned.steps.length, mostSteps)
    },
    nameOf: (text) => {
      const known = names.get(text)
      if (known !== undefined) return used(names, text, known)
      named += 1
      names.set(text, String(named))
      trim(names, ({ length }) => length, MOST_TEXT_LENGTH)
      return String(named)
    },
  }
}
