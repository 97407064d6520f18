import type { Logger } from 'pino'
import { z } from 'zod'
import { type DurationSample, durationSampleSchema, type LearnedDurations } from '../domain/duration'
import type { RunId } from '../domain/ids'
import { isOpen, type RunWithSteps } from '../domain/run'
import type { World } from '../domain/world'
import { Turns } from '../drivers/protocols/turns'
import { priorDurations, type DurationBook } from '../planner/durations'
import { learnInPieces } from '../planner/durations/learn-durations'
import { bookOf } from '../planner/durations/learned-book'
import { samplesOfRun } from '../planner/durations/samples-of-run'
import type { Store } from '../store/store'

const KEY = 'duration-samples'
/** Of what is done to one VM or host, so many of the newest say how it goes. */
const MOST_OF_ONE = 8
const MOST_SAMPLES = 20_000
/** An engine that learns for the first time looks back at so many runs. */
const PAST_RUNS = 50

interface Parts {
  readonly store: Store
  readonly log: Logger
  /** Only goes forward. */
  readonly now: () => number
  readonly world: () => World
  readonly tell: (doc: LearnedDurations) => void
}

const ofOne = ({ action, objectId }: DurationSample): string => `${action} ${objectId}`
const which = (sample: DurationSample): string => `${ofOne(sample)} ${sample.atMs}`

/** The newest of each VM and host, and of all. */
const newest = (samples: readonly DurationSample[]): readonly DurationSample[] => {
  const counts = new Map<string, number>()
  return samples
    .toSorted((one, other) => other.atMs - one.atMs)
    .filter((sample) => {
      const count = (counts.get(ofOne(sample)) ?? 0) + 1
      counts.set(ofOne(sample), count)
      return count <= MOST_OF_ONE
    })
    .slice(0, MOST_SAMPLES)
}

/** Learns from what runs did how long things take here, once all of a run's steps have ended, and keeps that over a restart. */
export class DurationKeeper {
  readonly #parts: Parts
  readonly #samples = new Map<string, DurationSample>()
  readonly #seen = new Map<RunId, RunWithSteps>()
  /** Ids of runs that ended before anything was learned, oldest last. */
  #past: RunId[] = []
  readonly #lookedBack: RunWithSteps[] = []
  #book: DurationBook = priorDurations
  #due = false
  #isLearning = false
  #isOutdated = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** As learned; the documented priors for what was not. */
  get book(): DurationBook {
    return this.#book
  }

  async load(): Promise<void> {
    const { store, log } = this.#parts
    const kept = await store.read.settings.get(KEY)
    if (kept === null) {
      const ended = (await store.read.runs.list({ limit: PAST_RUNS })).filter(({ endedAtMs }) => endedAtMs !== null)
      this.#past = ended.map(({ id }) => id)
      return
    }
    const samples = z.array(durationSampleSchema).safeParse(kept)
    if (!samples.success) log.warn('what was learned of durations cannot be read; it is learned anew')
    for (const sample of samples.data ?? []) this.#samples.set(which(sample), sample)
    if (this.#samples.size > 0) void this.#learn()
  }

  /** Takes in the runs of which nothing is under way. Those that are gone are forgotten, not what they taught. */
  look(runs: readonly RunWithSteps[]): void {
    void this.#lookBack()
    const quiet = [...this.#lookedBack.splice(0), ...runs].filter(
      (run) => this.#seen.get(run.id) !== run && !run.steps.some(isOpen),
    )
    const ids = new Set(runs.map(({ id }) => id))
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id)
    if (quiet.length === 0) return
    const world = this.#parts.world()
    const fresh = quiet.flatMap((run) => samplesOfRun(run, world)).filter((sample) => !this.#samples.has(which(sample)))
    for (const run of quiet) if (ids.has(run.id)) this.#seen.set(run.id, run)
    if (fresh.length === 0) return
    const kept = newest([...this.#samples.values(), ...fresh])
    this.#samples.clear()
    for (const sample of kept) this.#samples.set(which(sample), sample)
    this.#due = true
    void this.#learn()
  }

  async save(): Promise<void> {
    if (!this.#due) return
    this.#due = false
    const { store, log } = this.#parts
    try {
      await store.write((tx) => tx.settings.set(KEY, [...this.#samples.values()]))
    } catch (error) {
      this.#due = true
      log.warn({ err: error }, 'what was learned of durations could not be kept; it is tried again')
    }
  }

  /** One run a look: those of the past may be large, and nobody waits for them. */
  async #lookBack(): Promise<void> {
    const id = this.#past.shift()
    if (id === undefined) return
    try {
      const run = await this.#parts.store.read.runs.get(id)
      if (run !== null) this.#lookedBack.push(run)
    } catch (error) {
      this.#parts.log.warn({ err: error, run: id }, 'what a run of the past took could not be read; nothing is learned from it')
    }
  }

  /** In turns; again where more came meanwhile. */
  async #learn(): Promise<void> {
    this.#isOutdated = true
    if (this.#isLearning) return
    this.#isLearning = true
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false
        const turns = new Turns(undefined, this.#parts.now)
        const pieces = learnInPieces([...this.#samples.values()])
        let piece = pieces.next()
        while (piece.done !== true) {
          if (turns.isOver) await turns.pass()
          piece = pieces.next()
        }
        this.#book = bookOf(piece.value)
        this.#parts.tell(piece.value)
      }
    } catch (error) {
      this.#parts.log.error({ err: error }, 'durations could not be learned; the next run is tried again')
    } finally {
      this.#isLearning = false
    }
  }
}
