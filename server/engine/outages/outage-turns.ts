import type { GroupState } from '../../decide/group-state'
import type { RunDecision } from '../../decide/decide-run'
import type { DangerKind, RunDanger } from '../../domain/danger'
import type { PlanVersionId } from '../../domain/ids'
import { isHeldDownByDanger, isOpen, type Run, type RunWithSteps, type Step, wasCalled } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'

/** A run takes another course: what changes of it, which of its steps are cancelled, and what the journal says. */
export interface Turn {
  readonly run: Partial<Run>
  readonly cancelled: readonly Step[]
  readonly cancelledBecause: string
  /** Dangers that are not heard from now on, for as long as they last. Absent: none. */
  readonly setAside?: readonly DangerKind[]
  /** The next outage ends that: nobody has said so. */
  readonly untilOutage?: boolean
  readonly entry: { readonly kind: string; readonly message: string }
}

type Turning = Extract<
  RunDecision,
  { kind: 'mains-back' | 'outage-again' | 'danger' | 'outage-besides' | 'only-danger' | 'release-hold' }
>

/** R1: what was not called is not called any more; what was is brought to its end, and then started again. */
const uncalledOf = ({ steps }: RunWithSteps): readonly Step[] =>
  steps.filter((step) => step.direction === 'down' && isOpen(step) && !wasCalled(step))

const upwardOf = ({ steps }: RunWithSteps): readonly Step[] => steps.filter((step) => step.direction === 'up' && isOpen(step))

export const withDangers = (before: RunDanger | null | undefined, kinds: readonly DangerKind[]): RunDanger | null => {
  const all = [...new Set([...(before?.kinds ?? []), ...kinds])]
  return all.length === 0 ? null : { kinds: all, over: false }
}

/** Of a run that a passed danger holds, this is a person's word that everything may come back. Null: nothing holds it. */
export const continued = ({ heldSinceMs, danger }: Run): Partial<Run> | null =>
  heldSinceMs === null ? null : { heldSinceMs: null, ...(danger?.over === true ? { danger: null } : {}) }

/** The hold of a danger that had passed ends when the run sheds again; a person's does not. */
const sheddingAgain = ({ danger, heldSinceMs }: RunWithSteps, kinds: readonly DangerKind[]): Partial<Run> => ({
  danger: withDangers(danger, kinds),
  heldSinceMs: danger?.over === true ? null : heldSinceMs,
})

/**
 * A person wants back what a danger holds down on mains although it lasts: it is set aside, and the run goes the way of an outage
 * that has ended. Null: no danger holds it down, or a hold has to be lifted first (A6, R1).
 */
export const broughtBack = (run: RunWithSteps, nowMs: number): Turn | null => {
  if (!isHeldDownByDanger(run)) return null
  const cancelled = uncalledOf(run)
  const setAside = run.danger?.kinds ?? []
  return {
    run: { phase: 'waiting', mainsBackAtMs: run.mainsBackAtMs ?? nowMs, chargeWatch: null, heldSinceMs: null, danger: null },
    cancelled,
    cancelledBecause: RUN_SENTENCES.broughtBack,
    setAside,
    entry: {
      kind: 'run.continued',
      message: `${run.title} continues: ${setAside.join(', ')} is set aside until it has passed, and what was taken down comes back; ${cancelled.length} steps that were not called are cancelled`,
    },
  }
}

const mainsBack = (run: RunWithSteps, setAside: readonly DangerKind[], name: string, nowMs: number): Turn => {
  const cancelled = uncalledOf(run)
  const words = `${cancelled.length} steps that were not called are cancelled`
  const danger = withDangers(run.danger, [])
  const aside = setAside.length === 0 ? '' : `; ${setAside.join(', ')} lasts, but the outage had asked for the same: set aside`
  // P8: what comes back may bring an overload back: a person says when. A dry run took nothing down.
  const waits = danger !== null && !run.dryRun
  const hold = waits
    ? 'what was taken down comes back when a person continues the run'
    : 'had the plan been armed, a person would now have to continue the run'
  return {
    run: {
      phase: 'waiting',
      mainsBackAtMs: run.mainsBackAtMs ?? nowMs,
      chargeWatch: null,
      heldSinceMs: waits ? nowMs : null,
      danger: waits ? { ...danger, over: true } : null,
    },
    cancelled,
    setAside,
    untilOutage: true,
    cancelledBecause: run.outageStartedAtMs === null ? RUN_SENTENCES.dangerPassed : RUN_SENTENCES.mainsBefore,
    entry:
      danger === null
        ? { kind: 'run.mains-back', message: `Mains are back for ${name}; ${words}${aside}` }
        : { kind: 'run.danger-over', message: `The danger for ${name} has passed; ${words}; ${hold}` },
  }
}

