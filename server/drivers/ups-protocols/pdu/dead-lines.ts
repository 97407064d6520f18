import { isLive } from '../readings/line-voltage'
import type { Terminals } from './wiring'

const LINES = [1, 2, 3] as const

/** A line as the PDU measures it; null: it does not. */
export interface LineValues {
  readonly volts: readonly (number | null)[]
  readonly amperes: readonly (number | null)[]
}

/** Measured, and nothing there. */
const hasNoVolts = (volts: number | null | undefined): boolean => volts !== null && volts !== undefined && !isLive(volts)

/**
 * Lines of the input that are dead while another one lives: every voltage that it has a part in is gone, and nothing flows in it
 * (P4: a voltage alone may be a sensor that has failed).
 */
export const deadLines = ({ volts, amperes }: LineValues, between: readonly Terminals[]): ReadonlySet<number> =>
  new Set(
    LINES.filter((line) => {
      const rows = between.flatMap((terminals, row) => (terminals.includes(line) ? [row] : []))
      const othersLive = between.some((terminals, row) => !terminals.includes(line) && isLive(volts[row] ?? null))
      return othersLive && rows.length > 0 && rows.every((row) => hasNoVolts(volts[row])) && amperes[line - 1] === 0
    }),
  )
