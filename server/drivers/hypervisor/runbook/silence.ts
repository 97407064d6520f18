import type { VmPower } from '../../../domain/inventory'

/**
 * What one look brought. `silent`: nothing came back although our own network was seen to work. `unclear`: it says nothing of the
 * machine: it refuses, answers otherwise than expected, or could not be asked.
 */
export type Sign = 'on' | 'off' | 'silent' | 'unclear'

/** Looks in a row that brought nothing, or “off”; milliseconds of a clock that only goes forward. */
export interface Silence {
  readonly sign: Extract<Sign, 'silent' | 'off'>
  readonly looks: number
  readonly sinceMs: number
  readonly lastMs: number
}

/** Without an answer for so long, and only then, a machine is taken for off (A5). */
export const SILENT_FOR_MS = 30_000
/** “Off” in so many looks, over so long: a script that fails, or a BMC that is just away, may say it once. */
export const SAID_OFF_LOOKS = 2
export const SAID_OFF_FOR_MS = 3_000
/** What nobody looked at for so long may have been on meanwhile: silence is counted anew. */
export const LOOKS_APART_MS = 60_000

/** What is believed after a look, and what is remembered for the next one. One look is never enough for off (A4). */
export const judge = (
  before: Silence | null,
  sign: Sign,
  silences: number,
  nowMs: number,
): { readonly power: Extract<VmPower, 'on' | 'off' | 'unknown'>; readonly silence: Silence | null } => {
  switch (sign) {
    case 'on':
      return { power: 'on', silence: null }
    case 'unclear':
      return { power: 'unknown', silence: null }
    case 'off':
    case 'silent': {
      const goesOn = before !== null && before.sign === sign && nowMs - before.lastMs <= LOOKS_APART_MS
      const silence = goesOn
        ? { sign, looks: before.looks + 1, sinceMs: before.sinceMs, lastMs: nowMs }
        : { sign, looks: 1, sinceMs: nowMs, lastMs: nowMs }
      const [looks, forMs] = sign === 'off' ? [SAID_OFF_LOOKS, SAID_OFF_FOR_MS] : [silences, SILENT_FOR_MS]
      const isOff = silence.looks >= looks && nowMs - silence.sinceMs >= forMs
      return { power: isOff ? 'off' : 'unknown', silence }
    }
  }
}
