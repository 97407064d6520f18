import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { decideRun, decideStart, type RunDecision } from '../decide/decide-run'
import type { GroupState } from '../decide/group-state'
import { type PowerGroupId, runIdSchema, stepIdSchema } from '../domain/ids'
import type { JournalDraft, Json } from '../domain/journal'
import type { FiredStage, Run, RunWithSteps, Step } from '../domain/run'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { planHosts } from '../planner/host-steps'
import { planRecovery } from '../planner/recovery-steps'
import { planStage } from '../planner/stage-steps'
import type { PlanNote } from '../planner/step-writer'
import { checkedSteps } from './checked-steps'
import type { RunBook } from './run-book'
import type { ArmedPlan, Site } from './site'
import type { Clock } from './steady-clock'
import { toJson } from './to-json'

type Draft = Omit<JournalDraft, 'runId'>

/** How the group looked when something was decided: kept with every decision (D1, K1). */
const evidenceOf = (state: GroupState): { readonly [key: string]: Json } => ({
  condition: state.condition,
  secondsOnBattery: state.secondsOnBattery,
  runtimeSeconds: state.runtimeSeconds,
  runtimeReason: state.runtimeReason,
  chargePercent: state.chargePercent,
  loadPercent: state.loadPercent,
  outputWatts: state.outputWatts,
  devices: state.evidence,
})

const isOpen = (step: Step): boolean => step.state === 'pending' || step.state === 'running'

/** Turns decisions about power groups into runs and their steps. */
export class OutageKeeper {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #book: RunBook
  readonly #site: Site
  /** Set by the forecast; what a hold is measured against (A6). */
  readonly #margins = new Map<PowerGroupId, number | null>()

  constructor(clock: Clock, log: Logger, book: RunBook, site: Site) {
    this.#clock = clock
    this.#log = log
    this.#book = book
    this.#site = site
  }

  setMargin(groupId: PowerGroupId, marginSeconds: number | null): void {
    this.#margins.set(groupId, marginSeconds)
  }

  runOf(groupId: PowerGroupId): RunWithSteps | null {
    return this.#book.active.find((run) => run.kind === 'outage' && run.powerGroupId === groupId) ?? null
  }

  /** Decides about one group with what is known now, and writes what was decided. */
  async consider(group: PowerGroup, state: GroupState, views: readonly PowerDeviceView[]): Promise<void> {
    const run = this.runOf(group.id)
    if (run === null) {
      const armed = this.#site.planOf(group)
      if (armed === null || armed.plan.mode === 'unarmed') return
      const decisions = decideStart(armed.version.content, state)
      if (decisions.length > 0) await this.#start(group, state, armed, decisions, views)
      return
    }
    const version = this.#site.version(run.planVersionId)
    if (version === null) {
      this.#log.error({ runId: run.id }, 'the plan version of a running run is not known; the run waits')
      return
    }
    const decisions = decideRun({
      run,
      content: version.content,
      group: state,
      hostStepsBuilt: run.steps.some((step) => step.action === 'shutdown-host' && isOpen(step)),
      marginSeconds: this.#margins.get(group.id) ?? null,
      nowMs: this.#clock.now(),
    })
    for (const decision of decisions) await this.#apply(run.id, group, state, decision, views)
  }

  /** A person fires a stage, in or out of a run. */
  async fireByHand(
    group: PowerGroup,
    state: GroupState,
    stageId: FiredStage['stageId'],
    by: string,
    views: readonly PowerDeviceView[],
  ): Promise<string | null> {
    const armed = this.#site.planOf(group)
    if (armed === null) return 'This group has no published plan.'
    if (armed.plan.mode === 'unarmed') return 'This plan is not armed; arm it (or its dry run) first.'
    const decision: RunDecision = { kind: 'fire-stage', stageId, why: `fired by ${by}` }
    const run = this.runOf(group.id)
    if (run === null) await this.#start(group, state, armed, [decision], views)
    else await this.#apply(run.id, group, state, decision, views)
    return null
  }

