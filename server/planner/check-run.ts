import type {
  CheckedHost as Host,
  CheckedStep as Step,
  CheckedVm as VirtualMachine,
  CheckedWorld as World,
} from '../domain/checked-world'
import type { HostId, StepId } from '../domain/ids'
import { brokenRules } from './check-affinity'
import { comingAtWorstMiB, worstMemoryMiB } from './check-room'
import { checkEarlyRestore } from './check-early-restore'
import { checkKeepAlive } from './check-keep-alive'
import { elsewhereFaults } from './check-elsewhere'
import { reserveFaults } from './check-reserve'
import { startFaults, storageFaults } from './check-storage'
import { ancestorsOf, moves, pending, runs, type Scene, sceneOf, type SceneOptions, stops } from './check-scene'

/**
 * The independent checker: what stands between a plan and the machines. It shares no code with the planner on purpose; a
 * mistake made in one is then not made in the other.
 */

export type ViolationRule =
  | 'duplicate-id'
  | 'duplicate-seq'
  | 'twice'
  | 'limit'
  | 'unknown-object'
  | 'dependency-unknown'
  | 'dependency-circle'
  | 'order'
  | 'direction'
  | 'target-missing'
  | 'target-unknown'
  | 'target-is-source'
  | 'target-not-up'
  | 'target-in-maintenance'
  | 'target-without-power'
  | 'target-going-down'
  | 'reboot-in-service'
  | 'target-memory'
  | 'target-reserve'
  | 'target-storage'
  | 'runs-once'
  | 'affinity'
  | 'target-foreign'
  | 'target-other-cluster'
  | 'host-not-empty'
  | 'not-running-before'
  | 'not-home'
  | 'silent-guest'
  | 'disarm-not-whole'
  | 'disarm-late'
  | 'disarm-needed'
  | 'restore-unknown'
  | 'restore-early'
  | 'technician-inside'
  | 'system-vm'
  | 'keep-alive'
  | 'save-forbidden'
  | 'unsupported'

/** `stepId` null: about the list as a whole. */
export interface Violation {
  readonly stepId: StepId | null
  readonly rule: ViolationRule
  readonly message: string
}

export type CheckOptions = SceneOptions

type Report = (step: Step | null, rule: ViolationRule, message: string) => void

/** On its way home by a third host: another step, which waits for this one, takes it on from there (D4). */
const isLegOf = (scene: Scene, step: Step): boolean =>
  step.direction === 'up' &&
  step.action === 'migrate' &&
  scene.steps.some(
    (other) => other.object.id === step.object.id && other.action === 'migrate-home' && other.after.includes(step.id),
  )

/** More VMs of a pool's autostart, behind those that are just being set aside: of others nothing is left that a second step could add. */
const isFurtherDisarm = (scene: Scene, { action, safeguard, object, after }: Step): boolean =>
  action === 'disarm' &&
  safeguard?.found.kind === 'autostart' &&
  scene.steps.some((other) => other.action === action && other.object.id === object.id && after.includes(other.id))

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
    if (ancestorsOf(scene, step).has(step.id))
      report(step, 'dependency-circle', `${step.object.name} waits for itself, through others`)
  }
}

const willBeUp = (scene: Scene, step: Step, host: Host): boolean =>
  host.connection === 'up' ||
  scene.steps.some(
    (other) =>
      other.object.id === host.id &&
      other.action === 'power-on-host' &&
      (other.state === 'done' || step.after.includes(other.id)),
  )

