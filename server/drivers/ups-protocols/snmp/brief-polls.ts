import type { UpsObservation } from '../../../domain/ups'
import { type CallOptions, type DriverResult, ok } from '../../ports'
import { everythingOf, isServed, type SnmpReads } from './family-reads'
import { LayeredAnswers } from './layered-answers'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'
import type { Habits } from './snmp-session'
import { pictureOf } from './whole-poll'

/** What a whole poll found; its answers say all of it. */
interface Whole {
  readonly answers: SnmpAnswers
  readonly observation: UpsObservation
  readonly picture: string
}

/**
 * Between whole polls: asks for all that something is concluded from, and goes on from the last whole poll as long as nothing else
 * is concluded. What is merely measured stays as it was.
 */
export class BriefPolls {
  readonly #oids: readonly string[]
  #whole: Whole | null = null
  #last: { readonly answers: SnmpAnswers; readonly observation: UpsObservation } | null = null

  constructor(
    private readonly family: SnmpFamily,
    measured: ReadonlySet<string>,
    private readonly session: SnmpReads,
    private readonly habits: Habits,
  ) {
    this.#oids = everythingOf([family]).filter((oid) => !measured.has(oid))
  }

  wholeRead(answers: SnmpAnswers, observation: UpsObservation): void {
    if (this.#whole?.answers === answers) return
    this.#whole = { answers, observation, picture: pictureOf(observation) }
    this.#last = null
  }

  forget(): void {
    this.#whole = null
    this.#last = null
  }

  /** Null: everything has to be read. */
  async read(options: CallOptions): Promise<DriverResult<UpsObservation | null>> {
    const whole = this.#whole
    if (whole === null) return ok(null)
    const answers = await this.session.get(this.#oids, options, this.habits)
    if (answers.kind !== 'ok') return answers
    if (this.#last?.answers === answers.value) return ok(this.#last.observation)
    const observation = this.#goOn(whole, answers.value)
    if (observation === null) this.forget()
    else this.#last = { answers: answers.value, observation }
    return ok(observation)
  }

  #goOn(whole: Whole, answers: SnmpAnswers): UpsObservation | null {
    if (!isServed(this.family, answers)) return null
    const observation = this.family.observe(new LayeredAnswers([answers, whole.answers]), new Map())
    return pictureOf(observation) === whole.picture ? { ...observation, isBrief: true } : null
  }
}
