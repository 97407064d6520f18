import type { HostId } from '../../domain/ids'
import { runQuestion } from '../../domain/plan-file/questions'
import type { Step } from '../../domain/run'
import type { World } from '../../domain/world'
import type { CheckOptions } from '../../planner/check-run'
import type { Violation } from '../../planner/check-violation'
import type { Rejection } from './rejected-plans'

/** Steps as they were planned, of which the checker did not accept all. */
export interface RejectedSteps {
  readonly world: World
  readonly earlier: readonly Step[]
  readonly steps: readonly Step[]
  readonly options: CheckOptions
  readonly violations: readonly Violation[]
}

const NOBODY: ReadonlySet<HostId> = new Set()

/** What of a rejection follows from the steps. */
export const rejectionOf = ({
  world,
  earlier,
  steps,
  options,
  violations,
}: RejectedSteps): Pick<Rejection, 'violations' | 'findings' | 'question'> => {
  const byId = new Map([...earlier, ...steps].map((step) => [step.id, step]))
  const about = ({ stepId, rule }: Violation): string => {
    const step = stepId === null ? undefined : byId.get(stepId)
    return step === undefined ? rule : `${rule} ${step.direction} ${step.action} ${step.object.id} ${step.targetHostId ?? ''}`
  }
  return {
    violations: violations.map(({ stepId, rule, message }) => ({ subject: stepId, rule, message })),
    findings: violations.map(about),
    question: () =>
      runQuestion({
        world,
        earlier,
        steps,
        hostsInTrouble: options.hostsInTrouble ?? NOBODY,
        elsewhere: options.elsewhere ?? [],
      }),
  }
}
