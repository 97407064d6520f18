import { z } from 'zod'
import type { DeviceId } from './ids'

/** A battery that was discharged for a second needs about ten to win it back; published recharge times say 8–12 (P6). */
export const RECHARGE_SECONDS_PER_DISCHARGED_SECOND = 10

export const CHEMISTRIES = ['lead-acid', 'lithium-ion', 'unknown'] as const
export type Chemistry = (typeof CHEMISTRIES)[number]

/** One point of a battery's runtime curve as somebody gave it: how long a full battery lasts at a load. */
const anchorSchema = z.object({
  /** `firmware`: the device's own estimate; they all share its opinion of the battery. `discharge`: seen to happen. */
  source: z.enum(['firmware', 'discharge']),
  /** Part of the rated output, 1: full load. */
  loadShare: z.number().positive(),
  /** From full to empty at this load. */
  runtimeSeconds: z.number().positive(),
  /** Its own error, one standard deviation, as a share of the runtime. */
  errorShare: z.number().min(0),
  /** When it was given; for a discharge, when that began. */
  atMs: z.number(),
})
export type BatteryAnchor = z.infer<typeof anchorSchema>

const momentSchema = z.object({ atMs: z.number(), chargePercent: z.number() })

/** A discharge that is on. Charge comes in whole percents, so it is timed from the moment one percent fell to another such moment. */
const dischargeSchema = z.object({
  beganAtMs: z.number(),
  seen: momentSchema,
  firstFall: momentSchema.nullable(),
  lastFall: momentSchema.nullable(),
  /** Load over time since the first fall, and until the last one. */
  loadSeconds: z.number(),
  loadSecondsAtLastFall: z.number(),
})
export type OngoingDischarge = z.infer<typeof dischargeSchema>

/** What is known of one device's battery: plain data, kept over restarts. */
export const batteryModelSchema = z.object({
  chemistry: z.enum(CHEMISTRIES),
  ratedWatts: z.number().positive().nullable(),
  anchors: z.array(anchorSchema).readonly(),
  discharge: dischargeSchema.nullable(),
  /** Since when this battery is known: it was replaced then, or first seen. */
  knownSinceMs: z.number(),
})
export type BatteryModel = Readonly<z.infer<typeof batteryModelSchema>>

/** How long the battery lasts: the true time is below `lowSeconds` in one of twenty cases, above `highSeconds` in another. */
export interface RuntimeBand {
  readonly lowSeconds: number
  readonly expectedSeconds: number
  readonly highSeconds: number
  /** Whether this device has ever told or shown anything; false: from what batteries of its kind do. */
  readonly learned: boolean
  /** What it stands on, for people. */
  readonly basis: string
}

/** Runtime of a full battery over load, thinned out: between points it follows a straight line of the logarithms. Loads ascend. */
export type RuntimeCurve = readonly { readonly loadShare: number; readonly seconds: number }[]

/** What is known of one device's battery: written when it changes and asked for, never told with each answer of the device. */
export interface BatteryDoc {
  readonly id: DeviceId
  readonly model: BatteryModel
  /** Null: nothing is learned of it yet. */
  readonly curve: RuntimeCurve | null
}

/** A device's battery as modelled, to be asked at any load and charge. */
export interface ModelledBattery {
  /** Null: neither load nor charge is known well enough to say. */
  readonly runtimeAt: (
    load: { readonly loadPercent: number | null; readonly loadWatts: number | null },
    chargePercent: number | null,
    nowMs: number,
  ) => RuntimeBand | null
  readonly curve: RuntimeCurve | null
}
