import type { HostId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { checkRun } from '../planner/check-run'

/**
 * Steps as the independent checker accepts them. A migration that it refuses becomes its fallback (a shutdown where there is none):
 * in an outage something must happen. Any other finding is reported, and the step stays, for doing nothing would be worse.
 */
export const checkedSteps = (
  world: World,
  open: readonly Step[],
  planned: readonly Step[],
  hostsInTrouble: ReadonlySet<HostId>,
): { readonly steps: readonly Step[]; readonly changes: readonly string[] } => {
  const changes: string[] = []
  let steps = planned
  // Each round turns at least one migration into its fallback, so the rounds end.
  for (let round = 0; round <= planned.length; round += 1) {
    const violations = checkRun(world, [...open, ...steps], { hostsInTrouble })
    const refused = new Map(
      violations.flatMap((violation) => (violation.stepId === null ? [] : [[violation.stepId, violation.message] as const])),
    )
    const next = steps.map((step): Step => {
      const why = refused.get(step.id)
      if (why === undefined || step.action !== 'migrate') return step
      const action = step.fallback === 'leave' ? 'shutdown' : step.fallback
      changes.push(`${step.object.name}: not migrated but ${action}: ${why}`)
      return { ...step, action, targetHostId: null }
    })
    const changed = next.some((step, index) => step !== steps[index])
    steps = next
    if (!changed) {
      for (const violation of violations)
        if (planned.some((step) => step.id === violation.stepId))
          changes.push(`checker: ${violation.message} (${violation.rule})`)
      break
    }
  }
  return { steps, changes }
}
