import type { PlanQuestion, PlanViolation } from '../domain/plan-file/plan-file'
import { checkForecast } from './check-forecast'
import { checkPlacement } from './check-placement'
import { checkRun } from './check-run'
import { checkSequence } from './check-sequence'
import { checkShedding } from './check-shedding'

const ofStep = (found: { readonly stepId: string | null; readonly rule: string; readonly message: string }): PlanViolation => ({
  subject: found.stepId,
  rule: found.rule,
  message: found.message,
})

const ofWhole = (found: { readonly rule: string; readonly message: string }): PlanViolation => ({
  subject: null,
  rule: found.rule,
  message: found.message,
})

/** What the independent checker of its kind says of a plan that stands in a file, or could; empty: it accepts it. */
export const checkPlanFile = (plan: PlanQuestion): readonly PlanViolation[] => {
  switch (plan.kind) {
    case 'run': {
      const { world, earlier, hostsInTrouble, elsewhere, chosenVmIds } = plan.question
      const chosen = chosenVmIds === undefined ? {} : { chosenVmIds: new Set(chosenVmIds) }
      const options = { hostsInTrouble: new Set(hostsInTrouble), elsewhere, ...chosen }
      return checkRun(world, [...earlier, ...plan.answer.steps], options).map(ofStep)
    }
    case 'placement':
      return checkPlacement(plan.question, plan.answer).map(ofWhole)
    case 'sequence':
      return checkSequence(plan.question, plan.answer).map(ofStep)
    case 'forecast': {
      const question = { ...plan.question, watts: new Map(Object.entries(plan.question.watts)) }
      return checkForecast(question, plan.answer).map(ofWhole)
    }
    case 'shedding':
      return checkShedding(plan.question, plan.answer).map(({ kind, message }) => ({ subject: null, rule: kind, message }))
  }
}
