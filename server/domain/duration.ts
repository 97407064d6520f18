import { z } from 'zod'
import type { StepAction } from './run'

/** How long something takes: in half of all cases, and in 95 of 100. */
export interface Duration {
  readonly p50Seconds: number
  readonly p95Seconds: number
}

/** Actions whose time is worth knowing: they end with something seen on a manager. */
export const TIMED_ACTIONS = [
  'shutdown',
  'save-state',
  'power-off',
  'migrate',
  'start',
  'shutdown-host',
  'power-on-host',
  'reboot-host',
  'enter-maintenance',
  'exit-maintenance',
] as const satisfies readonly StepAction[]
export type TimedAction = (typeof TIMED_ACTIONS)[number]

/** A move home goes like any other. Null: what takes no time worth knowing. */
export const timedAction = (action: StepAction): TimedAction | null =>
  action === 'migrate-home' ? 'migrate' : (TIMED_ACTIONS.find((timed) => timed === action) ?? null)

/** What one action of a run took, as far as it says how long the next one will take. */
export const durationSampleSchema = z.object({
  action: z.enum(TIMED_ACTIONS),
  /** VM or host that it was done to. */
  objectId: z.string(),
  /** Whose network its moves cross. */
  managerId: z.string(),
  /** Where its saved state goes, as far as its first disk says; null: not known. */
  storageId: z.string().nullable(),
  seconds: z.number().positive(),
  /** It was ended by its limit: it would have taken longer. */
  isCensored: z.boolean(),
  /** Null: not known. */
  memoryMiB: z.number().nullable(),
  /** Disks that went along in a move. */
  copiedGibibytes: z.number().min(0),
  /** Moves that shared its link on average, itself counted; 1 and above. */
  sharing: z.number().min(1),
  atMs: z.number(),
})
export type DurationSample = Readonly<z.infer<typeof durationSampleSchema>>

/**
 * How long live moves take, by pre-copy (Clark 2005; Akoush 2010): seconds = overhead + wire · w/(1 − ρ) + saturated · w · S. w is
 * what the bare link needs for the memory, ρ the part of the link's payload that the guest's own writing takes, S the part of the
 * time in which the target's outgoing link is full of other moves, whose data the answers to this one wait behind.
 */
export interface MigrationModel {
  /** Preparation, switch-over and the manager's own bookkeeping. */
  readonly overheadSeconds: number
  /** How many times as long as on the bare link the copying takes. */
  readonly wireFactor: number
  /** What is added to that while the target's outgoing link is full. */
  readonly saturatedFactor: number
  /** Of measured to foreseen: in half of all cases, and in 95 of 100. */
  readonly spread: Duration
  /** It stands on so many moves; 0: on the priors alone. */
  readonly moveCount: number
}

/** How long saving a VM's state takes: seconds = overhead + memory · secondsPerMiB. */
export interface SaveModel {
  readonly overheadSeconds: number
  readonly secondsPerMiB: number
  /** As a migration model's. */
  readonly spread: Duration
}

/** The id of the one document that holds it. */
export const DURATIONS = 'site'

/** What a site's own history says of how long things take: plain data, made anew whenever something was learned. */
export interface LearnedDurations {
  readonly moves: readonly (MigrationModel & {
    readonly managerId: string
    /** How many times as long as assumed the copying of disks takes, in seconds per second. */
    readonly disks: Duration
  })[]
  readonly saves: readonly (SaveModel & { readonly storageId: string })[]
  /**
   * How many times as long as their model says, or the priors where there is none, it takes, in seconds per second. `objectId`
   * null: whoever it is done to.
   */
  readonly ratios: readonly {
    readonly action: TimedAction
    readonly objectId: string | null
    readonly ratio: Duration
    readonly sampleCount: number
    /** Of these, how many reached their limit. */
    readonly cutOffCount: number
  }[]
}