const willLeaveMaintenance = (scene: Scene, step: Step, host: Host): boolean =>
  scene.steps.some((other) => other.object.id === host.id && other.action === 'exit-maintenance' && step.after.includes(other.id))

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
  const goingDown = scene.steps.some(
    (other) =>
      other.object.id === host.id && pending(other) && (other.action === 'shutdown-host' || other.action === 'enter-maintenance'),
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
  scene.steps.some(
    (other) =>
      other.object.id === step.object.id &&
      other.direction === 'down' &&
      other.state === 'done' &&
      other.attempts.some(({ outcome }) => outcome !== 'refused' && outcome !== 'failed'),
  )

const NEVER_SAVE = new Set(['dc', 'domain-controller', 'cluster-member'])

const checkVmStep = (scene: Scene, step: Step, vm: VirtualMachine, report: Report): void => {
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
  const lastMove = scene.steps.findLast((other) => other.object.id === vm.id && other.moved !== undefined)
  if (moves(step) && lastMove?.moved?.guest === 'silent')
    report(step, 'silent-guest', `${name} has not answered since it was moved: it is not moved again by itself`)
  if (moves(step) || step.action === 'start') checkTarget(scene, step, vm, report)
}

/** Agents of the platform go and come with their hosts; other system VMs hold up the end of theirs (D6). */
const isAgent = (systemKind: string): boolean => /^(vcls|agent)$/i.test(systemKind)

/** Only a host that this run has emptied and holds, and on which nothing is (A5, R5). */
const checkReboot = (scene: Scene, step: Step, host: Host, report: Report): void => {
  const { name } = host
  const ofHost = scene.steps.filter((other) => other.object.id === host.id && other.seq < step.seq)
  const entered = ofHost.findLast((other) => other.action === 'enter-maintenance' && other.state === 'done')
  const left = ofHost.some((other) => other.action === 'exit-maintenance' && other.seq > (entered?.seq ?? 0))
  if (entered === undefined || left || !host.inMaintenance)
    report(step, 'reboot-in-service', `${name} is not held in maintenance by this run: it is not rebooted`)
  if (step.direction !== 'down') report(step, 'direction', `${name}: a reboot does not go up`)
  if (scene.managers.get(host.managerId)?.capabilities.hostReboot !== true)
    report(step, 'unsupported', `${name}: its platform cannot reboot a host`)
  for (const vm of scene.residents.get(host.id) ?? [])
    report(step, 'host-not-empty', `${name} is to be rebooted while ${vm.name} still runs on it`)
  for (const other of scene.steps)
    if (pending(other) && other.targetHostId === host.id)
      report(other, 'target-going-down', `${other.object.name}: ${name} is to be rebooted`)
}

const checkHostStep = (scene: Scene, step: Step, host: Host, report: Report): void => {
  if (step.action === 'reboot-host') return checkReboot(scene, step, host, report)
  const { name } = host
  const isUp = step.action === 'power-on-host' || step.action === 'exit-maintenance'
  if (isUp !== (step.direction === 'up')) report(step, 'direction', `${name}: "${step.action}" does not go ${step.direction}`)
  if (step.before.inMaintenance || (step.action === 'shutdown-host' && host.inMaintenance))
    report(step, 'technician-inside', `${name} was put into maintenance by a person: it is left alone`)
  if (step.action === 'shutdown-host' && scene.managers.get(host.managerId)?.capabilities.hostShutdown === false)
    report(step, 'unsupported', `${name}: its platform cannot shut a host down`)
  if (step.action !== 'shutdown-host' && step.action !== 'enter-maintenance') return
  const waited = ancestorsOf(scene, step)
  const handled = new Set<string>()
  for (const other of scene.steps)
    if (other.direction === 'down' && (moves(other) || stops(other)) && (other.state === 'done' || waited.has(other.id)))
      handled.add(other.object.id)
  for (const vm of scene.residents.get(host.id) ?? [])
    if (!(vm.systemKind !== null && (step.action === 'enter-maintenance' || isAgent(vm.systemKind))) && !handled.has(vm.id))
      report(step, 'host-not-empty', `${name} is to go while ${vm.name} still runs on it`)
}

const endsHost = (step: Step, id: HostId): boolean =>
  step.action === 'shutdown-host' && step.object.id === id && (pending(step) || step.state === 'done')

/** So much older than a host's end an inventory must not be that shows it up. */
const STALE_VIEW_MS = 60_000

/** A step ends it, and nobody has brought it up again since. */
const isGoing = (scene: Scene, host: Host): boolean =>
  [...scene.steps, ...scene.elsewhere].some((step) => {
    if (!endsHost(step, host.id)) return false
    if (pending(step)) return true
    const others = scene.elsewhere.includes(step) ? scene.elsewhere : scene.steps
    const isWoken = others.some(
      (later) =>
        later.runId === step.runId &&
        later.seq > step.seq &&
        later.object.id === host.id &&
        later.action === 'power-on-host' &&
        later.state === 'done',
    )
    const viewedAtMs = scene.managers.get(host.managerId)?.refreshedAtMs ?? null
    const isSeenUp =
      host.connection === 'up' && viewedAtMs !== null && step.endedAtMs !== null && viewedAtMs - step.endedAtMs > STALE_VIEW_MS
    return !isWoken && !isSeenUp
  })

/** D10: a safeguard goes before the hosts it guards, and only where all of them go, or so many that the rest has no quorum; autostart with the first. */
const checkDisarm = (scene: Scene, step: Step, hostIds: readonly HostId[], report: Report): void => {
  const { name } = step.object
  if (step.direction !== 'down') report(step, 'direction', `${name} is not set aside on the way up`)
  const managerId = step.safeguard?.managerId
  const found = step.safeguard?.found
  const silenced = new Set(found?.kind === 'autostart' ? found.vms.map(({ nativeId }) => nativeId) : [])
  for (const spared of step.safeguard?.sparedVms ?? []) silenced.delete(spared)
  for (const vm of scene.vms.values())
    if ((vm.systemKind !== null || (vm.keepAlive ?? []).length > 0) && vm.managerId === managerId && silenced.has(vm.nativeId))
      report(
        step,
        'disarm-needed',
        `${vm.name} must come back with its host: ${vm.systemKind === null ? 'the operation stands on it' : 'it belongs to the platform'}`,
      )
  const safeguard = scene.managers.get(managerId ?? '')?.safeguards?.find(({ nativeId }) => nativeId === step.safeguard?.nativeId)
  const goes = (host: Host) => isGoing(scene, host)
  const members = [...scene.hosts.values()].filter(
    (host) => host.managerId === managerId && safeguard?.hostNativeIds.includes(host.nativeId) === true,
  )
  const voters = members.filter((host) => host.connection !== 'down' && !goes(host))
  const majority = Math.floor((safeguard?.hostNativeIds.length ?? 0) / 2) + 1
  const maySplit = safeguard?.needsMajority === true && voters.length < majority && members.some(goes)
  const isOfOne =
    found?.kind === 'autostart' &&
    [...scene.hosts.values()].some((host) => (hostIds.includes(host.id) || members.includes(host)) && goes(host))
  for (const host of scene.hosts.values()) {
    const guarded = hostIds.includes(host.id) || members.includes(host)
    if (!guarded || host.connection === 'down' || host.inMaintenance) continue
    if (!goes(host) && !maySplit && !isOfOne)
      report(step, 'disarm-not-whole', `${name} is to be set aside while ${host.name} stays`)
    for (const other of scene.steps)
      if (other.seq > step.seq && pending(other) && endsHost(other, host.id) && !ancestorsOf(scene, other).has(step.id))
        report(other, 'disarm-late', `${host.name} is to go without waiting for ${name} to be set aside`)
  }
}

/** R8: put back is what this run has set aside, as it found it, after the hosts are back. */
const checkRestore = (scene: Scene, step: Step, hostIds: readonly HostId[], report: Report): void => {
  const { name } = step.object
  if (step.direction !== 'up') report(step, 'direction', `${name} is not put back on the way down`)
  if (step.safeguard?.early === true) {
    for (const { rule, message } of checkEarlyRestore(scene, step)) report(step, rule, message)
    return
  }
  const down = scene.steps.findLast(
    (other) =>
      other.action === 'disarm' &&
      other.object.id === step.object.id &&
      other.seq < step.seq &&
      (other.attempts.length > 0 || other.safeguard?.isKept === true),
  )
  if (down === undefined || JSON.stringify(down.safeguard?.found) !== JSON.stringify(step.safeguard?.found))
    report(step, 'restore-unknown', `${name}: this run has not set aside what it is to put back`)
  const behind = ancestorsOf(scene, step)
  for (const other of scene.steps)
    if (
      other.action === 'power-on-host' &&
      pending(other) &&
      hostIds.some((id) => id === other.object.id) &&
      !behind.has(other.id)
    )
      report(step, 'restore-early', `${name} is to be put back before ${other.object.name} is up`)
    else if (pending(other) && hostIds.some((id) => endsHost(other, id)) && !behind.has(other.id))
      report(step, 'restore-early', `${name} is to be put back while ${other.object.name} is going`)
}

const checkSafeguardStep = (scene: Scene, step: Step, report: Report): void => {
  const hostIds = step.safeguard?.hostIds ?? []
  if (step.safeguard === undefined || !scene.managers.has(step.safeguard.managerId))
    report(step, 'unknown-object', `${step.object.name} is not in the inventory`)
  else if (step.action === 'disarm') checkDisarm(scene, step, hostIds, report)
  else if (step.action === 'restore') checkRestore(scene, step, hostIds, report)
  else report(step, 'unsupported', `${step.object.name}: a safeguard has no "${step.action}"`)
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
