/**
 * What the judge is given, in words of its own: it knows neither the planner nor the engine, only what happened in the world, what was
 * written down, and what the plans said. Times are milliseconds since the world began.
 */
export interface Case {
  readonly hosts: readonly { readonly name: string; readonly row: string; readonly memoryMiB: number }[]
  readonly vms: readonly {
    readonly name: string
    readonly row: string
    readonly hostName: string
    readonly ranBefore: boolean
    readonly memoryMiB: number
    /** Those that have to be off, or moved, before this one is touched. */
    readonly after: readonly string[]
  }[]
  readonly upses: readonly { readonly name: string; readonly row: string }[]
  /** What happened in the world, in order. */
  readonly events: readonly { readonly atMs: number; readonly object: string; readonly event: string }[]
  /** Orders that reached the manager, in order. `why` null: it took them. */
  readonly calls: readonly { readonly atMs: number; readonly act: string; readonly object: string; readonly why: string | null }[]
  /** The most that VMs on a host, and on their way to it, took at any moment. */
  readonly mostMemoryMiB: ReadonlyMap<string, number>
  readonly journal: readonly {
    readonly atMs: number
    readonly kind: string
    readonly object: string
    readonly action: string | null
    readonly stepId: string | null
  }[]
  /** Null: it verifies. */
  readonly chainBroken: string | null
  readonly runs: readonly {
    readonly title: string
    readonly hasEnded: boolean
    readonly openSteps: readonly string[]
    readonly endedStepIds: readonly string[]
  }[]
  readonly ending: {
    readonly vms: readonly { readonly name: string; readonly isOn: boolean }[]
    readonly hosts: readonly { readonly name: string; readonly isUp: boolean }[]
  }
  /** What an engine called an error of its own. */
  readonly errors: readonly string[]
}

/** A rule that was broken. `atMs` null: of the run as a whole. */
export interface Violation {
  readonly rule: string
  readonly atMs: number | null
  readonly message: string
}

export type Judge = (given: Case) => readonly Violation[]