/** The turn that a decision is. Pure. */
export const turnOf = (
  decision: Turning,
  {
    run,
    state,
    name,
    nowMs,
    version = null,
  }: {
    readonly run: RunWithSteps
    readonly state: GroupState
    readonly name: string
    readonly nowMs: number
    /** That is published now: another outage is carried out with it, not with what was so in the last. Absent or null: none. */
    readonly version?: PlanVersionId | null
  },
): Turn => {
  const nothing = { cancelled: [], cancelledBecause: '' }
  switch (decision.kind) {
    case 'mains-back':
      return mainsBack(run, decision.setAside, name, nowMs)
    case 'outage-again':
      return {
        run: {
          phase: 'shedding',
          outageStartedAtMs: run.outageStartedAtMs ?? state.onBatterySinceMs ?? nowMs,
          mainsBackAtMs: null,
          fired: [],
          recordedManagerIds: [],
          recoveryNote: null,
          goAhead: null,
          planVersionId: version ?? run.planVersionId,
          ...sheddingAgain(run, []),
        },
        cancelled: upwardOf(run),
        cancelledBecause: RUN_SENTENCES.mainsAgain,
        entry: {
          kind: 'run.outage-again',
          message: `Mains failed again for ${name}${version === null || version === run.planVersionId ? '' : '; its plan was published anew since, and is carried out as it is now'}`,
        },
      }
    case 'danger': {
      const entry = { kind: 'run.danger', message: `Danger for ${name}: ${decision.why}` }
      const inDanger = sheddingAgain(run, decision.kinds)
      if (!decision.again) return { ...nothing, run: inDanger, entry }
      const mainsBackAtMs = run.outageStartedAtMs === null ? null : run.mainsBackAtMs
      return {
        run: { ...inDanger, phase: 'shedding', mainsBackAtMs, fired: [], recoveryNote: null, goAhead: null },
        cancelled: upwardOf(run),
        cancelledBecause: RUN_SENTENCES.dangerAgain,
        entry,
      }
    }
    case 'outage-besides':
      return {
        ...nothing,
        run: { outageStartedAtMs: state.onBatterySinceMs ?? nowMs, mainsBackAtMs: null, recordedManagerIds: [], goAhead: null },
        entry: { kind: 'run.outage-besides', message: `Mains failed for ${name} while a danger lasts` },
      }
    case 'only-danger': {
      const { kinds, stageIds, hosts } = decision
      const isAsked = ({ stageId }: Step): boolean => (stageId === null ? hosts : stageIds.includes(stageId))
      return {
        run: {
          mainsBackAtMs: nowMs,
          // With its steps, also those that a person skipped or that failed: nothing of it begins anew (A6).
          fired: run.fired.filter(({ stageId }) => stageIds.includes(stageId)),
          danger: withDangers(run.danger, kinds),
          goAhead: null,
        },
        cancelled: uncalledOf(run).filter((step) => !isAsked(step)),
        cancelledBecause: RUN_SENTENCES.mainsBefore,
        entry: {
          kind: 'run.only-danger',
          message: `Mains are back for ${name}; a danger lasts (${kinds.join(', ')}): what it asks for stays down until it has passed, or until a person continues the run`,
        },
      }
    }
    case 'release-hold':
      return {
        ...nothing,
        run: { heldSinceMs: null },
        entry: { kind: 'run.hold-expired', message: `The hold of ${name} expires: ${decision.why}` },
      }
  }
}
