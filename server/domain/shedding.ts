/** A guest that has less to shut down is cut off halfway: nobody's grace is shortened below (D3). */
export const LEAST_GRACE_SECONDS = 30

/** How long a battery lasts at a steady load, from now on. */
export interface ShedRuntime {
  readonly watts: number
  readonly seconds: number
}

/** A budget: what one UPS, or one power group, still holds. */
export interface ShedBattery {
  readonly id: string
  /** At least one point, by rising watts: of the low end of what is believed. Between and beside them runtime follows a power law. */
  readonly runtimes: readonly ShedRuntime[]
  /** Drawn by what is never stopped. */
  readonly otherWatts: number
  /** Runtime that must be left, at the load until then, when everything on it has ended. */
  readonly reserveSeconds: number
  /**
   * Part of what it holds now (0 … 1) for which no end is put off: what a UPS tells comes in whole percents and wavers, and what was
   * put off too far could only be caught up with by force. 0: everything is put off as far as it fits.
   */
  readonly cushion: number
}

export interface ShedHost {
  readonly id: string
  /** The part of its draw that each battery carries: it needs all of them until it is off. */
  readonly feeds: readonly { readonly batteryId: string; readonly share: number }[]
  /** Drawn until its last VM has ended and it is off itself. */
  readonly baseWatts: number
  /** From its last VM's end until it is off; null: it stays on. */
  readonly endSeconds: number | null
}

export interface ShedVm {
  readonly id: string
  readonly hostId: string
  /** Drawn until it has ended. */
  readonly watts: number
  /** Of a second of its work; 0 or above. */
  readonly value: number
  /** VMs that must have ended before this one is asked to: its dependants. */
  readonly afterIds: readonly string[]
  /** Limits under which its end counts, while it lasts. */
  readonly limitIds: readonly string[]
  /** All that its orderly end may take. */
  readonly graceSeconds: number
  /** Saving its state instead; null: forbidden (D9), or impossible. */
  readonly saveSeconds: number | null
  readonly forceSeconds: number
  /** Its end is under way, and takes at most so much longer; null: it runs. */
  readonly endingSeconds: number | null
}

/** What a platform ends at once, as it is used to and at most (A7). */
export interface ShedLimit {
  readonly id: string
  readonly atOnce: number
  readonly atMost: number
}

export interface ShedProblem {
  readonly batteries: readonly ShedBattery[]
  readonly hosts: readonly ShedHost[]
  readonly vms: readonly ShedVm[]
  readonly limits: readonly ShedLimit[]
  /** Ends begin at whole multiples of this, and count with whole multiples. */
  readonly slotSeconds: number
  /** Nothing is planned beyond so many slots. */
  readonly slots: number
  /** In half of all cases like this one mains are back by then: work later than that counts less. */
  readonly halfLifeSeconds: number
}

/**
 * `short`: asked, and forced earlier than its grace allows if the time is still missing by then. `force`: asked too, where there is time
 * for that, and off by `endSeconds`; it does not wait for those that are worth as much or more.
 */
export type ShedWay = 'shutdown' | 'short' | 'save' | 'force'

export interface ShedEnd {
  readonly vmId: string
  readonly way: ShedWay
  readonly beginSeconds: number
  /** When it has ended at the latest. */
  readonly endSeconds: number
}

/** The order of D3: each step only where the ones before it do not suffice. */
export const SHED_DEGREES = ['none', 'parallel', 'grace', 'save', 'force', 'too-late'] as const
export type ShedDegree = (typeof SHED_DEGREES)[number]

export interface ShedPlan {
  /** By time, then by id. */
  readonly ends: readonly ShedEnd[]
  /** Expected value of all work until its VMs are stopped. */
  readonly value: number
  /** How far it had to be degraded to end before the reserve; `too-late`: it does not. */
  readonly degree: ShedDegree
}
