import { currentAction, type StepPlace } from '../../decide/schedule'
import type { StepSight } from '../../decide/decide-step'
import { restoreGate } from '../../decide/restore-gate'
import type { ManagerId, RunId, StepId } from '../../domain/ids'
import type { VmFacts } from '../../domain/inventory'
import type { Step } from '../../domain/run'
import { autostartOf, startingAtBoot } from '../../domain/starts-at-boot'
import { goesWithItsHost } from '../../domain/system-kind'
import type { World } from '../../domain/world'
import { ok, type TaskState } from '../../drivers/ports'
import type { HardwareKeeper } from '../hardware/hardware-keeper'
import { wakingUnseen } from '../hardware/wake-host'
import type { ManagerWatch } from '../manager-watch'
import type { RunBook } from '../run-book'
import { goneVms } from './gone-vms'
import { actFor, placeOf } from './step-target'

const LOOK_DEADLINE_MS = 5_000
/** An inventory is more than a look. */
const LIST_DEADLINE_MS = 30_000

/** VMs of a manager that the operation stands on, by its own ids (D5). */
const keptNativeIds = ({ vms }: World, managerId: ManagerId): ReadonlySet<string> =>
  new Set(vms.flatMap((vm) => (vm.managerId === managerId && vm.keepAlive !== undefined ? [vm.nativeId] : [])))

/** Looks at what steps are about, afresh: at managers, and beside them at BMCs. */
export class StepLooker {
  readonly #now: () => number
  readonly #managers: Pick<ManagerWatch, 'call'>
  readonly #hardware: Pick<HardwareKeeper, 'look' | 'wayToWake'>
  readonly #world: () => World
  readonly #book: Pick<RunBook, 'get' | 'active'>
  readonly #downSince = new Map<StepId, number>()

  constructor(parts: {
    readonly now: () => number
    readonly managers: Pick<ManagerWatch, 'call'>
    readonly hardware: Pick<HardwareKeeper, 'look' | 'wayToWake'>
    readonly world: () => World
    readonly book: Pick<RunBook, 'get' | 'active'>
  }) {
    this.#now = parts.now
    this.#managers = parts.managers
    this.#hardware = parts.hardware
    this.#world = parts.world
    this.#book = parts.book
  }

  /** Forgets what was remembered of a step from look to look. */
  end(stepId: StepId): void {
    this.#downSince.delete(stepId)
  }

