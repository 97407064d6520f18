import { asItIs } from '../../domain/plan-file/questions'
import type { PlanQuestion } from '../../domain/plan-file/plan-file'
import type { RejectedPart } from '../../planner/rejected-part'
import type { RejectedPlans, Rejection } from './rejected-plans'

const questionOf = (part: RejectedPart): PlanQuestion => {
  switch (part.kind) {
    case 'placement':
      return { kind: 'placement', question: part.problem, answer: part.assignment }
    case 'sequence':
      return { kind: 'sequence', question: part.problem, answer: part.sequence }
  }
}

const violationsOf = (part: RejectedPart): Rejection['violations'] => {
  switch (part.kind) {
    case 'placement':
      return part.violations.map(({ rule, message }) => ({ subject: null, rule, message }))
    case 'sequence':
      return part.violations.map(({ stepId, rule, message }) => ({ subject: stepId, rule, message }))
  }
}

const WORDS: Readonly<Record<RejectedPart['kind'], string>> = {
  placement: 'A placement of VMs together is not used',
  sequence: 'An order of moves is not used',
}

/** Puts on record what was found while planning, and not used because its checker did not accept it (K1). Each rule is told once per object. */
export const tellRejected = (
  rejected: Pick<RejectedPlans, 'tell'>,
  about: Pick<Rejection, 'object' | 'runId' | 'actor' | 'channel'>,
  parts: readonly RejectedPart[],
): void => {
  for (const part of parts) {
    const violations = violationsOf(part)
    rejected.tell({
      ...about,
      message: `${WORDS[part.kind]} for ${about.object.name}: ${violations[0]?.message ?? ''}`,
      violations,
      findings: violations.map(({ rule }) => `${part.kind} ${rule}`),
      question: () => asItIs(questionOf(part)),
    })
  }
}
