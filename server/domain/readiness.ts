import type { JournalObject } from './journal'
import type { ManagerTrouble } from './refusal-cause'
import type { Severity } from './severity'

/** The one readiness report's id among the latest documents. */
export const READINESS = 'readiness'

/** `expiry`: works, but not for long. `note`: signs in, but something that plans may do will not work. */
export type ReadinessTrouble = ManagerTrouble | 'expiry' | 'note'

export interface ReadinessFinding {
  readonly trouble: ReadinessTrouble
  readonly severity: Extract<Severity, 'critical' | 'warning' | 'advisory'>
  /** What failed, in the driver's words. */
  readonly message: string
  /** What to do. */
  readonly hint: string | null
}

/** What a plan would use tonight, proved by using it: no findings, it would work. */
export interface ProvedWay {
  readonly way: 'manager' | 'ups'
  readonly object: JournalObject
  /** Epoch ms. */
  readonly provedAtMs: number
  readonly findings: readonly ReadinessFinding[]
}

export interface ReadinessDoc {
  readonly state: 'running' | 'ended'
  /** "schedule", or who asked for it. */
  readonly startedBy: string
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  /** Those that would not work first. */
  readonly ways: readonly ProvedWay[]
  /** UPSs that answer as they should are counted, not listed. */
  readonly upsCount: number
}

const RANK = { critical: 0, warning: 1, advisory: 2 } as const

const worst = (way: ProvedWay): number => Math.min(3, ...way.findings.map(({ severity }) => RANK[severity]))

/** The worst first, then by name. */
export const byUrgency = (left: ProvedWay, right: ProvedWay): number =>
  worst(left) - worst(right) || left.object.name.localeCompare(right.object.name)
