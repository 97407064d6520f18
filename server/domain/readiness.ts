import { z } from 'zod'
import type { JournalObject } from './journal'
import { MANAGER_TROUBLES } from './refusal-cause'

/** The one readiness report's id among the latest documents. */
export const READINESS = 'readiness'

/**
 * `expiry`: works, but not for long. `note`: signs in, but something that plans may do will not work. `wrong-machine`: another one
 * answers at the address of a host's direct path or BMC. `unseen-vms`: VMs that the manager says run there are not listed.
 * `no-direct-path`: hosts that are reached through their manager only. `stays-off`: nothing starts again what a plan shuts down.
 */
const TROUBLES = [...MANAGER_TROUBLES, 'expiry', 'note', 'wrong-machine', 'unseen-vms', 'no-direct-path', 'stays-off'] as const

/** `message`: what failed, in the driver's words; `hint`: what to do. */
export const readinessFindingSchema = z
  .object({
    trouble: z.enum(TROUBLES),
    severity: z.enum(['critical', 'warning', 'advisory']),
    message: z.string(),
    hint: z.string().nullable(),
  })
  .readonly()
export type ReadinessFinding = z.infer<typeof readinessFindingSchema>

/** What a plan would use tonight, proved by using it: no findings, it would work. */
export interface ProvedWay {
  /** `direct`: to a host without its manager. `plan`: one that may act, as it is published. */
  readonly way: 'manager' | 'ups' | 'direct' | 'bmc' | 'plan'
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
