import { say } from '../domain/sentence'
import { REFUSAL_SENTENCES as R } from '../domain/refusal-sentences'
import { randomUUID } from 'node:crypto'
import { callOff } from '../decide/decide-called-off'
import { rebootInTheWay } from '../decide/decide-reboot'
import { rebootRefusal } from '../decide/reboot-refusal'
import { type HostId, type RunId, runIdSchema, stepIdSchema } from '../domain/ids'
import type { JournalDraft, Json } from '../domain/journal'
import type { Order } from '../domain/order'
import { isUnderWay, mayBeMoving, type Run, type RunWithSteps, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { vouchedMains } from '../domain/vouched-mains'
import type { Host, PowerDeviceView } from '../domain/world'
import { hostsInTrouble } from '../decide/hosts-in-trouble'
import { hostsSeenWithoutMains } from '../planner/check-power'
import { checkRun } from '../planner/check-run'
import { changesSinceShown } from '../planner/as-shown'
import { previewEvacuation } from '../planner/evacuation'
import { maintenancePowerOf } from '../planner/maintenance-power'
import { hasLastingPower, type TargetPower, whyNoLastingPower } from '../planner/target-power'
import { planMaintenance } from '../planner/maintenance-steps'
import { planMaintenanceExit } from '../planner/recovery-steps'
import type { RejectedPart } from '../planner/rejected-part'
import { stepsForReboot } from '../planner/run-steps'
import { endVouching } from './end-vouching'
import { holdOf, isInQuestion, type MaintenanceHolds } from './held-hosts'
import { tellRejected } from './rejected/reject-parts'
import { rejectionOf, type RejectedSteps } from './rejected/reject-steps'
import type { RunBook } from './run-book'
import type { Site } from './site'
import type { Clock } from './steady-clock'
import { calledOffEntry } from './steps/step-entry'
import { toJson } from './to-json'

export interface Refusal {
  readonly message: string
  readonly hint: string
}

type Draft = Omit<JournalDraft, 'runId'>

const ended = (step: Step): boolean => step.state !== 'pending' && step.state !== 'running'

/** What is to be done, as it was previewed. */
type EnterOrder = Pick<Extract<Order, { kind: 'maintenance.enter' }>, 'hostId' | 'choices' | 'moves'>

type Views = readonly PowerDeviceView[]

type MaintenanceSite = Pick<Site, 'world' | 'trustedWorld' | 'durations' | 'deviceViews'>

/** Maintenance as a durable run: the host is emptied as previewed, held, and brought back as it was. */
export class MaintenanceKeeper {
  readonly #clock: Clock
  readonly #book: RunBook
  readonly #site: MaintenanceSite
  /** Ends of steps after which a rebooted host is not seen in maintenance: told once by each engine. The run is not held, for a retry begins at once. */
  readonly #toldInQuestion = new Set<string>()

  constructor(clock: Clock, book: RunBook, site: MaintenanceSite) {
    this.#clock = clock
    this.#book = book
    this.#site = site
  }

  runOf(hostId: HostId): RunWithSteps | null {
    return this.#book.active.find((run) => run.kind === 'maintenance' && run.hostId === hostId) ?? null
  }

  /** The moves are those that were previewed: what would go elsewhere by now is not moved at all (D1). */
  async enter(
    { hostId, choices, moves }: EnterOrder,
    by: { readonly actor: string; readonly channel: Draft['channel']; readonly reason: string | null },
  ): Promise<{ readonly runId: RunId } | Refusal> {
    const { world, durations } = this.#site
    const host = world.hosts.find((candidate) => candidate.id === hostId)
    if (host === undefined) return { message: R.hostNotKnown, hint: R.checkManager }
    if (this.runOf(hostId) !== null)
      return { message: `${host.name} is in maintenance, or on its way, already.`, hint: 'Open its run.' }
    const manager = world.managers.find(({ id }) => id === host.managerId)
    if (manager?.contact !== 'ok')
      return {
        message: say(R.managerUnusable, {
          manager: manager?.name ?? 'Its manager',
          message: manager?.message ?? 'it has not answered yet',
        }),
        hint: R.movesUnfollowed,
      }
    const outage = this.#activeOutage()
    if (outage !== null)
      return {
        message: say(R.outageActive, { run: outage.title }),
        hint: R.enterAfterOutage,
      }
    const power = this.#power()
    const refusedParts: RejectedPart[] = []
    const onRejected = (part: RejectedPart): void => void refusedParts.push(part)
    const question = { world, hostId, choices, durations, power, onRejected }
    const preview = previewEvacuation(moves === undefined ? question : { ...question, moves })
    this.#notUsed(host, null, refusedParts, by)
    if (preview.refusal !== null) return { message: preview.refusal, hint: 'Nothing was done.' }
    const changes = moves === undefined ? [] : changesSinceShown(world, preview, moves)
    if (changes.length > 0) return { message: say(R.otherThanShown, { reasons: changes.join('; ') }), hint: R.shownAnew }
    if (preview.blockers > 0) {
      const names = preview.items.filter((item) => item.action === 'blocked').map((item) => `${item.vmName} (${item.why})`)
      return {
        message: `${preview.blockers} VMs need a decision first: ${names.join('; ')}`,
        hint: 'Choose save state, shut down or another target for each.',
      }
    }
    const runId = runIdSchema.parse(randomUUID())
    const planned = planMaintenance({
      runId,
      preview,
      world,
      nextSeq: 1,
      makeId: () => stepIdSchema.parse(randomUUID()),
    })
    this.#notUsed(host, null, planned.rejected, by)
    const { steps } = planned
    const chosenVmIds = new Set(choices.filter(({ targetHostId }) => targetHostId !== null).map(({ vmId }) => vmId))
    const options = { hostsInTrouble: this.#hostsInTrouble(), chosenVmIds }
    const violations = checkRun(world, steps, options)
    if (violations.length > 0) {
      const message = `The independent checker refuses this plan: ${violations.map((violation) => violation.message).join('; ')}`
      this.#reject(host, null, { world, earlier: [], steps, options, violations }, message, by)
      return { message, hint: 'Preview again; the world may have changed.' }
    }
    await this.#book.add({ ...this.#newRun(runId, host, by), steps }, [
      this.#entry(host, 'maintenance.entering', `Maintenance of ${host.name} begins: ${summary(preview.items)}`, by, {
        vms: preview.items.length,
      }),
    ])
    return { runId }
  }

  async exit(
    { hostId, vouchesForMains }: Pick<Extract<Order, { kind: 'maintenance.exit' }>, 'hostId' | 'vouchesForMains'>,
    bringBack: boolean,
    by: { readonly actor: string; readonly channel: Draft['channel']; readonly reason: string | null },
  ): Promise<{ readonly runId: RunId } | Refusal> {
    const { trustedWorld } = this.#site
    const run = this.runOf(hostId)
    const host = this.#site.world.hosts.find((candidate) => candidate.id === hostId)
    if (host === undefined) return { message: R.hostNotKnown, hint: R.checkManager }
    if (run === null)
      return {
        message: `${host.name} was not put into maintenance by Ridethrough.`,
        hint: 'Whoever put it there has a technician inside; take it out on its manager (R5).',
      }
    if (run.phase === 'leaving' && !run.steps.every(ended))
      return { message: `${host.name} is leaving maintenance already.`, hint: 'Open its run.' }
    const reboot = rebootInTheWay(run.steps, host, this.#clock.now())
    if (reboot !== null)
      return {
        message: `${host.name} is being rebooted, or may still go: nothing is brought there.`,
        hint: 'Wait until it is back. A reboot that was called and then skipped is waited for until its limit.',
      }
    const outage = this.#activeOutage()
    if (outage !== null && bringBack) return { message: say(R.outageActive, { run: outage.title }), hint: R.bringBackAfterOutage }
    const vouched =
      bringBack && vouchesForMains === true ? vouchedMains(hostId, trustedWorld.feeds, this.#site.deviceViews()) : null
    const power = this.#power(vouched)
    if (bringBack && !hasLastingPower(power, hostId))
      return {
        message: say(R.homeWithoutMains, { host: host.name, reasons: whyNoLastingPower(power, hostId) }),
        hint: R.bringBackWithMains,
      }
    const nowMs = this.#clock.now()
    const moves = run.steps.filter(mayBeMoving)
    const calledOff = { atMs: nowMs, endsAs: 'cancelled', why: RUN_SENTENCES.copyMaintenanceEnded } as const
    const planned = planMaintenanceExit({
      runId: run.id,
      hostId,
      world: this.#site.world,
      steps: run.steps,
      durations: this.#site.durations,
      power,
      bringBack,
      nextSeq: run.steps.length + 1,
      makeId: () => stepIdSchema.parse(randomUUID()),
    })
    this.#notUsed(host, run.id, planned.rejected, by)
    const { steps } = planned
    // What has not begun is cancelled with it.
    const going = run.steps.map((step) => (step.state === 'pending' ? { ...step, state: 'cancelled' as const } : step))
    const ids = new Set(steps.map(({ id }) => id))
    const { world } = this.#site
    const options = { hostsInTrouble: this.#hostsInTrouble(vouched) }
    const violations = checkRun(world, [...going, ...steps], options)
    const refused = bringBack ? violations.filter(({ stepId }) => stepId === null || ids.has(stepId)) : []
    if (refused.length > 0) {
      const message = `The independent checker refuses this way back: ${refused.map((violation) => violation.message).join('; ')}`
      this.#reject(host, run.id, { world, earlier: going, steps, options, violations }, message, by)
      return {
        message,
        hint: 'End the maintenance without bringing the VMs back, or look again; the world may have changed.',
      }
    }
    await this.#book.change(
      run.id,
      {
        run: { phase: 'leaving', heldSinceMs: null, ...(vouched === null ? {} : { vouchedMains: true as const }) },
        stepIds: [...run.steps.filter((step) => step.state === 'pending'), ...moves].map((step) => step.id),
        patchStep: (step) =>
          step.state === 'pending'
            ? { ...step, state: 'cancelled', endedAtMs: nowMs, result: RUN_SENTENCES.maintenanceEnded }
            : callOff(step, calledOff),
        newSteps: steps,
      },
      [
        ...moves.map((step) => ({ ...calledOffEntry(step, calledOff), ...by })),
        this.#entry(
          host,
          'maintenance.leaving',
          `Maintenance of ${host.name} ends; ${Math.max(0, steps.length - 1)} VMs come back${vouched === null ? '' : `; ${by.actor} vouches for its mains, for its UPSs do not answer`}`,
          by,
          { bringBack, vouchesForMains: vouched !== null },
        ),
      ],
    )
    return { runId: run.id }
  }

  /** Boots a held host anew, as a part of its maintenance: it stays in it until a person ends it. */
  async reboot(
    hostId: HostId,
    confirmation: string,
    by: { readonly actor: string; readonly channel: Draft['channel']; readonly reason: string },
  ): Promise<{ readonly runId: RunId } | Refusal> {
    const { world } = this.#site
    const run = this.runOf(hostId)
    const host = world.hosts.find((candidate) => candidate.id === hostId)
    const refusal = rebootRefusal({ world, hostId, run, outage: this.#activeOutage() })
    if (refusal !== null) return refusal
    if (run === null || host === undefined) return { message: R.hostNotKnown, hint: R.checkManager }
    if (host.name !== confirmation)
      return { message: `The host is called ${host.name}, and ${confirmation} was confirmed.`, hint: 'Nothing was done.' }
    const steps = stepsForReboot({
      runId: run.id,
      host,
      nextSeq: run.steps.length + 1,
      makeId: () => stepIdSchema.parse(randomUUID()),
    })
    const violations = checkRun(world, [...run.steps, ...steps])
    if (violations.length > 0) {
      const message = `The independent checker refuses this reboot: ${violations.map((violation) => violation.message).join('; ')}`
      this.#reject(host, run.id, { world, earlier: run.steps, steps, options: {}, violations }, message, by)
      return { message, hint: 'Look at the host on its manager.' }
    }
    await this.#book.change(run.id, { newSteps: steps }, [
      this.#entry(host, 'maintenance.rebooting', `${host.name} is rebooted and stays in maintenance`, by, {
        bootedAtMs: host.bootedAtMs,
      }),
    ])
    return { runId: run.id }
  }

  /** Moves maintenance runs on when their steps have ended. */
  async consider(): Promise<void> {
    for (const run of this.#book.active) {
      await endVouching(this.#book, run, this.#site, this.#clock.now())
      // What a person has aborted ends by itself.
      if (run.kind !== 'maintenance' || run.abandoned === true || !run.steps.every(ended)) continue
      const host = this.#site.world.hosts.find((candidate) => candidate.id === run.hostId)
      const name = host?.name ?? run.title
      const by = { actor: 'engine', channel: 'engine' as const, reason: null }
      const subject = { id: run.hostId ?? '', name }
      const failed = run.steps.filter((step) => step.state === 'failed').map((step) => step.object.name)
      const action = run.phase === 'leaving' ? 'exit-maintenance' : 'enter-maintenance'
      const newest = run.steps.findLast((step) => step.action === action)
      const stuck = this.#entry(
        subject,
        'maintenance.stuck',
        `${name}: ${action} needs a person; failed: ${failed.join(', ') || 'nothing'}`,
        by,
        { failed },
      )
      if (run.phase === 'in-maintenance') {
        const which = `${newest?.id} ${newest?.endedAtMs}`
        if (!isInQuestion(run) || this.#toldInQuestion.has(which)) continue
        this.#toldInQuestion.add(which)
        await this.#book.change(run.id, {}, [stuck])
        continue
      }
      const reached = newest?.state === 'done'
      // What did not get there waits for a person: try a step again, or exit. Nothing that was taken down is forgotten (R1).
      if (!reached && run.heldSinceMs === null)
        await this.#book.change(run.id, { run: { heldSinceMs: this.#clock.now() } }, [stuck])
      if (!reached) continue
      if (run.phase === 'entering')
        await this.#book.change(run.id, { run: { phase: 'in-maintenance' } }, [
          this.#entry(subject, 'maintenance.entered', `${name} is in maintenance and empty`, by, { failed }),
        ])
      else
        await this.#book.change(run.id, { run: { phase: 'done', endedAtMs: this.#clock.now() } }, [
          this.#entry(subject, 'maintenance.ended', `${name} is out of maintenance`, by, { failed }),
        ])
    }
  }

  get holds(): MaintenanceHolds {
    return new Map(
      this.#book.active.flatMap((run) =>
        run.kind === 'maintenance' && run.hostId !== null ? [[run.hostId, holdOf(run)] as const] : [],
      ),
    )
  }

  /** Without feeds that were seen to be wired otherwise: nothing is moved to where only they lead. */
  #power(vouched: Views | null = null): TargetPower {
    const { trustedWorld } = this.#site
    const views = vouched ?? this.#site.deviceViews()
    return maintenancePowerOf(trustedWorld, views, hostsInTrouble(trustedWorld, views))
  }

  /** For the checker, which goes by what it sees itself, and by what a person vouches for. */
  #hostsInTrouble(vouched: Views | null = null): ReadonlySet<HostId> {
    const { trustedWorld } = this.#site
    const views = vouched ?? this.#site.deviceViews()
    return new Set([...hostsSeenWithoutMains(trustedWorld.feeds, views), ...hostsInTrouble(trustedWorld, views).keys()])
  }

  #reject(
    { id, name }: Host,
    runId: RunId | null,
    rejected: RejectedSteps,
    message: string,
    { actor, channel }: { readonly actor: string; readonly channel: Draft['channel'] },
  ): void {
    this.#book.rejected.tell({ object: { kind: 'host', id, name }, runId, actor, channel, message, ...rejectionOf(rejected) })
  }

  /** What was found for it and not used, for its checker did not accept it, is on record too (K1). */
  #notUsed(
    { id, name }: Host,
    runId: RunId | null,
    parts: readonly RejectedPart[] | undefined,
    { actor, channel }: { readonly actor: string; readonly channel: Draft['channel'] },
  ): void {
    tellRejected(this.#book.rejected, { object: { kind: 'host', id, name }, runId, actor, channel }, parts ?? [])
  }

  #activeOutage(): RunWithSteps | null {
    return this.#book.active.find(isUnderWay) ?? null
  }

  #newRun(runId: RunId, host: Host, by: { readonly actor: string; readonly reason: string | null }): Run {
    return {
      id: runId,
      kind: 'maintenance',
      phase: 'entering',
      heldSinceMs: null,
      dryRun: false,
      planId: null,
      planVersionId: null,
      powerGroupId: null,
      hostId: host.id,
      title: host.name,
      reason: by.reason,
      startedBy: by.actor,
      outageStartedAtMs: null,
      startedAtMs: this.#clock.now(),
      mainsBackAtMs: null,
      endedAtMs: null,
      fired: [],
    }
  }

  #entry(
    host: { readonly id: string; readonly name: string },
    kind: string,
    message: string,
    by: { readonly actor: string; readonly channel: Draft['channel']; readonly reason: string | null },
    data: { readonly [key: string]: Json },
  ): Draft {
    return {
      atMs: this.#clock.now(),
      kind,
      actor: by.actor,
      channel: by.channel,
      object: { kind: 'host', id: host.id, name: host.name },
      reason: by.reason,
      outcome: null,
      message,
      data: toJson(data),
    }
  }
}

const summary = (items: readonly { readonly action: string }[]): string => {
  const count = (action: string) => items.filter((item) => item.action === action).length
  return `${count('migrate')} migrate, ${count('save-state')} save state, ${count('shutdown')} shut down`
}
