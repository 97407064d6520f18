import type { UpsObservation } from '../../../domain/ups'
import { type CallOptions, type DriverResult, ok, type PollOptions } from '../../ports'
import { mergeTold } from '../merging/merge-observations'
import { meaningfulOf } from '../merging/told'
import { BriefPolls } from './brief-polls'
import { deadlineFrom, everythingOf, isServed, observeFamily, proofOids, type SnmpReads } from './family-reads'
import { FurtherReads } from './further-reads'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'
import type { Habits } from './snmp-session'
import { type FamilyTold, mergeShort, pictureOf, proofsIn, type WholePoll, wholePoll } from './whole-poll'

type TimeLeft = () => CallOptions
type Read = DriverResult<UpsObservation | null>

const tellerOf = ({ family, label, coarseSteps }: SnmpFamily) => ({
  family,
  label,
  ...(coarseSteps === undefined ? {} : { coarseSteps }),
})

/**
 * Reads the families that one device serves as one. A whole poll reads everything of all of them: at first, whenever a state
 * changed, and every so often. A short one reads everything of the richest, and of the others their states and the values that
 * only they have.
 */
export class CombinedReader {
  private whole: WholePoll | null = null
  private shortPolls = 0
  /** What was made of which answers: agents repeat themselves, and then the session returns the same answers. */
  private last: { readonly answers: SnmpAnswers; readonly observation: UpsObservation } | null = null
  /** The same array every time, for the session recognises it. */
  private readonly oids: readonly string[]
  private readonly habits: Habits
  private readonly further: FurtherReads
  /** Of a device of one family; null: it has everything read in every poll. */
  private readonly brief: BriefPolls | null

  constructor(
    private readonly families: readonly SnmpFamily[],
    private readonly session: SnmpReads,
  ) {
    this.oids = everythingOf(families)
    this.habits = {
      essential: new Set(proofOids(families)),
      steady: new Set(families.flatMap(({ steadyOids }) => steadyOids ?? [])),
    }
    this.further = new FurtherReads(session, this.habits)
    const [only] = families
    this.brief =
      only?.measuredOids === undefined || families.length > 1
        ? null
        : new BriefPolls(only, only.measuredOids, session, this.habits)
  }

  /** Null: the device serves none of the families. */
  async read(options: PollOptions): Promise<Read> {
    const left = deadlineFrom(options)
    const { whole } = this
    const [only] = this.families
    if (only !== undefined && this.families.length === 1) return this.readOne(only, left, options.brief === true)
    if (whole === null || this.shortPolls >= whole.shortPolls) return this.readWhole(left, new Map())
    this.shortPolls += 1
    const answers = await this.get(whole.shortOids, left())
    if (answers.kind !== 'ok') return answers
    if (this.last?.answers === answers.value) return ok(this.last.observation)
    const observation = await this.observeShort(whole, answers.value, left)
    return observation === null ? this.readWhole(left, answers.value) : ok(observation)
  }

  /** Whose numbers the outlets have that were read last; null: none were. */
  get outletFamily(): SnmpFamily | null {
    if (this.families.length === 1) return this.families[0] ?? null
    return this.whole?.told.find(({ observation }) => observation.outlets.length > 0)?.source ?? null
  }

  /** What each family that the device serves says, the richest first. `known`: answers that need not be asked for again. */
  async readEach(
    left: TimeLeft,
    known: SnmpAnswers,
  ): Promise<DriverResult<{ readonly told: readonly FamilyTold[]; readonly answers: SnmpAnswers }>> {
    const oids = known.size === 0 ? this.oids : this.oids.filter((oid) => !known.has(oid))
    const more = await this.get(oids, left())
    if (more.kind !== 'ok') return more
    const answers: SnmpAnswers = new Map([...known, ...more.value])
    const told: FamilyTold[] = []
    for (const source of this.families.filter((family) => isServed(family, answers))) {
      const { observation } = await this.observe(source, answers, left)
      told.push({ ...tellerOf(source), source, observation })
    }
    return ok({ told, answers })
  }

  private get(oids: readonly string[], options: CallOptions): Promise<DriverResult<SnmpAnswers>> {
    return this.session.get(oids, options, this.habits)
  }

  private async readOne(family: SnmpFamily, left: TimeLeft, brief: boolean): Promise<Read> {
    if (brief && this.brief !== null) {
      const told = await this.brief.read(left())
      if (told.kind !== 'ok' || told.value !== null) return told
    }
    const answers = await this.get(this.oids, left())
    if (answers.kind !== 'ok') return answers
    if (this.last?.answers !== answers.value) {
      this.last = null
      if (!isServed(family, answers.value)) return ok(null)
      const { observation, isAll } = await this.observe(family, answers.value, left)
      if (isAll) this.keep(family, answers.value, observation)
      if (this.last === null) {
        this.brief?.forget()
        return ok(observation)
      }
    }
    this.brief?.wholeRead(this.last.answers, this.last.observation)
    return ok(this.last.observation)
  }

  /** `isAll`: these answers say it all, and as long as they stay the same so does it. */
  private async observe(family: SnmpFamily, answers: SnmpAnswers, left: TimeLeft) {
    const complete = await this.further.complete(family, answers, left)
    const observation = await observeFamily(family, complete, this.session, left())
    return { observation, isAll: complete === answers }
  }

  /** An alarm table may say something else although everything else stayed the same. */
  private keep(richest: SnmpFamily, answers: SnmpAnswers, observation: UpsObservation): void {
    this.last = richest.alarmTable?.hasEntries(answers) === true ? null : { answers, observation }
  }

  private async readWhole(left: TimeLeft, known: SnmpAnswers): Promise<Read> {
    const each = await this.readEach(left, known)
    if (each.kind !== 'ok') return each
    const told = meaningfulOf(each.value.told)
    this.shortPolls = 0
    this.last = null
    if (told.length === 0) {
      this.whole = null
      return ok(null)
    }
    const merged = mergeTold(told)
    this.whole = wholePoll(this.whole, told, each.value.answers, merged)
    return ok(merged)
  }

  /** Null: something changed, so that everything has to be read. */
  private async observeShort(whole: WholePoll, answers: SnmpAnswers, left: TimeLeft): Promise<UpsObservation | null> {
    const [richest, ...poorer] = whole.told
    if (richest === undefined || !isServed(richest.source, answers) || proofsIn(poorer, answers) !== whole.proofs) return null
    const { observation, isAll } = await this.observe(richest.source, answers, left)
    if (poorer.length > 0 && pictureOf(observation) !== whole.picture) return null
    const merged = mergeShort(whole, observation, answers)
    if (isAll) this.keep(richest.source, answers, merged)
    else this.last = null
    return merged
  }
}
