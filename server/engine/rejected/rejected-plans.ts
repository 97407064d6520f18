import type { JournalDraft, JournalObject } from '../../domain/journal'
import type { RunId } from '../../domain/ids'
import { planFileOf, type PlanQuestion, type PlanViolation } from '../../domain/plan-file/plan-file'
import type { QuestionPieces } from '../../domain/plan-file/questions'
import { PLAN_REJECTED, rejectionData } from '../../domain/plan-file/rejection'
import { Turns } from '../../drivers/protocols/turns'
import type { Recorder } from '../recorder'
import { carryPlanFile } from './carry-plan-file'

/** A plan that an independent checker has not accepted. */
export interface Rejection {
  readonly object: JournalObject
  readonly runId: RunId | null
  readonly actor: string
  readonly channel: JournalDraft['channel']
  /** What was to be done, and what becomes of it: "Maintenance of esx-1 is refused". */
  readonly message: string
  readonly violations: readonly PlanViolation[]
  /** What the findings are, without numbers that change with every look: the same ones are told once. */
  readonly findings: readonly string[]
  readonly question: () => QuestionPieces
}

/** The same findings are known of so many objects; those of the oldest are told again. */
const MOST_REMEMBERED = 500

/**
 * Puts what an independent checker rejects on record, with the plan file by which the verdict is had again (K1). Nobody waits for it: a
 * file of thousands of VMs is made in turns, while what was decided instead goes on.
 */
export class RejectedPlans {
  readonly #recorder: Pick<Recorder, 'noteOnceMade'>
  readonly #known = new Map<string, Set<string>>()

  constructor(recorder: Pick<Recorder, 'noteOnceMade'>) {
    this.#recorder = recorder
  }

  /** Once for the same findings about the same object. */
  tell(rejection: Rejection): void {
    const { object, runId, findings } = rejection
    const subject = `${object.kind} ${object.id} ${runId ?? ''}`
    const known = this.#known.get(subject) ?? new Set()
    if (findings.every((finding) => known.has(finding))) return
    for (const finding of findings) known.add(finding)
    this.#remember(subject, known)
    this.#recorder.noteOnceMade((atMs) => draftOf(rejection, atMs))
  }

  #remember(subject: string, known: Set<string>): void {
    this.#known.delete(subject)
    this.#known.set(subject, known)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
  }
}

const madeInTurns = async (pieces: QuestionPieces, turns: Turns): Promise<PlanQuestion> => {
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
    if (turns.isOver) await turns.pass()
  }
}

const draftOf = async (
  { violations, question, findings: _findings, ...about }: Rejection,
  atMs: number,
): Promise<JournalDraft> => {
  const turns = new Turns()
  const plan = await madeInTurns(question(), turns)
  const file = planFileOf(plan, violations, new Date(atMs))
  const data = rejectionData(plan.kind, violations, await carryPlanFile(file, turns))
  return { ...about, atMs, kind: PLAN_REJECTED, outcome: 'refused', data }
}