  async #start(
    group: PowerGroup,
    state: GroupState,
    armed: ArmedPlan,
    decisions: readonly RunDecision[],
    views: readonly PowerDeviceView[],
  ): Promise<void> {
    const nowMs = this.#clock.now()
    const run: Run = {
      id: runIdSchema.parse(randomUUID()),
      kind: 'outage',
      phase: 'shedding',
      heldSinceMs: null,
      dryRun: armed.plan.mode === 'dry-run',
      planId: armed.plan.id,
      planVersionId: armed.version.id,
      powerGroupId: group.id,
      hostId: null,
      title: group.name,
      reason: null,
      startedBy: 'engine',
      outageStartedAtMs: state.onBatterySinceMs,
      startedAtMs: nowMs,
      mainsBackAtMs: null,
      endedAtMs: null,
      fired: [],
    }
    await this.#book.add({ ...run, steps: [] }, [
      this.#entry(
        run,
        'run.started',
        `Plan "${armed.plan.name}" version ${armed.version.number} begins for ${group.name}${run.dryRun ? ' (dry run)' : ''}`,
        {
          ...evidenceOf(state),
          planVersion: armed.version.number,
          mode: armed.plan.mode,
        },
      ),
    ])
    for (const decision of decisions) await this.#apply(run.id, group, state, decision, views)
  }

  async #apply(
    runId: Run['id'],
    group: PowerGroup,
    state: GroupState,
    decision: RunDecision,
    views: readonly PowerDeviceView[],
  ): Promise<void> {
    const run = this.#book.get(runId)
    const version = this.#site.version(run?.planVersionId ?? null)
    if (run === null || version === null) return
    const nowMs = this.#clock.now()
    const evidence = evidenceOf(state)
    switch (decision.kind) {
      case 'fire-stage': {
        const stage = version.content.stages.find((candidate) => candidate.id === decision.stageId)
        if (stage === undefined) return
        const planned = planStage({
          runId,
          content: version.content,
          stageId: stage.id,
          world: this.#site.world,
          groupHostIds: this.#site.hostIdsOf(group),
          devices: views,
          existingSteps: run.steps.filter((step) => (step.direction === 'up' ? isOpen(step) : true)),
          nextSeq: run.steps.length + 1,
          makeId: () => stepIdSchema.parse(randomUUID()),
        })
        const { steps, changes } = checkedSteps(this.#site.world, run.steps, planned.steps, this.#hostsInTrouble(views))
        await this.#book.change(
          runId,
          { fired: [...run.fired, { stageId: stage.id, stageName: stage.name, firedAtMs: nowMs, why: decision.why }] },
          [
            this.#entry(
              run,
              'run.stage-fired',
              `Stage "${stage.name}" fires: ${decision.why}`,
              { ...evidence, stage: stage.name, steps: steps.length },
              decision.why,
            ),
            ...changes.map((change) => this.#entry(run, 'run.step-changed', change, evidence)),
            ...planned.notes.map((note) => this.#note(run, note)),
          ],
          steps,
        )
        return
      }
      case 'stop-hosts': {
        const planned = planHosts({
          runId,
          content: version.content,
          world: this.#site.world,
          groupHostIds: this.#site.hostIdsOf(group),
          existingSteps: run.steps,
          nextSeq: run.steps.length + 1,
          makeId: () => stepIdSchema.parse(randomUUID()),
        })
        const { steps, changes } = checkedSteps(this.#site.world, run.steps, planned.steps, this.#hostsInTrouble(views))
        if (steps.length === 0) return
        await this.#book.change(
          runId,
          {},
          [
            this.#entry(run, 'run.hosts-stop', `Hosts are shut down once empty: ${decision.why}`, evidence, decision.why),
            ...changes.map((change) => this.#entry(run, 'run.step-changed', change, evidence)),
            ...planned.notes.map((note) => this.#note(run, note)),
          ],
          steps,
        )
        return
      }
      case 'mains-back': {
        // R1: what has not begun is not begun any more; what has is brought to its end, and then started again.
        const pending = run.steps.filter((step) => step.state === 'pending' && step.direction === 'down')
        await this.#cancel(runId, pending, 'mains returned before it began')
        await this.#book.change(runId, { phase: 'waiting', mainsBackAtMs: nowMs, heldSinceMs: null }, [
          this.#entry(
            run,
            'run.mains-back',
            `Mains are back for ${group.name}; ${pending.length} steps not begun are cancelled`,
            evidence,
            decision.why,
          ),
        ])
        return
      }
      case 'outage-again': {
        const pending = run.steps.filter((step) => step.state === 'pending' && step.direction === 'up')
        await this.#cancel(runId, pending, 'mains failed again before it began')
        await this.#book.change(runId, { phase: 'shedding', mainsBackAtMs: null, fired: [] }, [
          this.#entry(run, 'run.outage-again', `Mains failed again for ${group.name}`, evidence, decision.why),
        ])
        return
      }
      case 'begin-recovery': {
        const planned = planRecovery({
          runId,
          content: version.content,
          world: this.#site.world,
          steps: run.steps,
          nextSeq: run.steps.length + 1,
          makeId: () => stepIdSchema.parse(randomUUID()),
        })
        const { steps, changes } = checkedSteps(this.#site.world, run.steps, planned.steps, this.#hostsInTrouble(views))
        await this.#book.change(
          runId,
          { phase: 'recovering' },
          [
            this.#entry(
              run,
              'run.recovery-begins',
              `Recovery of ${group.name} begins: ${decision.why}`,
              { ...evidence, steps: steps.length },
              decision.why,
            ),
            ...changes.map((change) => this.#entry(run, 'run.step-changed', change, evidence)),
            ...planned.notes.map((note) => this.#note(run, note)),
          ],
          steps,
        )
        return
      }
      case 'release-hold':
        await this.#book.change(runId, { heldSinceMs: null }, [
          this.#entry(run, 'run.hold-expired', `The hold of ${group.name} expires: ${decision.why}`, evidence, decision.why),
        ])
        return
      case 'finish': {
        const failed = run.steps.filter((step) => step.state === 'failed').map((step) => step.object.name)
        const stillOff = this.#notRestored(run)
        const words = [
          failed.length === 0 ? null : `${failed.length} steps failed: ${failed.join(', ')}`,
          stillOff.length === 0 ? null : `not running as before: ${stillOff.join(', ')}`,
        ].filter((part) => part !== null)
        await this.#book.change(runId, { phase: 'done', endedAtMs: nowMs }, [
          this.#entry(
            run,
            'run.finished',
            words.length === 0 ? `${group.name} is restored` : `${group.name}: the run has ended, but ${words.join('; ')}`,
            {
              ...evidence,
              failed,
              stillOff,
            },
          ),
        ])
        return
      }
    }
  }

  /** VMs that ran when this run took them down and that no step brought back: nothing stays off unsaid (R1). */
  #notRestored(run: RunWithSteps): readonly string[] {
    const back = new Set(
      run.steps.filter((step) => step.direction === 'up' && step.state === 'done').map((step) => step.object.id),
    )
    const taken = run.steps.filter(
      (step) =>
        step.object.kind === 'vm' &&
        step.direction === 'down' &&
        step.state === 'done' &&
        step.before.power === 'on' &&
        step.action !== 'migrate' &&
        step.action !== 'keep',
    )
    return [...new Set(taken.filter((step) => !back.has(step.object.id)).map((step) => step.object.name))]
  }

  async #cancel(runId: Run['id'], steps: readonly Step[], why: string): Promise<void> {
    if (steps.length === 0) return
    const nowMs = this.#clock.now()
    await this.#book.changeSteps(
      runId,
      steps.map((step) => step.id),
      (step) => (step.state === 'pending' ? { ...step, state: 'cancelled', endedAtMs: nowMs, result: why } : step),
      [],
    )
  }

  #hostsInTrouble(views: readonly PowerDeviceView[]) {
    const states = this.#site.groupStates(views)
    return new Set(states.filter(({ state }) => state.inTrouble).flatMap(({ group }) => [...this.#site.hostIdsOf(group)]))
  }

  #note(run: Run, note: PlanNote): Draft {
    return this.#entry(run, 'run.note', note.message, { vmId: note.vmId, hostId: note.hostId })
  }

  #entry(run: Run, kind: string, message: string, data: { readonly [key: string]: Json }, reason: string | null = null): Draft {
    return {
      atMs: this.#clock.now(),
      kind,
      actor: 'engine',
      channel: 'engine',
      object: { kind: 'run', id: run.id, name: run.title },
      reason,
      outcome: null,
      message,
      data: toJson(data),
    }
  }
}
