import type { CheckedHost as Host, CheckedStep as Step, CheckedVm as VirtualMachine } from '../domain/checked-world'
import { brokenRules } from './check-affinity'
import { elsewhereFaults } from './check-elsewhere'
import { checkKeepAlive } from './check-keep-alive'
import { comingAtWorstMiB, worstMemoryMiB } from './check-room'
import { moves, pending, runs, type Scene, stepsOf } from './check-scene'
import { startFaults, storageFaults } from './check-storage'
import type { Report } from './check-violation'

/** On its way home by a third host: another step, which waits for this one, takes it on from there (D4). */
export const isLegOf = (scene: Scene, step: Step): boolean =>
  step.direction === 'up' &&
  step.action === 'migrate' &&
  stepsOf(scene, step.object.id).some((other) => other.action === 'migrate-home' && other.after.includes(step.id))

const willBeUp = (scene: Scene, step: Step, host: Host): boolean =>
  host.connection === 'up' ||
  stepsOf(scene, host.id).some(
    (other) => other.action === 'power-on-host' && (other.state === 'done' || step.after.includes(other.id)),
  )

const willLeaveMaintenance = (scene: Scene, step: Step, host: Host): boolean =>
  stepsOf(scene, host.id).some((other) => other.action === 'exit-maintenance' && step.after.includes(other.id))

const checkTarget = (scene: Scene, step: Step, vm: VirtualMachine, report: Report): void => {
  const name = step.object.name
  if (step.targetHostId === null) {
    if (moves(step)) report(step, 'target-missing', `${name} is to move, but nobody says where`)
    return
  }
  const host = scene.hosts.get(step.targetHostId)
  if (host === undefined) {
    report(step, 'target-unknown', `${name}: its target is not in the inventory`)
    return
  }
  if (host.managerId !== vm.managerId) report(step, 'target-foreign', `${name}: ${host.name} is under another manager`)
  const from = vm.hostId === null ? undefined : scene.hosts.get(vm.hostId)
  if (moves(step) && from !== undefined && host.clusterNativeId !== from.clusterNativeId)
    report(step, 'target-other-cluster', `${name}: ${host.name} is in another cluster than ${from.name}`)
  if (step.action === 'migrate' && host.id === vm.hostId) report(step, 'target-is-source', `${name} is on ${host.name} already`)
  if (!willBeUp(scene, step, host)) report(step, 'target-not-up', `${name}: ${host.name} is not up`)
  const isEmptied = host.enteringMaintenance === true && moves(step)
  if ((host.inMaintenance || isEmptied) && !willLeaveMaintenance(scene, step, host))
    report(step, 'target-in-maintenance', `${name}: ${host.name} is ${host.inMaintenance ? 'in' : 'on its way into'} maintenance`)
  if (moves(step) && host.id !== vm.hostId && scene.inTrouble.has(host.id))
    report(step, 'target-without-power', `${name}: the power of ${host.name} is in trouble`)
  if (moves(step) && host.id !== vm.hostId)
    for (const rule of brokenRules(scene, step, vm, host))
      report(step, 'affinity', `${name} on ${host.name} breaks the rule “${rule}”`)
  if (moves(step) && host.id !== vm.hostId)
    for (const fault of storageFaults(scene, step, vm, host)) report(step, 'target-storage', `${name} on ${host.name}: ${fault}`)
  if (step.action === 'start')
    for (const fault of startFaults(vm, host)) report(step, 'target-storage', `${name} on ${host.name}: ${fault}`)
  for (const fault of elsewhereFaults(scene, step, vm, host)) report(step, 'runs-once', `${name} on ${host.name}: ${fault}`)
  if (step.action === 'start' && scene.inTrouble.has(host.id))
    report(step, 'target-without-power', `${name}: the power of ${host.name} is in trouble`)
  const goingDown = stepsOf(scene, host.id).some(
    (other) => pending(other) && (other.action === 'shutdown-host' || other.action === 'enter-maintenance'),
  )
  if (step.direction === 'down' && goingDown) report(step, 'target-going-down', `${name}: ${host.name} is to be emptied itself`)
  // What ran on a host before may start there again, over-committed or not: nothing stays off (R1).
  const returns = step.action === 'start' && step.before.hostId === host.id
  if (host.memoryMiB === null || returns || (host.id === vm.hostId && runs(vm))) return
  const held = worstMemoryMiB(scene, host, step)
  const cluster = scene.managers.get(host.managerId)?.clusters.find(({ nativeId }) => nativeId === host.clusterNativeId)
  const ratio = host.memoryUsedMiB === null ? 1 : Math.max(1, cluster?.memoryCommitRatio ?? 1)
  if (held > host.memoryMiB * ratio)
    report(step, 'target-memory', `${name}: ${host.name} would hold ${Math.ceil(held)} MiB of ${host.memoryMiB} MiB`)
  // What may be promised is not there: what is used, and all that comes, must find real memory.
  const used = (host.memoryUsedMiB ?? 0) + comingAtWorstMiB(scene, host, step)
  if (ratio > 1 && used > host.memoryMiB)
    report(step, 'target-memory', `${name}: ${host.name} would use ${Math.ceil(used)} MiB of ${host.memoryMiB} MiB`)
}