  async look(runId: RunId, step: Step): Promise<StepSight> {
    const place = placeOf(this.#world(), step)
    if (place === null) return { kind: 'silent', message: 'its manager is not known' }
    const { object } = step
    const world = this.#world()
    if (object.kind === 'vm') {
      const vm = world.vms.find((candidate) => candidate.id === object.id)
      if (vm === undefined) return { kind: 'vm', vm: null }
      const seen = await this.#managers.call(
        place.managerId,
        { deadlineMs: LOOK_DEADLINE_MS, atMostMs: this.#patienceWith(step) },
        (session, options) => session.observeVm(vm.nativeId, options),
      )
      return seen.kind === 'ok' ? { kind: 'vm', vm: seen.value } : { kind: 'silent', message: seen.message }
    }
    if (object.kind === 'safeguard') return await this.#lookAtSafeguard(runId, step, place)
    const host = world.hosts.find((candidate) => candidate.id === object.id)
    if (host === undefined) return { kind: 'host', host: null, runningVmNames: [], downForMs: null }
    const isPower = step.action === 'shutdown-host' || step.action === 'power-on-host'
    const [seen, bmc] = await Promise.all([
      this.#managers.call(
        place.managerId,
        { deadlineMs: LOOK_DEADLINE_MS, atMostMs: this.#patienceWith(step) },
        (session, options) => session.observeHost(host.nativeId, options),
      ),
      isPower ? this.#hardware.look(host.id) : undefined,
    ])
    if (seen.kind !== 'ok') {
      const managerName = world.managers.find(({ id }) => id === place.managerId)?.name ?? place.managerId
      return wakingUnseen(step, host, { bmc, way: this.#hardware.wayToWake(host.id), managerName, message: seen.message })
    }
    const downForMs = this.#downFor(step.id, seen.value?.connection === 'down')
    const told = bmc === undefined ? {} : { bmc }
    // Managers declare maintenance while VMs still run, and shut hosts down under them: the host's VMs are listed afresh (A5).
    const isUncalled = step.attempts.length === 0
    const goesAway = step.action === 'shutdown-host' || step.action === 'reboot-host'
    const mustBeEmpty = step.action === 'enter-maintenance' || (goesAway && isUncalled)
    if (!mustBeEmpty) return { kind: 'host', host: seen.value, runningVmNames: [], downForMs, ...told }
    const inventory = await this.#managers.call(place.managerId, { deadlineMs: LIST_DEADLINE_MS }, (session, options) =>
      session.inventory(options),
    )
    if (inventory.kind !== 'ok') return { kind: 'silent', message: inventory.message }
    const registered = inventory.value.vms.filter((vm) => vm.hostNativeId === host.nativeId)
    const running = registered.filter((vm) => vm.power !== 'off' && vm.power !== 'saved')
    // For maintenance the platform sees to what belongs to it; only its agents go down with a host (D6), and a reboot waits for all.
    const holdsUp = ({ systemKind }: VmFacts): boolean =>
      systemKind === null || step.action === 'reboot-host' || (step.action === 'shutdown-host' && !goesWithItsHost(systemKind))
    const kept = keptNativeIds(world, place.managerId)
    const autostart = autostartOf(inventory.value.safeguards, host)
    return {
      kind: 'host',
      host: seen.value,
      runningVmNames: running.filter(holdsUp).map((vm) => vm.name),
      keptVmNames: running.filter((vm) => kept.has(vm.nativeId)).map((vm) => vm.name),
      downForMs,
      ...told,
      ...(step.action === 'shutdown-host' && autostart !== undefined ? { autostart } : {}),
      ...(step.action === 'reboot-host'
        ? { startingVmNames: startingAtBoot(inventory.value.vms, inventory.value, host).map(({ name }) => name) }
        : {}),
    }
  }

  async #lookAtSafeguard(runId: RunId, step: Step, { managerId }: StepPlace): Promise<StepSight> {
    const { safeguard } = step
    if (safeguard === undefined) return { kind: 'safeguard', safeguard: null, hostsNotUp: [] }
    // Before it is first set aside all of it is looked at: what is there then is what will be put back.
    const found = step.action === 'disarm' && !safeguard.isKept && step.attempts.length === 0 ? undefined : safeguard.found
    const seen = await this.#managers.call(managerId, { deadlineMs: LOOK_DEADLINE_MS }, (session, options) =>
      session.observeSafeguard === undefined
        ? Promise.resolve(ok(null))
        : session.observeSafeguard(safeguard.nativeId, options, found),
    )
    const run = this.#book.get(runId)
    const world = this.#world()
    const gate =
      run === null
        ? { hostsNotUp: [] }
        : restoreGate({ step, run, active: this.#book.active, hosts: world.hosts, nowMs: this.#now() })
    // On some platforms nobody but the host itself could tell: while it is not up, it is waited for, and a run may end without it.
    if (seen.kind !== 'ok')
      return step.action === 'restore' && gate.hostsNotUp.length > 0
        ? { kind: 'safeguard', safeguard: null, unseen: seen.message, ...gate }
        : { kind: 'silent', message: seen.message }
    const { removed, elsewhere } = goneVms(world, step, this.#now())
    return { kind: 'safeguard', safeguard: seen.value, ...gate, removedVms: removed, elsewhereVms: elsewhere }
  }

  /** A look at a manager that is slow by nature leaves the step's own limit in force (A3); what is left is enough for one look. */
  #patienceWith({ limitSeconds, startedAtMs, attempts }: Step): number {
    const beganAtMs = attempts.at(-1)?.startedAtMs ?? startedAtMs ?? this.#now()
    return Math.max(LOOK_DEADLINE_MS, beganAtMs + limitSeconds * 1000 - this.#now())
  }

  #downFor(stepId: StepId, down: boolean): number | null {
    if (!down) {
      this.#downSince.delete(stepId)
      return null
    }
    const sinceMs = this.#downSince.get(stepId) ?? this.#now()
    this.#downSince.set(stepId, sinceMs)
    return this.#now() - sinceMs
  }

  /** How the task of a step's last call stands; null: there is none that is still asked about, or its manager does not tell. */
  async taskOf(step: Step): Promise<TaskState | null> {
    const last = step.attempts.at(-1)
    const place = placeOf(this.#world(), step)
    if (last?.task == null || last.outcome !== 'open' || place === null) return null
    const { task } = last
    const state = await this.#managers.call(place.managerId, { deadlineMs: LOOK_DEADLINE_MS }, (session, options) =>
      session.task(task, options),
    )
    return state.kind === 'ok' ? state.value : null
  }

  /** For how long a moved guest stood still, as its platform tells it; null: it does not. Milliseconds. */
  async downtimeOf(step: Step): Promise<number | null> {
    const world = this.#world()
    const place = placeOf(world, step)
    const act = actFor(world, step, currentAction(step))
    if (place === null || act?.act !== 'migrate') return null
    const { vmNativeId, toHostNativeId } = act
    const move = { vmNativeId, toHostNativeId, task: step.attempts.at(-1)?.task ?? null }
    const told = await this.#managers.call(place.managerId, { deadlineMs: LOOK_DEADLINE_MS }, (session, options) =>
      session.downtimeOfMove === undefined ? Promise.resolve(ok(null)) : session.downtimeOfMove(move, options),
    )
    return told.kind === 'ok' ? told.value : null
  }
}
