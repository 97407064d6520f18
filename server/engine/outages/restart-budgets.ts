import type { Logger } from 'pino'
import { stillHolds, watchCharge } from '../../decide/charge-watch'
import { type Budget, NO_BUDGET } from '../../decide/restart-gate'
import { nextWave } from '../../decide/start-waves'
import type { RunId } from '../../domain/ids'
import { awaitsWave, type RunWithSteps, type Step } from '../../domain/run'
import type { ChargeWatch, Sustain } from '../../domain/sustain'
import { Turns } from '../../drivers/protocols/turns'
import type { Pieces } from '../../planner/pieces'
import { sustainInPieces } from '../../planner/recovery/restart-budget'
import type { RunBook } from '../run-book'
import type { Site } from '../site'
import type { PlannedGroup } from './outage-planner'

/** Charge and inventory move slowly beside this, and of a large site it is work. */
const AGAIN_AFTER_MS = 10_000

interface Known {
  readonly about: string
  readonly sustain: Sustain | null
  readonly atMs: number
}

/** Per run that comes back, what the batteries allow to start next (R2): worked out in turns, so that nothing waits for it. */
export class RestartBudgets {
  readonly #site: Pick<Site, 'world' | 'durations'>
  readonly #now: () => number
  readonly #log: Pick<Logger, 'error'>
  readonly #known = new Map<RunId, Known>()
  readonly #working = new Set<RunId>()
  readonly #watches = new Map<RunId, ChargeWatch | null>()

  constructor(parts: {
    readonly site: Pick<Site, 'world' | 'durations'>
    readonly now: () => number
    readonly log: Pick<Logger, 'error'>
  }) {
    this.#site = parts.site
    this.#now = parts.now
    this.#log = parts.log
  }

  /** `planned`: the way back as it would be planned now, of a run that has not begun it. */
  of(run: RunWithSteps, group: PlannedGroup, planned: () => readonly Step[]): Budget {
    if ((run.phase !== 'waiting' && run.phase !== 'recovering') || run.dryRun || group.state.inTrouble) {
      this.end(run.id)
      return NO_BUDGET
    }
    const { chargePercent } = group.state
    const before = this.#watches.get(run.id) ?? stillHolds(run.chargeWatch ?? null, chargePercent)
    const watch = watchCharge(before, chargePercent, this.#now())
    this.#watches.set(run.id, watch)
    const about = `${run.phase} ${run.phase === 'recovering' ? (nextWave(run)?.no ?? '') : ''}`
    const known = this.#known.get(run.id)
    const isKnown = known?.about === about
    if (!isKnown || this.#now() - known.atMs >= AGAIN_AFTER_MS) this.#workOut(run, group, planned, about)
    const after = this.#known.get(run.id)
    return { sustain: after?.about === about ? after.sustain : undefined, watch }
  }

  end(id: RunId): void {
    this.#known.delete(id)
    this.#watches.delete(id)
  }

  #workOut(run: RunWithSteps, group: PlannedGroup, planned: () => readonly Step[], about: string): void {
    if (this.#working.has(run.id)) return
    const atMs = this.#now()
    const keep = (sustain: Sustain | null): void => {
      this.#working.delete(run.id)
      if (this.#watches.has(run.id)) this.#known.set(run.id, { about, sustain, atMs })
    }
    const giveUp = (error: unknown): void => {
      this.#log.error({ err: error, runId: run.id }, 'what the batteries allow to start could not be worked out')
      // Then the charge that the plan sets is all there is to go by: nothing stays off because of this (R1).
      keep(null)
    }
    this.#working.add(run.id)
    try {
      const answer = inTurns(this.#question(run, group, planned), this.#now)
      if (answer instanceof Promise) void answer.then(keep, giveUp)
      else keep(answer)
    } catch (error) {
      giveUp(error)
    }
  }

  #question(run: RunWithSteps, { group, content, views }: PlannedGroup, planned: () => readonly Step[]): Pieces<Sustain | null> {
    const steps = run.phase === 'waiting' ? [...run.steps, ...planned()] : run.steps
    const asked = { ...run, steps }
    const wave = nextWave(asked)
    const next = steps.filter((step) => awaitsWave(run, step) && step.wave?.no === wave?.no).map(({ id }) => id)
    return sustainInPieces({
      content,
      groupId: group.id,
      world: this.#site.world,
      devices: views,
      durations: this.#site.durations,
      run: asked,
      next: new Set(next),
      before: run.supplyBefore ?? [],
    })
  }
}

/** A watch that is written is as old as this at most, for it is written with each rise of the charge otherwise. */
const WRITTEN_AGAIN_AFTER_MS = 60_000

/** How the charge has gone is known to an engine that is started later, too: a battery that does not charge costs one hour in all (R1, A1). */
export const keepChargeWatch = async (
  book: Pick<RunBook, 'change'>,
  { id, chargeWatch = null }: RunWithSteps,
  watch: ChargeWatch | null,
): Promise<void> => {
  if (watch === null || (chargeWatch !== null && watch.risenAtMs - chargeWatch.risenAtMs < WRITTEN_AGAIN_AFTER_MS)) return
  await book.change(id, { run: { chargeWatch: watch } }, [])
}

/** What takes no longer than a turn is known at once. */
const inTurns = <T>(pieces: Pieces<T>, now: () => number): T | Promise<T> => {
  const turns = new Turns(undefined, now)
  const goOn = async (): Promise<T> => {
    for (;;) {
      if (turns.isOver) await turns.pass()
      const piece = pieces.next()
      if (piece.done === true) return piece.value
    }
  }
  while (!turns.isOver) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
  }
  return goOn()
}