/** What nobody knew to be on was on: this run asked its guest to end, was not refused, and saw it end. */
const wasEnded = (scene: Scene, step: Step): boolean =>
  step.action === 'start' &&
  step.before.power === 'unknown' &&
  stepsOf(scene, step.object.id).some(
    (other) =>
      other.direction === 'down' &&
      other.state === 'done' &&
      other.attempts.some(({ outcome }) => outcome !== 'refused' && outcome !== 'failed'),
  )

const NEVER_SAVE = new Set(['dc', 'domain-controller', 'cluster-member'])

/** What speaks against what a step does to its VM: what it is, where it goes, and whether there is room. */
export const checkVmStep = (scene: Scene, step: Step, vm: VirtualMachine, report: Report): void => {
  const name = step.object.name
  if (vm.systemKind !== null)
    report(step, 'system-vm', `${name} is a system VM (${vm.systemKind}): its platform takes care of it`)
  for (const why of checkKeepAlive(scene, step, vm)) report(step, 'keep-alive', `${name}: ${why}`)
  const saves = step.action === 'save-state' || (step.direction === 'down' && step.fallback === 'save-state')
  const isTagged = vm.tagsUntold === true || vm.tags.some((tag) => NEVER_SAVE.has(tag.toLowerCase()))
  if (saves && (vm.hasPassthrough !== false || isTagged))
    report(step, 'save-forbidden', `${name}: the state of this VM must not be saved`)
  const goesUp = step.action === 'start' || step.action === 'migrate-home' || isLegOf(scene, step)
  if (goesUp !== (step.direction === 'up')) report(step, 'direction', `${name}: "${step.action}" does not go ${step.direction}`)
  if (goesUp && step.before.power !== 'on' && !wasEnded(scene, step))
    report(
      step,
      'not-running-before',
      `${name} did not run before and is not to be ${step.action === 'start' ? 'started' : 'moved'}`,
    )
  if (step.action === 'migrate-home' && step.targetHostId !== step.before.hostId)
    report(step, 'not-home', `${name} did not come from where it is sent`)
  const capabilities = scene.managers.get(vm.managerId)?.capabilities
  const cannot =
    (moves(step) && capabilities?.liveMigration === false) ||
    (step.action === 'save-state' && capabilities?.saveState === false) ||
    (step.action === 'shutdown' && capabilities?.shutdownGuest === false)
  if (cannot) report(step, 'unsupported', `${name}: its platform cannot ${step.action}`)
  const lastMove = stepsOf(scene, vm.id).findLast((other) => other.moved !== undefined)
  if (moves(step) && lastMove?.moved?.guest === 'silent')
    report(step, 'silent-guest', `${name} has not answered since it was moved: it is not moved again by itself`)
  if (moves(step) || step.action === 'start') checkTarget(scene, step, vm, report)
}
