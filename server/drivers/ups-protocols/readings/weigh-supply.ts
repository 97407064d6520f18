import type { Supply } from '../../../domain/power-state'

/** What the device's own word for the source comes to. `other`: none of these; `unlisted`: its MIB does not list it. */
export type SupplyClaim = Supply | 'other' | 'unlisted'

/**
 * Witnesses of a discharge that do not depend on that word. True: it says so; false: it denies it; null: it is silent.
 * A device may have more or fewer of them.
 */
export type DischargeSigns = Readonly<Record<string, boolean | null>> & { readonly inputDead: boolean | null }

const count = (signs: DischargeSigns, wanted: boolean): number => Object.values(signs).filter((sign) => sign === wanted).length

/** Two that agree outvote the word, unless an input is measured alive. */
const outvoted = (signs: DischargeSigns): boolean => count(signs, true) >= 2 && signs.inputDead !== false

/** The word alone decides only where next to nobody else speaks: two that deny it make it doubtful, one that confirms it settles it. */
export const weighSupply = (claim: SupplyClaim, signs: DischargeSigns): Supply => {
  switch (claim) {
    case 'battery':
      return count(signs, true) > 0 || count(signs, false) < 2 ? 'battery' : 'unknown'
    case 'mains':
      return outvoted(signs) ? 'battery' : 'mains'
    case 'bypass':
    case 'off':
      return claim
    case 'other':
      if (outvoted(signs)) return 'battery'
      return signs.inputDead === false && count(signs, true) === 0 && count(signs, false) >= 2 ? 'mains' : 'unknown'
    case 'unknown':
    case 'unlisted':
      return outvoted(signs) ? 'battery' : 'unknown'
  }
}
