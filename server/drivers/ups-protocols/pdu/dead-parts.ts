import type { Outlet, PartTrouble } from '../../../domain/ups'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt } from '../snmp/table'
import { deadLines, type LineValues } from './dead-lines'
import { breakersOf, EACH_LINE, type Wiring } from './wiring'

/** A part of a PDU that gives nothing while the rest of it lives. */
interface DeadPart {
  readonly words: string
  /** Whether this outlet hangs on it; null: the PDU does not tell. */
  readonly cuts: (row: number) => boolean | null
}

const openBreakers = (wiring: Wiring, answers: SnmpAnswers): readonly DeadPart[] =>
  wiring.breakers
    .filter(({ state, openAt }) => numberAt(answers, state) === openAt)
    .map((breaker) => ({
      words: `breaker ${breaker.row} ${wiring.openWord}`,
      cuts: (row) => breakersOf(row, wiring, answers)?.includes(breaker) ?? null,
    }))

const lostLines = (wiring: Wiring | undefined, answers: SnmpAnswers, lines: LineValues): readonly DeadPart[] => {
  if (lines.volts.length < 2) return []
  return [...deadLines(lines, wiring?.voltsBetween(answers) ?? EACH_LINE)].map((line) => ({
    words: `line ${line} of the input has no voltage`,
    cuts: (row) => wiring?.linesOf(row, answers)?.includes(line) ?? null,
  }))
}

const inSentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

const wordsOf = ({ words }: DeadPart, cut: readonly Outlet[], untold: number): string => {
  const start = inSentence(words)
  if (cut.length > 0) {
    const named = `${cut.length === 1 ? 'outlet' : 'outlets'} ${cut.map(({ id }) => id).join(', ')}`
    const others = untold === 0 ? '' : `; of ${untold} more the PDU does not say it`
    return `${start}: ${named} ${cut.length === 1 ? 'has' : 'have'} no power${others}`
  }
  return untold === 0
    ? `${start}: none of its outlets hangs on it`
    : `${start}: which outlets hang on it the PDU does not say, so hosts on this PDU may have lost this feed`
}

/**
 * The outlets, with those marked that hang on a part that is dead, and what people are to be told of such parts (P5). An outlet
 * of which the PDU does not say what it hangs on is left as it is.
 */
export const withDeadParts = (
  outlets: readonly Outlet[],
  wiring: Wiring | undefined,
  answers: SnmpAnswers,
  lines: LineValues,
): { readonly outlets: readonly Outlet[]; readonly troubles: readonly PartTrouble[] } => {
  const parts = [...(wiring === undefined ? [] : openBreakers(wiring, answers)), ...lostLines(wiring, answers, lines)]
  if (parts.length === 0) return { outlets, troubles: [] }
  const cut = parts.map(({ cuts }) => new Map(outlets.map(({ id }) => [id, cuts(Number(id))])))
  const whyDead = (id: string): string => parts.flatMap(({ words }, at) => (cut[at]?.get(id) === true ? [words] : [])).join(', ')
  return {
    outlets: outlets.map((outlet) => {
      const dead = whyDead(outlet.id)
      return dead === '' ? outlet : { ...outlet, dead }
    }),
    troubles: parts.map((part, at) => {
      const own = outlets.filter(({ id }) => cut[at]?.get(id) === true)
      const untold = outlets.length === 0 ? 1 : outlets.filter(({ id }) => (cut[at]?.get(id) ?? null) === null).length
      return { words: wordsOf(part, own, untold), isUntold: untold > 0 }
    }),
  }
}
