import type { VmPower } from '../../../domain/inventory'

/**
 * What one look brought. `silent`: nothing came back although our own network was seen to work. `unclear`: it says nothing of the
 * machine: it refuses, answers otherwise than expected, or could not be asked.
 */
export type Sign = 'on' | 'off' | 'silent' | 'unclear'

/** Looks in a row that brought nothing; milliseconds of a clock that only goes forward. */
export interface Silence {
  readonly looks: number
  readonly sinceMs: number
  readonly lastMs: number
}

/** Without an answer for so long, and only then, a machine is taken for off (A5). */
export const SILENT_FOR_MS = 30_000
/** What nobody looked at for so long may have been on meanwhile: silence is counted anew. */
export const LOOKS_APART_MS = 60_000

/** What is believed after a look, and what is remembered for the next one. Silence alone is never enough (A4). */
export const judge = (
  before: Silence | null,
  sign: Sign,
  silences: number,
  nowMs: number,
): { readonly power: Extract<VmPower, 'on' | 'off' | 'unknown'>; readonly silence: Silence | null } => {
  switch (sign) {
    case 'on':
    case 'off':
      return { power: sign, silence: null }
    case 'unclear':
      return { power: 'unknown', silence: null }
    case 'silent': {
      const goesOn = before !== null && nowMs - before.lastMs <= LOOKS_APART_MS
      const silence = goesOn
        ? { looks: before.looks + 1, sinceMs: before.sinceMs, lastMs: nowMs }
        : { looks: 1, sinceMs: nowMs, lastMs: nowMs }
      const isOff = silence.looks >= silences && nowMs - silence.sinceMs >= SILENT_FOR_MS
      return { power: isOff ? 'off' : 'unknown', silence }
    }
  }
}
