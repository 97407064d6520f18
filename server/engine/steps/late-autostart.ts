import { randomUUID } from 'node:crypto'
import type { StepSight, StepVerdict } from '../../decide/decide-step'
import { type HostId, type RunId, stepIdSchema } from '../../domain/ids'
import { isOpen, type Run, type RunWithSteps, type Step } from '../../domain/run'
import { settingWords, startingVms, toSetAside } from '../../domain/safeguard'
import { autostartOf } from '../../domain/starts-at-boot'
import type { World } from '../../domain/world'
import { hostsGoing } from '../../planner/host-steps'
import { dealtWith, type LateAutostartQuestion, planLateAutostart } from '../../planner/late-autostart'
import { isOfPool, type MayEnd, vmsEnding } from '../../planner/pool-autostart'
import { checkedSteps } from '../checked-steps'
import { rejectionOf } from '../rejected/reject-steps'
import type { RunBook } from '../run-book'
import { stepEntry } from './step-entry'

/** What is to be set aside first, and why, in the words of the journal. */
interface Late {
  readonly question: Pick<LateAutostartQuestion, 'managerId' | 'going' | 'seen' | 'forVms'>
  readonly message: string
}

/** Looks after hosts that have come to start VMs by themselves while they were emptied, or would start what is only now being ended. */
export class LateAutostart {
  readonly #book: RunBook
  readonly #now: () => number
  readonly #world: () => World
  readonly #startsVms: (run: Run) => boolean
  readonly #hostsInTrouble: (() => ReadonlySet<HostId>) | undefined
  readonly #adding = new Set<RunId>()

  constructor(parts: {
    readonly book: RunBook
    readonly now: () => number
    readonly world: () => World
    /** Whether the recovery of a run starts what was shut down. */
    readonly startsVms: (run: Run) => boolean
    /** Hosts whose power may not last. Absent: it may be any. */
    readonly hostsInTrouble?: () => ReadonlySet<HostId>
  }) {
    this.#book = parts.book
    this.#now = parts.now
    this.#world = parts.world
    this.#startsVms = parts.startsVms
    this.#hostsInTrouble = parts.hostsInTrouble
  }

  /**
   * True: a host's shutdown, or that of a VM, waits, for what was seen to be new is being set aside. That is a step of its own, so that
   * it is on record and put back with the rest (A1, R8), and it has an end of its own (A3).
   */
  async isAwaited(runId: RunId, step: Step, sight: StepSight, verdict: StepVerdict): Promise<boolean> {
    const run = this.#book.get(runId)
    const isFirst = verdict.do === 'call' && step.attempts.length === 0 && step.direction === 'down'
    if (!isFirst || run === null || run.kind !== 'outage') return false
    if (step.object.kind === 'vm') return await this.#isAwaitedByVm(run, step, verdict)
    if (step.object.kind !== 'host' || verdict.action !== 'shutdown-host') return false
    const { id, name } = step.object
    const isOpenFor = ({ action, safeguard }: Step): boolean =>
      action === 'disarm' && safeguard?.found.kind === 'autostart' && safeguard.hostIds.includes(id)
    if (run.steps.some((other) => isOpenFor(other) && isOpen(other))) return true
    const managerId = this.#world().hosts.find((host) => host.id === id)?.managerId
    if (sight.kind !== 'host' || sight.autostart === undefined || managerId === undefined) return false
    const message = `${name} has come to start VMs by itself since: that is set aside before it goes`
    const going = new Set([id, ...this.#hostsAway()])
    return await this.#add(run, { question: { managerId, going, seen: sight.autostart }, message })
  }

  /** A pool's host that boots starts what is off: a VM is not ended while one may boot, before it is kept from that (D10, R2). */
  async #isAwaitedByVm(run: RunWithSteps, { object }: Step, verdict: StepVerdict): Promise<boolean> {
    const ends = verdict.do === 'call' && ENDS.has(verdict.action)
    const world = this.#world()
    const vm = ends ? world.vms.find(({ id }) => id === object.id) : undefined
    const host = world.hosts.find(({ id }) => id === vm?.hostId)
    const manager = world.managers.find(({ id }) => id === vm?.managerId)
    const seen = host === undefined ? undefined : autostartOf(manager?.safeguards, host)
    if (vm === undefined || manager === undefined || seen === undefined || !isOfPool(seen)) return false
    if (!startingVms(seen.setting).has(vm.nativeId)) return false
    const isAbout = ({ action, safeguard }: Step): boolean =>
      action === 'disarm' &&
      safeguard?.managerId === manager.id &&
      safeguard.nativeId === seen.nativeId &&
      startingVms(toSetAside(safeguard)).has(vm.nativeId)
    if (run.steps.some((other) => isAbout(other) && isOpen(other))) return true
    if (dealtWith(run.steps, manager.id, seen.nativeId).has(vm.nativeId)) return false
    const going = this.#hostsAway()
    if (going.size === 0) return false
    const message = `${vm.name} is ended while hosts of its pool are away, which start what is off when they boot: that is set aside first`
    return await this.#add(run, { question: { managerId: manager.id, going, seen, forVms: true }, message })
  }

  /** By whatever run. */
  #hostsAway(): ReadonlySet<HostId> {
    const world = this.#world()
    return new Set(this.#acting().flatMap(({ steps }) => [...hostsGoing(steps, world)]))
  }

  #acting(): readonly RunWithSteps[] {
    return this.#book.active.filter(({ kind, dryRun }) => kind === 'outage' && !dryRun)
  }

  #mayEnd(): { readonly mayEnd?: MayEnd } {
    if (this.#hostsInTrouble === undefined) return {}
    return { mayEnd: { hostIds: this.#hostsInTrouble(), vmIds: vmsEnding(this.#acting().flatMap(({ steps }) => steps)) } }
  }

  /** False: there is nothing that is new. Of several at once the others wait for what the first has added. */
  async #add(run: RunWithSteps, late: Late): Promise<boolean> {
    if (this.#adding.has(run.id)) return true
    this.#adding.add(run.id)
    try {
      return await this.#planned(run, late)
    } finally {
      this.#adding.delete(run.id)
    }
  }

  async #planned(run: RunWithSteps, { question, message }: Late): Promise<boolean> {
    const world = this.#world()
    const late = planLateAutostart({
      ...question,
      ...this.#mayEnd(),
      world,
      steps: run.steps,
      startVms: this.#startsVms(run),
      runId: run.id,
      nextSeq: 1 + Math.max(...run.steps.map(({ seq }) => seq)),
      makeId: () => stepIdSchema.parse(randomUUID()),
    })
    const elsewhere = this.#acting().flatMap(({ id, steps }) => (id === run.id ? [] : steps))
    const { steps, rejected } = checkedSteps(world, run.steps, late === null ? [] : [late], { elsewhere })
    if (rejected !== null)
      this.#book.rejected.tell({
        object: { kind: 'run', id: run.id, name: run.title },
        runId: run.id,
        actor: 'engine',
        channel: 'engine',
        message: `The independent checker does not accept that what starts VMs by itself is set aside: ${late?.object.name ?? ''}`,
        ...rejectionOf(rejected),
      })
    const [accepted] = steps
    if (accepted?.safeguard === undefined) return false
    const entry = stepEntry(accepted, this.#now(), {
      kind: 'step.added',
      message,
      data: { found: settingWords(accepted.safeguard.found) },
    })
    await this.#book.change(run.id, { newSteps: [accepted] }, [entry])
    return true
  }
}

const ENDS: ReadonlySet<string> = new Set(['shutdown', 'save-state', 'power-off'])
