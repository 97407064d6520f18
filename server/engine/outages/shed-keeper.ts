import { holdingDangers } from '../../decide/danger'
import type { GroupState } from '../../decide/group-state'
import type { Forecast } from '../../domain/forecast'
import type { PowerGroupId, RunId, StepId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { type FiredStage, isInOutage, type RunWithSteps, type Step } from '../../domain/run'
import { readRunSentence, RUN_SENTENCES } from '../../domain/run-sentences'
import { say } from '../../domain/sentence'
import { tierOf } from '../../domain/tier'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import { hostsOfOnly, mayWait } from '../../planner/shed/may-wait'
import { type RunMoments, runMoments } from '../../planner/shed/run-moments'
import type { RunBook } from '../run-book'
import type { Site } from '../site'
import type { Clock } from '../steady-clock'
import { type StepEntry, stepEntry } from '../steps/step-entry'
import { type Evidence, evidenceOf, type RunEntry, runEntry } from './run-entry'

/** A moment that is found again is the same: what is left of a slot is reckoned with, and rounded. */
const SAME_MS = 1_000
/** UPSs are polled about as often; what comes within it comes now. */
const LOOK_EVERY_MS = 2_000

interface Looked {
  readonly run: RunWithSteps
  readonly group: PowerGroup
  readonly state: GroupState
  readonly views: readonly PowerDeviceView[]
  readonly content: PlanContent
}

type ShedSite = Pick<Site, 'world' | 'durations'>

/** What waits for its moment now. */
const waits = (step: Step, nowMs: number): boolean => step.state === 'pending' && (step.notBeforeMs ?? nowMs) > nowMs

/** The stage that fired last, by the plan's order: whatever an earlier one still lets wait goes with it. */
const newestFired = ({ fired }: RunWithSteps, { stages }: PlanContent): FiredStage | null =>
  fired.reduce<FiredStage | null>((newest, stage) => {
    const place = ({ stageId }: FiredStage): number => stages.findIndex(({ id }) => id === stageId)
    return newest === null || place(stage) > place(newest) ? stage : newest
  }, null)

/** VMs that a long outage ends, whatever stage lets them wait. */
const shedForLongOutage = ({ fired }: RunWithSteps, { stages }: PlanContent): ReadonlySet<string> => {
  const alone = stages.filter((stage) => stage.alone === true && fired.some(({ stageId }) => stageId === stage.id))
  return new Set(alone.flatMap(({ placements }) => placements.map(({ vmId }) => vmId)))
}

/** Why nothing may wait now, in words; null: it may. */
const whyNothingWaits = ({ run, state, content }: Looked, newest: FiredStage | null, isLate: boolean): string | null => {
  if (state.condition === 'low-battery') return RUN_SENTENCES.lowBattery
  // Also one whose stage has fired already: its heat is not waited out by the battery's clock (P8).
  if ((run.danger ?? null) !== null || holdingDangers(content, state).length > 0) return RUN_SENTENCES.shedDanger
  if (newest !== null && readRunSentence(newest.why)?.name === 'firedBy') return newest.why
  if (isLate) return RUN_SENTENCES.shedMargin
  return content.shedding === 'by-value' ? null : RUN_SENTENCES.shedNoMore
}

/** Cards renew what they tell each 5 to 30 s: so long no moment can be found before all that waits is ended. */
const UNFIT_FOR_MS = 20_000

/**
 * Stops the VMs of a fired stage by value, where the plan says so: each has its moment, found anew with every sample, before which its
 * step does not begin. Nothing waits where for a while not all of it fits with all the grace it may take.
 */
export class ShedKeeper {
  readonly #book: Pick<RunBook, 'get' | 'change'>
  readonly #clock: Pick<Clock, 'now'>
  readonly #site: ShedSite
  /** Whether the forecast of each group's outage misses time: the last two, for one may be wrong. */
  readonly #late = new Map<PowerGroupId, readonly [boolean, boolean]>()
  readonly #lookedAtMs = new Map<RunId, number>()
  readonly #unfitSinceMs = new Map<RunId, number>()

  constructor(book: Pick<RunBook, 'get' | 'change'>, clock: Pick<Clock, 'now'>, site: ShedSite) {
    this.#book = book
    this.#clock = clock
    this.#site = site
  }

  foreseen(groupId: PowerGroupId, { marginSeconds }: Pick<Forecast, 'marginSeconds'>): void {
    const isLate = marginSeconds !== null && marginSeconds < 0
    this.#late.set(groupId, [this.#late.get(groupId)?.[1] ?? false, isLate])
  }

  /** Called with each look at a group, after its stages have fired and before anything of them begins; found anew every two seconds. */
  async consider(looked: Looked): Promise<void> {
    const { run, group, state, content } = looked
    const nowMs = this.#clock.now()
    const isWaited = run.steps.some((step) => waits(step, nowMs))
    if (content.shedding !== 'by-value' && !isWaited) return
    if (run.heldSinceMs !== null) return
    const isOutage = state.inTrouble && isInOutage(run)
    // Mains that are back end no danger: what waited for the battery's sake waits no longer (P8).
    if (!isOutage && !(isWaited && (run.danger ?? null) !== null)) return
    const newest = newestFired(run, content)
    const own = hostsOfOnly(this.#site.world, group)
    const shedForLong = shedForLongOutage(run, content)
    const isOpenToIt = (step: Step): boolean =>
      !shedForLong.has(step.object.id) &&
      step.stageId === newest?.stageId &&
      step.seq >= (newest?.firstSeq ?? Infinity) &&
      (step.notBeforeMs === undefined || step.notBeforeMs > nowMs) &&
      mayWait(step, this.#site.world, own)
    const candidates = run.steps.filter(isOpenToIt)
    const late = run.steps.filter((step) => waits(step, nowMs) && !candidates.includes(step))
    if (candidates.length === 0 && late.length === 0) return
    const isNew = late.length > 0 || candidates.some(({ notBeforeMs }) => notBeforeMs === undefined)
    if (!isNew && nowMs - (this.#lookedAtMs.get(run.id) ?? -Infinity) < LOOK_EVERY_MS) return
    this.#lookedAtMs.set(run.id, nowMs)
    const why = whyNothingWaits(looked, newest, this.#late.get(group.id)?.every(Boolean) === true)
    const found = why === null && candidates.length > 0 ? this.#moments(looked, candidates, nowMs) : null
    await this.#write(looked, { candidates, late, why, found, nowMs })
  }

  #moments({ run, group, content, views }: Looked, candidates: readonly Step[], nowMs: number): RunMoments | null {
    const ids = new Set(candidates.map(({ id }) => id))
    const { world, durations } = this.#site
    const question = { content, groupId: group.id, world, devices: views, durations, run, nowMs }
    return runMoments(question, ({ id }) => ids.has(id))
  }

  /** One answer that fits nothing, or none, ends nothing: the moments that were given hold meanwhile. */
  #isUnsure(runId: RunId, isUnfit: boolean, nowMs: number): boolean {
    if (!isUnfit) {
      this.#unfitSinceMs.delete(runId)
      return false
    }
    const sinceMs = this.#unfitSinceMs.get(runId) ?? nowMs
    this.#unfitSinceMs.set(runId, sinceMs)
    return nowMs - sinceMs < UNFIT_FOR_MS
  }

  async #write(
    { run, state }: Looked,
    given: {
      readonly candidates: readonly Step[]
      readonly late: readonly Step[]
      readonly why: string | null
      readonly found: RunMoments | null
      readonly nowMs: number
    },
  ): Promise<void> {
    const { candidates, late, found, nowMs } = given
    const begins = found?.moments?.begins
    const moments = new Map<StepId, number>()
    const entries: (StepEntry | RunEntry)[] = []
    const evidence = evidenceOf(state)
    for (const step of late) {
      moments.set(step.id, nowMs)
      entries.push(this.#stopEntry(step, RUN_SENTENCES.shedNextStage, evidence, nowMs))
    }
    const why = given.why ?? (found === null ? RUN_SENTENCES.shedUnknown : begins === undefined ? RUN_SENTENCES.shedNoFit : null)
    const isMoved = (step: Step, atMs: number): boolean => Math.abs(atMs - (step.notBeforeMs ?? -Infinity)) > SAME_MS
    const isUnsure = this.#isUnsure(run.id, given.why === null && begins === undefined, nowMs)
    for (const step of candidates) {
      if (isUnsure && step.notBeforeMs !== undefined) continue
      const foundSeconds = begins?.get(step.id) ?? 0
      const beginSeconds = 1_000 * foundSeconds <= LOOK_EVERY_MS ? 0 : foundSeconds
      const atMs = nowMs + Math.round(beginSeconds * 1_000)
      if (beginSeconds > 0 && !isMoved(step, atMs)) continue
      moments.set(step.id, atMs)
      if (beginSeconds > 0) continue
      const words = why ?? this.#whyNow(step, found, begins?.values() ?? [])
      entries.push(this.#stopEntry(step, words, { ...evidence, ...this.#numbers(step, found) }, nowMs))
    }
    if (moments.size === 0) return
    const later = candidates.filter(({ id }) => (moments.get(id) ?? nowMs) > nowMs)
    if (later.length > 0) entries.push(this.#planEntry(run, later, moments, evidence, nowMs))
    await this.#book.change(
      run.id,
      {
        stepIds: moments.keys(),
        patchStep: (step) => (step.state === 'pending' ? { ...step, notBeforeMs: moments.get(step.id) ?? nowMs } : step),
      },
      entries,
    )
  }

  #numbers({ object }: Step, found: RunMoments | null): Evidence {
    const vm = found?.moments?.problem.vms.find(({ id }) => id === object.id)
    const told = this.#site.world.vms.find(({ id }) => id === object.id)
    return {
      tier: told === undefined ? null : tierOf(told),
      vmWatts: vm === undefined ? null : Math.round(vm.watts),
      groupWatts: found === null ? null : Math.round(found.watts),
      lastsAtWorstSeconds: found === null ? null : Math.round(found.lastsSeconds),
      keptForTheRestSeconds: found === null ? null : Math.round(found.neededSeconds),
    }
  }

  #whyNow(step: Step, found: RunMoments | null, begins: Iterable<number>): string {
    const later = [...begins].filter((seconds) => seconds > 0)
    const { tier, vmWatts } = this.#numbers(step, found)
    return say(RUN_SENTENCES.shedNow, {
      tier: Number(tier ?? 2),
      watts: Number(vmWatts ?? 0),
      all: Math.round(found?.watts ?? 0),
      lasts: Math.round(found?.lastsSeconds ?? 0),
      count: later.length,
      longest: Math.round(Math.max(0, ...later)),
    })
  }

  #stopEntry(step: Step, why: string, evidence: Evidence, atMs: number): StepEntry {
    const entry = stepEntry(step, atMs, { kind: 'step.shed', message: `${step.object.name}: ${why}`, reason: why })
    return { ...entry, data: { ...evidence, stepId: step.id, seq: step.seq } }
  }

  /** Whose moment is another one than before: those that go on, with when they are stopped. */
  #planEntry(
    run: RunWithSteps,
    later: readonly Step[],
    moments: ReadonlyMap<StepId, number>,
    evidence: Evidence,
    atMs: number,
  ): RunEntry {
    const shown = later.map(({ id, object }) => ({ name: object.name, atMs: moments.get(id) ?? atMs }))
    shown.sort((one, other) => one.atMs - other.atMs || (one.name < other.name ? -1 : 1))
    const words = shown.map(({ name, atMs: at }) => `${name} in ${Math.round((at - atMs) / 1_000)} s`).join(', ')
    const message = `By value, ${run.title} stops ${words}`
    return runEntry(run, atMs, { kind: 'run.shed-planned', message, data: { ...evidence, moments: shown } })
  }
}
