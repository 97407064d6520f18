import { z } from 'zod'
import type { DeviceId } from './ids'

/** `weekday`: 0 is Sunday; `hour`: of the engine's local time. Monthly: on the first such weekday. */
export const testScheduleSchema = z.object({
  every: z.enum(['off', 'weekly', 'monthly']),
  weekday: z.number().int().min(0).max(6),
  hour: z.number().int().min(0).max(23),
})
export type TestSchedule = Readonly<z.infer<typeof testScheduleSchema>>

/** Somebody works on the UPS: its alarms are silent until then. Plans act as ever. */
export const maintenanceWindowSchema = z.object({
  fromMs: z.number().int(),
  untilMs: z.number().int(),
  by: z.string(),
  reason: z.string(),
})
export type MaintenanceWindow = Readonly<z.infer<typeof maintenanceWindowSchema>>

export const careSchema = z.object({
  /** Epoch ms; null: nobody said. */
  batteryInstalledAtMs: z.number().int().nullable(),
  batteryLifeYears: z.number().min(1).max(25).nullable(),
  test: testScheduleSchema,
  window: maintenanceWindowSchema.nullable(),
})
export type DeviceCare = Readonly<z.infer<typeof careSchema>>

export const NO_CARE: DeviceCare = {
  batteryInstalledAtMs: null,
  batteryLifeYears: null,
  test: { every: 'off', weekday: 6, hour: 10 },
  window: null,
}

export const SELF_TEST_OUTCOMES = ['running', 'passed', 'failed', 'aborted', 'unknown'] as const
export type SelfTestOutcome = (typeof SELF_TEST_OUTCOMES)[number]

export interface SelfTestRow {
  readonly id: string
  readonly deviceId: DeviceId
  readonly atMs: number
  /** Null: it runs. */
  readonly endedAtMs: number | null
  readonly outcome: SelfTestOutcome
  /** The device's own word, or why nothing is known. */
  readonly said: string
  readonly startedBy: string
}

/** What a full battery was worth in a month, at a load: of the model at half load, or as the device said when it was full. */
export interface RuntimeMonthRow {
  readonly deviceId: DeviceId
  /** "2026-01" */
  readonly month: string
  readonly runtimeSeconds: number
  readonly loadPercent: number
  readonly source: 'model' | 'device'
  readonly atMs: number
}

/** The battery's last day; null: its age or its life is not known. */
export const batteryDueAtMs = ({ batteryInstalledAtMs, batteryLifeYears }: DeviceCare): number | null => {
  if (batteryInstalledAtMs === null || batteryLifeYears === null) return null
  const due = new Date(batteryInstalledAtMs)
  due.setUTCMonth(due.getUTCMonth() + Math.round(batteryLifeYears * 12))
  return due.getTime()
}

export const openWindow = ({ window }: DeviceCare, nowMs: number): MaintenanceWindow | null =>
  window !== null && window.fromMs <= nowMs && nowMs < window.untilMs ? window : null
