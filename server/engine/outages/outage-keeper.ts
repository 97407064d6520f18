import type { Logger } from 'pino'
import { calmAfter, type CalmWatch, hasPassed, UNWATCHED } from '../../decide/danger'
import { decideRun, decideStart, type RunDecision } from '../../decide/decide-run'
import type { GroupState } from '../../decide/group-state'
import type { StageFiring } from '../../decide/stages-to-fire'
import type { HostPower } from '../../domain/hardware'
import { type HostId, type ManagerId, type PowerGroupId, type RunId } from '../../domain/ids'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../../domain/read-since'
import { type FiredStage, isOpen, type Run, type RunWithSteps, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { say } from '../../domain/sentence'
import type { PowerDeviceView, PowerGroup, World } from '../../domain/world'
import type { AbortedOutages } from './aborted-outages'
import { beginWave, noteRecovery } from './begin-wave'
import { endDryRun, holdDisarmed } from './disarmed'
import { endAbandoned } from './end-abandoned'
import { finishedEntries } from './finished-entries'
import { endWord } from './go-ahead'
import { keepRecord } from './keep-record'
import { HostOffWatch } from './host-off-watch'
import { LateReadings, whyUnread } from './late-readings'
import { OutagePlanner, type PlannedGroup } from './outage-planner'
import { type NewSteps, nextSeq } from './outage-steps'
import { turnOf } from './outage-turns'
import { newRun } from './new-run'
import type { RunBook } from '../run-book'
import { leftUndone, powerIn, restoredEnd } from './run-end'
import { type Evidence, evidenceOf, remarks, type RunEntry, runEntry, type Told } from './run-entry'
import type { ArmedPlan, Site } from '../site'
import type { Clock } from '../steady-clock'
import { keepChargeWatch, RestartBudgets } from './restart-budgets'
import type { StartWatch } from './start-watch'
import { takeTurn } from './take-turn'
import type { WayBack } from './way-back'

type Views = readonly PowerDeviceView[]

/** What is read of the site to decide about its outages. */
export type OutageSite = Pick<
  Site,
  'world' | 'durations' | 'trustedWorld' | 'groupStates' | 'hostIdsAtRisk' | 'hostIdsOf' | 'planOf' | 'version'
>

/** Turns decisions about power groups into runs and their steps. */
export class OutageKeeper {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #book: RunBook
  readonly #site: OutageSite
  readonly #planner: OutagePlanner
  readonly #aborted: AbortedOutages
  /** Set by the forecast; what a hold is measured against (A6). */
  readonly #margins = new Map<PowerGroupId, number | null>()
  /** The world that a run's fired stages were last held against. */
  readonly #swept = new Map<RunId, World>()
  /** Runs that hosts may have been left out of, because their manager was about to answer. */
  readonly #hostsAwaited = new Set<RunId>()
  readonly #late = new LateReadings()
  readonly #hostsOff = new HostOffWatch()
  readonly #calm = new Map<PowerGroupId, CalmWatch>()
  readonly #budgets: RestartBudgets
  readonly #starts: StartWatch
  readonly #powerOf: (hostId: HostId) => HostPower | undefined

  readonly #startedAtMs: number

  constructor(parts: {
    readonly clock: Clock
    readonly log: Logger
    readonly book: RunBook
    readonly site: OutageSite
    readonly aborted: AbortedOutages
    readonly starts: StartWatch
    /** What a host's own controller says now. Absent: no host has one. */
    readonly powerOf?: (hostId: HostId) => HostPower | undefined
  }) {
    this.#clock = parts.clock
    this.#startedAtMs = parts.clock.now()
    this.#log = parts.log
    this.#book = parts.book
    this.#site = parts.site
    this.#planner = new OutagePlanner(parts.site, parts.book)
    this.#aborted = parts.aborted
    this.#starts = parts.starts
    this.#powerOf = parts.powerOf ?? (() => undefined)
    this.#budgets = new RestartBudgets({ ...parts, now: () => parts.clock.now() })
  }

  setMargin(groupId: PowerGroupId, marginSeconds: number | null): void {
    this.#margins.set(groupId, marginSeconds)
  }

  runOf(groupId: PowerGroupId): RunWithSteps | null {
    return (
      this.#book.active.find((run) => run.kind === 'outage' && run.abandoned !== true && run.powerGroupId === groupId) ?? null
    )
  }

  /** Decides about one group with what is known now, and writes what was decided. */
  async consider(group: PowerGroup, seen: GroupState, views: Views): Promise<void> {
    if (!seen.inTrouble && (seen.condition === 'on-mains' || seen.condition === 'redundancy-lost'))
      await this.#aborted.clear(group.id)
    if (seen.inTrouble) await this.#aborted.outageBegins(group.id)
    const run = this.runOf(group.id)
    const armed = this.#site.planOf(group)
    const version = run === null ? (armed?.version ?? null) : this.#site.version(run.planVersionId)
    if (version === null) {
      if (run !== null) this.#log.error({ runId: run.id }, 'the plan version of a running run is not known; the run waits')
      return
    }
    const { content } = version
    const nowMs = this.#clock.now()
    if (run !== null) {
      const hostIds = () => (seen.inTrouble ? this.#site.hostIdsAtRisk(group, views) : this.#site.hostIdsOf(group))
      const { world, trustedWorld } = this.#site
      const shown = { world, trustedFeeds: trustedWorld.feeds, devices: views, powerOf: this.#powerOf }
      const witnesses = { ...shown, hostIds, starts: this.#starts, hostsOff: this.#hostsOff }
      const keep = () => keepRecord(this.#book, run, witnesses, nowMs)
      // Whatever becomes of the record, what is due is decided.
      await this.#book.failing.guard(run, 'keeping its record', { nowMs, log: this.#log }, keep)
    }
    const watch = calmAfter(this.#calm.get(group.id) ?? UNWATCHED, content, seen, nowMs)
    this.#calm.set(group.id, watch)
    const { calm } = watch
    const state = await this.#aborted.withoutDismissed(group.id, seen, (kind) => hasPassed(calm, kind, nowMs))
    if (run === null) {
      if (armed === null || armed.plan.mode === 'unarmed' || this.#aborted.has(group.id)) return
      const decisions = decideStart(content, state)
      if (decisions.length > 0) await this.#start(group, state, armed, decisions, views)
      return
    }
    if (run.dryRun && armed?.plan.mode === 'armed') return await endDryRun(this.#book, run, nowMs)
    const mayAct = run.dryRun ? armed?.plan.mode === 'dry-run' : armed?.plan.mode === 'armed'
    if (!mayAct && run.phase === 'shedding' && run.heldSinceMs === null) await holdDisarmed(this.#book, run, nowMs)
    const planned = { group, state, views, content }
    const budget = this.#budgets.of(run, planned, () => this.#planner.recovery(run, planned, nowMs).steps)
    const keepWatch = () => keepChargeWatch(this.#book, run, budget.watch)
    await this.#book.failing.guard(run, 'keeping its charge', { nowMs, log: this.#log }, keepWatch)
    const decisions = decideRun({
      run,
      content,
      group: state,
      hostStepsBuilt: this.#allHostsKnown(run) && run.steps.some((step) => step.action === 'shutdown-host' && isOpen(step)),
      armed: mayAct,
      managersFresh: this.#managersFresh(run),
      marginSeconds: this.#margins.get(group.id) ?? null,
      budget,
      calm,
      engineStartedAtMs: this.#startedAtMs,
      nowMs,
    })
    for (const decision of decisions) {
      // A person's word while the one before was written: what was decided is about a run as it was.
      if (this.#book.get(run.id)?.phase !== run.phase) break
      await this.#apply(run.id, group, state, decision, views)
    }
    if (!state.inTrouble) await this.#takeIn(run.id, group, state, views)
    const inDanger = (this.#book.get(run.id)?.danger ?? null) !== null
    if (mayAct && (state.inTrouble || inDanger)) await this.#sweep(run.id, group, state, views)
  }

  /** A person fires a stage before its trigger would, in an outage or a danger. */
  async fireByHand(
    group: PowerGroup,
    state: GroupState,
    stageId: FiredStage['stageId'],
    by: string,
    views: Views,
  ): Promise<string | null> {
    const armed = this.#site.planOf(group)
    if (armed === null) return 'This group has no published plan.'
    if (armed.plan.mode === 'unarmed') return 'This plan is not armed; arm it (or its dry run) first.'
    const run = this.runOf(group.id)
    if (!state.inTrouble && run?.phase !== 'shedding')
      return 'The mains feed this group: stages are fired by hand during an outage only.'
    const decision: StageFiring = { kind: 'fire-stage', stageId, why: say(RUN_SENTENCES.firedBy, { who: by }) }
    if (run === null) await this.#start(group, state, armed, [decision], views)
    else if (run.fired.some((stage) => stage.stageId === stageId)) return 'This stage has fired already.'
    else await this.#apply(run.id, group, state, decision, views)
    return null
  }

  /**
   * Managers that sleep with what the run shut down are not waited for; every other one that is concerned was read since the mains
   * returned, for a view from before proves nothing (R4), or has been waited for long enough: the others are not kept from coming
   * back (R1).
   */
  #managersFresh(run: RunWithSteps): boolean {
    if (run.mainsBackAtMs !== null && this.#clock.now() - run.mainsBackAtMs >= LONGEST_WAIT_FOR_MANAGERS_MS) return true
    return this.#planner.unread(run).every(({ isAsleep }) => isAsleep)
  }

  /** What a manager knows that could not be read when recovery began is brought back once it has been (R1, R4). */
  async #takeIn(runId: RunId, group: PowerGroup, state: GroupState, views: Views): Promise<void> {
    const run = this.#book.get(runId)
    const version = this.#site.version(run?.planVersionId ?? null)
    if (run?.phase !== 'recovering' || version === null) return
    const read = this.#late.take(run, this.#site.world.managers, this.#unread(run))
    const isDue = this.#late.mayLookForDelayed(runId, this.#clock.now())
    if (read.size === 0 && !isDue) return
    const planned = { group, views, content: version.content }
    const found = this.#planner.recovery(run, planned, this.#clock.now(), isDue ? undefined : read)
    if (isDue) this.#late.planned(runId, found.isDelayed)
    if (found.steps.length === 0) return
    const names = found.steps.map((step) => step.object.name).join(', ')
    const message = `Recovery of ${group.name} takes in ${names}`
    await this.#grow(run, found, { kind: 'run.recovery-grows', message, data: evidenceOf(state) })
  }

  #unread(run: RunWithSteps): ReadonlySet<ManagerId> {
    return new Set(this.#planner.unread(run).map(({ id }) => id))
  }

  /** Hosts of managers that were about to answer are looked at once more when they have, whatever of the others is still on its way. */
  #allHostsKnown({ id }: RunWithSteps): boolean {
    const isAwaited = this.#site.world.managers.some(({ awaited }) => awaited === true)
    const hadAwaited = this.#hostsAwaited.delete(id)
    if (isAwaited) this.#hostsAwaited.add(id)
    return !isAwaited && !hadAwaited
  }

  /** VMs that appeared on the group's hosts after their stage fired get their steps (D8, A9). */
  async #sweep(runId: RunId, group: PowerGroup, state: GroupState, views: Views): Promise<void> {
    const { world } = this.#site
    const version = this.#site.version(this.#book.get(runId)?.planVersionId ?? null)
    if (version === null || this.#swept.get(runId) === world) return
    this.#swept.set(runId, world)
    for (const stage of this.#book.get(runId)?.fired ?? []) {
      const run = this.#book.get(runId)
      if (run?.phase !== 'shedding') return
      const found = this.#planner.stage(run, { group, state, views, content: version.content }, stage, this.#clock.now())
      if (found.steps.length === 0) continue
      const names = found.steps.map((step) => step.object.name).join(', ')
      const message = `Stage "${stage.stageName}" covers ${names} too, seen after it fired`
      await this.#grow(run, found, { kind: 'run.stage-grows', message, data: evidenceOf(state) })
    }
  }

  async #start(
    group: PowerGroup,
    state: GroupState,
    armed: ArmedPlan,
    decisions: readonly StageFiring[],
    views: readonly PowerDeviceView[],
  ): Promise<void> {
    const nowMs = this.#clock.now()
    const run = newRun(group, state, armed, views, nowMs)
    // The stages that fire at once stand in the same write as the run: the first call waits for one write less.
    const { plan, version } = armed
    const started = this.#entry(run, {
      kind: 'run.started',
      message: `Plan "${plan.name}" version ${version.number} begins for ${group.name}${run.dryRun ? ' (dry run)' : ''}`,
      data: { ...evidenceOf(state), planVersion: version.number, mode: plan.mode },
    })
    let begun: RunWithSteps = { ...run, steps: [] }
    const drafts: RunEntry[] = [started]
    for (const decision of decisions) {
      const firing = this.#firing(begun, { group, state, views, content: version.content }, decision)
      if (firing === null) continue
      begun = { ...begun, fired: [...begun.fired, firing.fired], steps: [...begun.steps, ...firing.steps] }
      drafts.push(...firing.drafts)
    }
    await this.#book.add(begun, drafts)
  }

  #firing(
    run: RunWithSteps,
    planned: PlannedGroup,
    decision: StageFiring,
  ): { readonly fired: FiredStage; readonly steps: readonly Step[]; readonly drafts: readonly RunEntry[] } | null {
    const stage = planned.content.stages.find((candidate) => candidate.id === decision.stageId)
    if (stage === undefined) return null
    const fired: FiredStage = {
      stageId: stage.id,
      stageName: stage.name,
      firedAtMs: this.#clock.now(),
      firstSeq: nextSeq(run),
      why: decision.why,
    }
    const evidence = evidenceOf(planned.state)
    const found = this.#planner.stage(run, planned, fired, fired.firedAtMs)
    const entry = this.#entry(run, {
      kind: 'run.stage-fired',
      message: `Stage "${stage.name}" fires: ${decision.why}`,
      data: { ...evidence, stage: stage.name, steps: found.steps.length },
      reason: decision.why,
    })
    return { fired, steps: found.steps, drafts: [entry, ...remarks(run, found, evidence, fired.firedAtMs)] }
  }

  async #apply(runId: RunId, group: PowerGroup, state: GroupState, decision: RunDecision, views: Views): Promise<void> {
    const run = this.#book.get(runId)
    const version = this.#site.version(run?.planVersionId ?? null)
    if (run === null || version === null) return
    const nowMs = this.#clock.now()
    const evidence = evidenceOf(state)
    const planned = { group, state, views, content: version.content }
    switch (decision.kind) {
      case 'fire-stage': {
        const firing = this.#firing(run, planned, decision)
        if (firing === null) return
        const { fired, steps, drafts } = firing
        await this.#book.change(runId, { run: { fired: [...run.fired, fired] }, newSteps: steps }, drafts)
        return
      }
      case 'stop-hosts': {
        const found = this.#planner.hosts(run, planned, this.#margins.get(group.id) ?? null)
        if (found.steps.length === 0) return
        const message = `Hosts are shut down once empty: ${decision.why}`
        await this.#grow(run, found, { kind: 'run.hosts-stop', message, data: evidence, reason: decision.why })
        return
      }
      case 'mains-back':
      case 'outage-again':
      case 'danger':
      case 'outage-besides':
      case 'only-danger':
      case 'release-hold': {
        const published = this.#site.planOf(group)
        const versionId = published?.plan.id === run.planId ? published.version.id : null
        const turn = turnOf(decision, { run, state, name: group.name, nowMs, version: versionId })
        const entry = this.#entry(run, { ...turn.entry, data: evidence, reason: decision.why })
        return await takeTurn({ book: this.#book, clock: this.#clock, aborted: this.#aborted }, run, turn, entry)
      }
      case 'begin-recovery': {
        const found = this.#planner.recovery({ ...run, recoveryBeganAtMs: nowMs }, planned, nowMs)
        this.#late.planned(runId, found.isDelayed)
        const unread = this.#planner.unread(run)
        this.#late.begin(runId, new Set(unread.map(({ id }) => id)))
        const told = {
          kind: 'run.recovery-begins',
          message: `Recovery of ${group.name} begins: ${decision.why}`,
          data: { ...evidence, steps: found.steps.length },
          reason: decision.why,
        }
        const notes = [...unread.map(whyUnread), ...found.notes]
        await this.#grow(run, { ...found, notes }, told, { phase: 'recovering', recoveryBeganAtMs: nowMs })
        return
      }
      case 'word-ends':
        return await endWord(this.#book, run, decision.why, evidence, nowMs)
      case 'recovery-note':
        return await noteRecovery(this.#book, run, decision.note, evidence, nowMs)
      case 'begin-wave':
        return await beginWave(this.#book, run, decision, evidence, nowMs)
      case 'look-again':
        if (this.#late.mayLookAgain(runId, nowMs)) await this.#takeInPossible(run, group, evidence, views)
        return
      case 'finish':
        return await this.#finish(run, group, evidence, views)
    }
  }

  /** What became possible meanwhile, taken in; null: its plan is not known. */
  async #takeInPossible(run: RunWithSteps, group: PowerGroup, evidence: Evidence, views: Views): Promise<WayBack | null> {
    const version = this.#site.version(run.planVersionId)
    const more =
      version === null ? null : this.#planner.recovery(run, { group, views, content: version.content }, this.#clock.now())
    if (more === null || more.steps.length === 0) return more
    const names = more.steps.map((step) => step.object.name).join(', ')
    const message = `Recovery of ${group.name} takes in ${names}`
    await this.#grow(run, more, { kind: 'run.recovery-grows', message, data: evidence })
    return more
  }

  /** Before a run ends, what became possible meanwhile is still done; what stays otherwise than before is named (R1). */
  async #finish(run: RunWithSteps, group: PowerGroup, evidence: Evidence, views: Views): Promise<void> {
    const more = await this.#takeInPossible(run, group, evidence, views)
    if (more !== null && more.steps.length > 0) return
    // What a danger keeps away, this run still brings back once a person has continued, or aborted, the other one (R1, P8).
    if (more?.isWaiting === true) return
    this.#swept.delete(run.id)
    this.#late.end(run.id)
    this.#budgets.end(run.id)
    const moveHome = this.#site.version(run.planVersionId)?.content.recovery.moveHome === true
    const nowMs = this.#clock.now()
    const left = leftUndone(run, moveHome, powerIn(this.#site.world), this.#unread(run))
    await this.#book.change(
      run.id,
      { run: restoredEnd(run, nowMs) },
      finishedEntries(run, group.name, { left, more, evidence, nowMs }),
    )
  }

  async endAbandoned(): Promise<void> {
    await endAbandoned(this.#book, this.#clock)
  }

  /** New steps, and what is said of them, in one write. */
  async #grow(run: RunWithSteps, found: NewSteps, told: Told, patch?: Partial<Run>): Promise<void> {
    const entries = [this.#entry(run, told), ...remarks(run, found, told.data ?? {}, this.#clock.now())]
    await this.#book.change(run.id, { ...(patch === undefined ? {} : { run: patch }), newSteps: found.steps }, entries)
  }

  #entry(run: Run, told: Told): RunEntry {
    return runEntry(run, this.#clock.now(), told)
  }
}
