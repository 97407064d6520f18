import type { CheckedStep as Step, CheckedWorld as World } from '../domain/checked-world'
import type { StepId } from '../domain/ids'
import { checkHostStep } from './check-host-step'
import { reserveFaults } from './check-reserve'
import { checkSafeguardStep } from './check-safeguard'
import { pending, type Scene, sceneOf, type SceneOptions, stepsOf } from './check-scene'
import type { Report, Violation } from './check-violation'
import { checkVmStep, isLegOf } from './check-vm-step'

/**
 * The independent checker: what stands between a plan and the machines. It shares no code with the planner on purpose; a
 * mistake made in one is then not made in the other.
 */

export type CheckOptions = SceneOptions

/** More VMs of a pool's autostart, behind those that are just being set aside: of others nothing is left that a second step could add. */
const isFurtherDisarm = (scene: Scene, { action, safeguard, object, after }: Step): boolean =>
  action === 'disarm' &&
  safeguard?.found.kind === 'autostart' &&
  stepsOf(scene, object.id).some((other) => other.action === action && after.includes(other.id))

const checkList = (scene: Scene, report: Report): void => {
  const ids = new Set<StepId>()
  const seqs = new Set<number>()
  const wanted = new Set<string>()
  for (const step of scene.steps) {
    if (ids.has(step.id)) report(step, 'duplicate-id', `two steps carry the id ${step.id}`)
    if (seqs.has(step.seq)) report(step, 'duplicate-seq', `two steps carry the number ${step.seq}`)
    ids.add(step.id)
    seqs.add(step.seq)
    if (!pending(step)) continue
    const ofOther = isFurtherDisarm(scene, step) ? step.id : step.action
    const treatment = step.object.kind !== 'vm' ? ofOther : isLegOf(scene, step) ? 'leg' : 'vm'
    const key = `${step.direction} ${treatment} ${step.object.id}`
    if (wanted.has(key)) report(step, 'twice', `${step.object.name} is to be treated twice`)
    wanted.add(key)
    if (!(Number.isFinite(step.limitSeconds) && step.limitSeconds > 0))
      report(step, 'limit', `${step.object.name}: a limit of ${step.limitSeconds} s is none`)
  }
}

const checkOrder = (scene: Scene, report: Report): void => {
  for (const step of scene.steps) {
    if (!pending(step)) continue
    for (const id of step.after) {
      const other = scene.byId.get(id)
      if (other === undefined) report(step, 'dependency-unknown', `${step.object.name} waits for a step that is not in the run`)
      else if (other.seq >= step.seq)
        report(step, 'order', `${step.object.name} waits for ${other.object.name}, which is issued after it`)
    }
    if (scene.waits.isInCircle(step)) report(step, 'dependency-circle', `${step.object.name} waits for itself, through others`)
  }
}

/**
 * Every reason not to carry these steps out; empty: they may run. Pass all steps of the run: ended ones are facts, open ones
 * are judged. Memory is judged at every arrival, at the worst moment that the dependencies allow, a moving VM counted on both
 * sides. Safe by being pessimistic: room that is only freed "probably earlier" does not count.
 */
export const checkRun = (world: World, steps: readonly Step[], options: CheckOptions = {}): readonly Violation[] => {
  const scene = sceneOf(world, steps, options)
  const violations: Violation[] = []
  const report: Report = (step, rule, message) => violations.push({ stepId: step?.id ?? null, rule, message })
  checkList(scene, report)
  checkOrder(scene, report)
  if (options.chosenVmIds !== undefined)
    for (const { step, message } of reserveFaults(scene, options.chosenVmIds)) report(step, 'target-reserve', message)
  for (const step of scene.steps) {
    if (!pending(step)) continue
    if (step.object.kind === 'vm') {
      const vm = scene.vms.get(step.object.id)
      if (vm === undefined) report(step, 'unknown-object', `${step.object.name} is not in the inventory`)
      else checkVmStep(scene, step, vm, report)
    } else if (step.object.kind === 'safeguard') {
      checkSafeguardStep(scene, step, report)
    } else {
      const host = scene.hosts.get(step.object.id)
      if (host === undefined) report(step, 'unknown-object', `${step.object.name} is not in the inventory`)
      else checkHostStep(scene, step, host, report)
    }
  }
  return violations
}
