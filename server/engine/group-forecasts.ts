import type { Logger } from 'pino'
import type { Forecast } from '../domain/forecast'
import type { PowerGroupId } from '../domain/ids'
import { Turns } from '../drivers/protocols/turns'
import type { Pieces } from '../planner/pieces'

/** As often as UPSs are read: so what is foreseen stands on the last sample. */
export const EVERY_MS = { onMains: 2_000, inTrouble: 1_000 } as const
/** What takes long is done so much more rarely that other work gets so many times as long; but so often it is done. */
const SHARE = 5
const AT_LEAST_EVERY_MS = 10_000

interface Asked {
  readonly foresee: () => Pieces<Forecast>
  readonly atMs: number
}

export interface GroupForecastParts {
  /** Only goes forward. */
  readonly now: () => number
  readonly log: Pick<Logger, 'error'>
  readonly onForeseen: (id: PowerGroupId, forecast: Forecast) => void
  /** Something was foreseen after `foresee` had returned. */
  readonly onLate: () => void
}

/**
 * What would happen to each power group, foreseen anew with every sample: one group after the other, in turns. Of a site of the
 * usual size all is known when `foresee` returns; a plan of ten thousand VMs takes longer than UPSs may wait for their polls.
 */
export class GroupForecasts {
  readonly #parts: GroupForecastParts
  readonly #known = new Map<PowerGroupId, { readonly forecast: Forecast; readonly atMs: number; readonly restMs: number }>()
  readonly #asked = new Map<PowerGroupId, Asked>()
  #forgotten = 0
  #isAtWork = false
  #foreseeing: PowerGroupId | null = null

  constructor(parts: GroupForecastParts) {
    this.#parts = parts
  }

  /** Null: not known yet. */
  of(id: PowerGroupId): Forecast | null {
    return this.#known.get(id)?.forecast ?? null
  }

  /** What was asked stands no more, nor do the answers. */
  forget(): void {
    this.#known.clear()
    this.#asked.clear()
    this.#foreseeing = null
    this.#forgotten += 1
  }

  /** To be foreseen, where it is due again, from what is so at this moment. `foresee()` begins it. */
  ask(id: PowerGroupId, foresee: () => Pieces<Forecast>, everyMs: number = EVERY_MS.onMains): void {
    const atMs = this.#parts.now()
    if (id === this.#foreseeing) return
    const known = this.#known.get(id)
    if (known === undefined || atMs >= known.atMs + Math.max(everyMs, known.restMs)) this.#asked.set(id, { foresee, atMs })
  }

  /** Resolves when all that was asked is answered; at once where it is being done already. */
  async foresee(): Promise<void> {
    if (this.#isAtWork) return
    this.#isAtWork = true
    const turns = new Turns(undefined, this.#parts.now)
    let isLate = false
    for (const [id, asked] of this.#asked) {
      this.#asked.delete(id)
      this.#foreseeing = id
      const forgotten = this.#forgotten
      const beganAtMs = this.#parts.now()
      try {
        const pieces = asked.foresee()
        let piece = pieces.next()
        while (piece.done !== true && this.#forgotten === forgotten) {
          if (turns.isOver) {
            isLate = true
            await turns.pass()
          }
          piece = pieces.next()
        }
        if (piece.done !== true || this.#forgotten !== forgotten) continue
        this.#keep(id, piece.value, asked.atMs, this.#parts.now() - beganAtMs)
        if (isLate) this.#parts.onLate()
      } catch (error) {
        this.#parts.log.error({ err: error, group: id }, 'a forecast could not be made; it is tried again')
      }
    }
    this.#foreseeing = null
    this.#isAtWork = false
  }

  #keep(id: PowerGroupId, forecast: Forecast, askedAtMs: number, tookMs: number): void {
    this.#known.set(id, { forecast, atMs: askedAtMs, restMs: Math.min(AT_LEAST_EVERY_MS, SHARE * tookMs) })
    this.#parts.onForeseen(id, forecast)
  }
}
