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
  /** With the charge of now. Absent: it is sustained, or not known. */
  readonly ifNow?: OutageNow
}

/** An outage that begins as soon as the next starts are done, in the worst case. */
export interface OutageNow {
  /** What is left above the reserve once everything has ended, in seconds; less than 0: so much is missing. */
  readonly marginSeconds: number
  /** VMs that would lose their power before they have ended. */
  readonly lossCount: number
}

/** The charge that a way back waits for. */
export interface ChargeLack {
  readonly hasPercent: number
  readonly needPercent: number
  /** Absent: it could be ended in order, and only the plan asks for more; or it is not known. */
  readonly ifNow?: OutageNow
}

/** What a way back waits for, or goes on without, in words (`RUN_SENTENCES`). */
export interface RecoveryNote {
  readonly why: string
  /** It went on although another outage could not be ended in order: a person is told (R1, R2). */
  readonly isUnprotected: boolean
  /** Of a wait for charge: what a person who overrules it should know (A6). Absent: it waits for something else, or for nothing. */
  readonly lack?: ChargeLack
  /** It waits for charge, and no UPS tells how much there is. Absent: one does, or it waits for something else. */
  readonly isChargeUntold?: true
  /** Nobody knows whether the mains are there: no UPS that could tell answers. Absent: it is known. */
  readonly isBlind?: true
}

/** What a person may overrule: the charge of the batteries, or that no UPS tells whether the mains are there. */
export const OVERRULABLE = ['charge', 'blind'] as const
export type Overrulable = (typeof OVERRULABLE)[number]

/** A wait as it was shown to the person who overrules it. */
export interface ShownWait {
  readonly about: Overrulable
  /** Null: it is not told, or not about charge. */
  readonly hasPercent: number | null
}

/** A person's word that a way back waits no longer for what was shown (A6). It counts for nothing else, and ends with that. */
export interface GoAhead extends ShownWait {
  readonly by: string
  readonly atMs: number
}

/** A charge that has fallen by more than so much is another one than was shown. */
const FALLEN_PERCENT = 2

/** What was shown is no better than what is so now. */
export const isAsShown = (shown: ShownWait, now: ShownWait): boolean =>
  shown.about === now.about &&
  (shown.hasPercent === null || now.hasPercent === null || now.hasPercent >= shown.hasPercent - FALLEN_PERCENT)

/** How the charge of a group has gone since the mains returned. */
export interface ChargeWatch {
  readonly sinceMs: number
  readonly firstPercent: number
  readonly highestPercent: number
  /** When it last was higher than ever since. */
  readonly risenAtMs: number
}
