import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { ChargeLack, ChargeWatch, RecoveryNote, Sustain } from '../domain/sustain'
import { isGivenUp, secondsUntil } from './charge-watch'

/** Where not even a full battery carries the end of everything, this is as good as it gets. */
const AS_GOOD_AS_FULL_PERCENT = 95

/** What the batteries allow. */
export interface Budget {
  /** Null: not known well enough. Undefined: it is being worked out. */
  readonly sustain: Sustain | null | undefined
  readonly watch: ChargeWatch | null
}

export const NO_BUDGET: Budget = { sustain: null, watch: null }

/** Whether more may start, and as what; `note` null: there is nothing to tell. */
export interface BudgetGate {
  readonly isOpen: boolean
  readonly why: string
  readonly note: RecoveryNote | null
}

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60))

const waitWords = (needs: number, floorPercent: number, hasPercent: number, aboutSeconds: number | null): string => {
  const words = { need: Math.max(needs, floorPercent), has: Math.floor(hasPercent) }
  if (needs <= floorPercent) return say(RUN_SENTENCES.waitsForPlansCharge, words)
  return aboutSeconds === null
    ? say(RUN_SENTENCES.waitsForCharge, words)
    : say(RUN_SENTENCES.waitsForChargeAbout, { ...words, minutes: minutes(aboutSeconds) })
}

const open = (why: string): BudgetGate => ({ isOpen: true, why, note: null })
const despite = (why: string): BudgetGate => ({ isOpen: true, why, note: { why, isUnprotected: true } })

/**
 * R2: more starts only when everything could be ended in order again, and with the charge that the plan asks for at least
 * (`floorPercent`). A battery that does not charge, or never carries that much, keeps nothing off for ever (R1): then it goes on, and a
 * person is told. So it does on a person's word, `overruledBy` (A6). Pure.
 */
export const budgetGate = (
  { sustain, watch }: Budget,
  {
    chargePercent,
    floorPercent,
    mainsBackAtMs,
    nowMs,
    overruledBy = null,
  }: {
    readonly chargePercent: number
    readonly floorPercent: number
    readonly mainsBackAtMs: number
    readonly nowMs: number
    readonly overruledBy?: string | null
  },
): BudgetGate => {
  const needs = sustain?.isSustained === false ? (sustain.needPercent ?? AS_GOOD_AS_FULL_PERCENT) : 0
  const need = Math.max(floorPercent, needs)
  // A UPS that tells its charge in coarse steps seems to win nothing for long: below what the plan asks for that proves nothing.
  const isHopeless = isGivenUp(chargePercent < floorPercent ? null : watch, mainsBackAtMs, nowMs)
  if (isHopeless && (chargePercent < need || sustain === undefined))
    return despite(say(RUN_SENTENCES.chargeGivenUp, { need, has: Math.floor(chargePercent) }))
  if (sustain === undefined) return { isOpen: false, why: '', note: null }
  // What was worked out is of a moment ago: its own word stands, and not the charge that it named.
  const lacks = sustain?.isSustained === false && (sustain.needPercent !== null || chargePercent < need)
  if (chargePercent < floorPercent || lacks) {
    const words = { need, has: Math.floor(chargePercent) }
    if (overruledBy !== null) return despite(say(RUN_SENTENCES.chargeOverruled, { ...words, who: overruledBy }))
    const ifNow = sustain?.ifNow
    const lack: ChargeLack = { hasPercent: words.has, needPercent: need, ...(ifNow === undefined ? {} : { ifNow }) }
    const why = waitWords(needs, floorPercent, chargePercent, secondsUntil(watch, need, nowMs))
    return { isOpen: false, why: '', note: { why, isUnprotected: false, lack } }
  }
  if (sustain === null) return open(`charge ${chargePercent} % ≥ ${floorPercent} %`)
  if (!sustain.isSustained) return despite(RUN_SENTENCES.neverSustained)
  return open(`charge ${chargePercent} %, enough to end everything in order once more`)
}
