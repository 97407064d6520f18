import type { DeviceId } from './ids'

/** What a UPS said as an outage began, with everything on: what its battery carries is known best from that. */
export interface SupplyBefore {
  readonly deviceId: DeviceId
  readonly watts: number
  /** Of what it is rated for; null: not told. */
  readonly loadPercent: number | null
  readonly runtimeSeconds: number
  readonly chargePercent: number
}

/** Whether everything could be ended in order again if the mains failed once more, with what would be on after the next starts (R2). */
export interface Sustain {
  readonly isSustained: boolean
  /** The lowest of the group. */
  readonly chargePercent: number
  /** The charge at which it is; null: not even with full batteries. */
  readonly needPercent: number | null
}

/** What a way back waits for, or goes on without, in words (`RUN_SENTENCES`). */
export interface RecoveryNote {
  readonly why: string
  /** It went on although another outage could not be ended in order: a person is told (R1, R2). */
  readonly isUnprotected: boolean
}
