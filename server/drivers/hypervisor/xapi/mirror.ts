import { z } from 'zod'
import { mapInTurns, Turns } from '../../protocols/turns'
import { allBounded } from './all-bounded'
import type { Budget } from './budget'
import { isFault, notReadInTime } from './call-failed'
import type { Connection } from './connection'
import { Records, classNamed } from './records'
import { CLASS_NAMES, eventsSchema, refsSchema, textSchema, type ClassName } from './wire'

/** Even a mirror that seems whole is made anew after so long. */
const RENEW_AFTER_MS = 10 * 60_000
const CLASSES_AT_ONCE = 3
/** How long the pool may wait for news before it answers. Not 0: a float without a fraction travels as an integer. */
const AT_ONCE_SECONDS = 0.001

/** Looked at one by one when they are taken. */
const recordsSchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

interface Copy {
  readonly records: Records
  readonly madeAtMs: number
  /** How many sessions there had been when it was begun. */
  readonly sessions: number
  token: string
}

/**
 * A copy of the part of the pool's database that the inventory is made of. The first refresh reads every class; from then
 * on one call brings what changed since, so that a big pool is not asked for everything all the time.
 */
export class Mirror {
  readonly #connection: Connection
  #copy: Copy | null = null
  #sessions = 0
  #refreshing: Promise<Records> | null = null

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** What is known without asking. */
  get known(): Records | null {
    return this.#copy?.records ?? null
  }

  /** A new session, perhaps with another master: what the old one told is not followed on. */
  beginAnew(): void {
    this.#copy = null
    this.#sessions += 1
  }

  /** One at a time: those who ask meanwhile wait for their turn and then find little left to read. */
  async refresh(budget: Budget): Promise<Records> {
    const before = this.#refreshing
    const own = (before ?? Promise.resolve()).then(
      () => this.#refresh(budget),
      () => this.#refresh(budget),
    )
    this.#refreshing = own
    try {
      return await own
    } finally {
      if (this.#refreshing === own) this.#refreshing = null
    }
  }

  async #refresh(budget: Budget): Promise<Records> {
    const copy = this.#copy
    const isYoung = copy !== null && performance.now() - copy.madeAtMs < RENEW_AFTER_MS
    if (isYoung && (await this.#follow(copy, budget)) && this.#copy === copy) return copy.records
    this.#copy = null
    const made = await this.#make(budget)
    const { sessions } = made
    // What changed while the classes were read one after the other.
    const isWhole = await this.#follow(made, budget)
    if (isWhole && sessions === this.#sessions) this.#copy = made
    return made.records
  }

  /** The token comes first: what changes later is told again, which does no harm. */
  async #make(budget: Budget): Promise<Copy> {
    const doing = 'list the pool'
    const [pool] = await this.#connection.call({ method: 'pool.get_all', args: [], schema: refsSchema, doing }, budget)
    const token = await this.#connection.call(
      { method: 'event.inject', args: ['pool', pool ?? ''], schema: textSchema, doing },
      budget,
    )
    const copy: Copy = { records: new Records(), madeAtMs: performance.now(), sessions: this.#sessions, token }
    await allBounded(CLASS_NAMES, CLASSES_AT_ONCE, async (name) => {
      const all = await this.#connection.call(
        { method: `${name}.get_all_records`, args: [], schema: recordsSchema, doing },
        budget,
      )
      const taken = await mapInTurns(Object.keys(all), new Turns(budget.left()), (reference) =>
        copy.records.take(name, reference, all[reference]),
      )
      if (taken === null) throw notReadInTime()
    })
    return copy
  }

  /** False: the pool cannot tell what changed, or the copy is not like the original. */
  async #follow(copy: Copy, budget: Budget): Promise<boolean> {
    try {
      const news = await this.#connection.call(
        {
          method: 'event.from',
          args: [CLASS_NAMES, copy.token, AT_ONCE_SECONDS],
          schema: eventsSchema,
          doing: 'tell what changed',
        },
        budget,
      )
      copy.token = news.token
      for (const { class: name, operation, ref, snapshot } of news.events) {
        const known = classNamed(name)
        if (known === null) continue
        if (operation === 'del') copy.records.delete(known, ref)
        else copy.records.take(known, ref, snapshot)
      }
      return CLASS_NAMES.every((name) => isComplete(copy.records, name, news.valid_ref_counts))
    } catch (error) {
      if (isFault(error, 'EVENTS_LOST', 'EVENT_FROM_TOKEN_PARSE_FAILURE')) return false
      throw error
    }
  }
}

const isComplete = (records: Records, name: ClassName, counts: Readonly<Record<string, number>>): boolean => {
  const count = counts[name.toLowerCase()]
  return count === undefined || count === records.of(name).size
}
