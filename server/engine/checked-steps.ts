import { insteadOfMove } from '../domain/plan'
import { isHalfway, type Step } from '../domain/run'
import type { World } from '../domain/world'
import { checkRun, type CheckOptions } from '../planner/check-run'
import type { Violation } from '../planner/check-violation'
import type { RejectedSteps } from './rejected/reject-steps'

/** Better off than on a disk that is out of date, or twice, or where the power fails next. */
const NOT_STARTED: ReadonlySet<Violation['rule']> = new Set(['target-storage', 'runs-once', 'target-without-power'])

/**
 * What becomes of a planned step that the checker refuses; null: it is left out. Undefined: it stays, and the finding is reported.
 * `kept`: what the operation stands on, which is better left alone than ended (D5).
 */
const milder = (step: Step, violations: readonly Violation[], kept: ReadonlySet<string>): Step | null | undefined => {
  if (kept.has(step.object.id) && step.direction === 'down') return null
  switch (step.action) {
    case 'migrate':
      if (isHalfway(step)) return null
      // In an outage something must happen, and a guest is asked before it is forced (D3).
      return { ...step, action: insteadOfMove(step.fallback), targetHostId: null }
    case 'migrate-home':
    case 'shutdown-host':
    case 'disarm':
      return null
    case 'start':
      return violations.some(({ rule }) => NOT_STARTED.has(rule)) ? null : undefined
    case 'shutdown':
    case 'save-state':
    case 'power-off':
    case 'keep':
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'power-on-host':
    case 'reboot-host':
      return undefined
    case 'restore':
      // The rest is put back later all the same.
      return step.safeguard?.early === true ? null : undefined
  }
}

/**
 * Planned steps as the independent checker accepts them after the run's `earlier` ones: a refused migration becomes its fallback,
 * a refused move home or host shutdown is left out, and so is a start where a disk would be missing or old, or where the VM may run
 * elsewhere too, or where its host has no power that lasts (D4, R2). Any other finding is reported and the step stays, for doing nothing would be worse.
 * `rejected`: the steps as planned, where any of them was refused; null: all were accepted.
 */
export const checkedSteps = (
  world: World,
  earlier: readonly Step[],
  planned: readonly Step[],
  options: CheckOptions,
): { readonly steps: readonly Step[]; readonly changes: readonly string[]; readonly rejected: RejectedSteps | null } => {
  const changes: string[] = []
  let rejected: RejectedSteps | null = null
  const kept = new Set<string>(world.vms.flatMap(({ id, keepAlive }) => (keepAlive === undefined ? [] : [id])))
  let steps = planned
  // Each round makes at least one refused step milder, so the rounds end.
  for (let round = 0; round <= planned.length; round += 1) {
    const violations = checkRun(world, [...earlier, ...steps], options)
    const isPlanned = new Set(planned.map(({ id }) => id))
    if (round === 0 && violations.some(({ stepId }) => stepId === null || isPlanned.has(stepId)))
      rejected = { world, earlier, steps: planned, options, violations }
    let changed = false
    steps = steps.flatMap((step) => {
      const own = violations.filter(({ stepId }) => stepId === step.id)
      const why = own.map(({ message }) => message).join('; ')
      const instead = own.length === 0 ? undefined : milder(step, own, kept)
      if (instead === undefined) return [step]
      changed = true
      changes.push(
        instead === null
          ? `${step.object.name}: ${step.action} is left out: ${why}`
          : `${step.object.name}: not migrated but ${instead.action}: ${why}`,
      )
      return instead === null ? [] : [instead]
    })
    if (changed) {
      // Nothing waits for what was left out.
      const left = new Set(planned.map(({ id }) => id))
      for (const { id } of steps) left.delete(id)
      steps = steps.map((step) =>
        step.after.some((id) => left.has(id)) ? { ...step, after: step.after.filter((id) => !left.has(id)) } : step,
      )
      continue
    }
    for (const violation of violations)
      if (steps.some((step) => step.id === violation.stepId)) changes.push(`checker: ${violation.message} (${violation.rule})`)
    break
  }
  return { steps, changes, rejected }
}
