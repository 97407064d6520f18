import { z } from 'zod'
import type { CheckedContent, CheckedDevice, CheckedForecast, CheckedGroup } from '../checked-world'
import { deviceIdSchema, hostIdSchema, safeguardIdSchema, stageIdSchema, vmIdSchema } from '../ids'
import { SUPPLIES } from '../power-state'
import { stepActionSchema } from '../step-action'
import { numberSchema as number } from './number'

/** Forecasts in plan files: what their checker reads of the plan, the UPSs and the answer. */

type Shape<T> = Readonly<Record<keyof T, z.ZodType>>
const text = z.string()
const reading = z.strictObject({ value: number.nullable(), credible: z.boolean() })

export const contentSchema: z.ZodType<CheckedContent> = z.strictObject({
  reserveSeconds: number,
  stages: z.array(
    z.strictObject({
      id: stageIdSchema,
      placements: z.array(z.strictObject({ vmId: vmIdSchema, after: z.array(vmIdSchema) })),
    }),
  ),
} satisfies Shape<CheckedContent>)

export const groupSchema: z.ZodType<CheckedGroup> = z.strictObject({
  deviceIds: z.array(deviceIdSchema),
  requiredDevices: number,
} satisfies Shape<CheckedGroup>)

export const deviceSchema: z.ZodType<CheckedDevice> = z.strictObject({
  id: deviceIdSchema,
  supply: z.enum(SUPPLIES),
  decidingRuntimeSeconds: number.nullable(),
  runtimeCurve: z.array(z.strictObject({ loadShare: number, seconds: number })).nullable(),
  readings: z.strictObject({ loadPercent: reading, outputWatts: reading, nominalWatts: reading }),
  expectedLoad: z.strictObject({ watts: number, percent: number.nullable() }).optional(),
} satisfies Shape<CheckedDevice>)

export const forecastSchema: z.ZodType<CheckedForecast> = z.strictObject({
  verdict: z.enum(['clean', 'late', 'cut-off', 'unknown']),
  cutOff: z.array(z.strictObject({ vmId: vmIdSchema, name: text, reason: text })),
  marginSeconds: number.nullable(),
  worst: z.strictObject({ endsAtSeconds: number.nullable(), leftSeconds: number }).optional(),
  emptyAtSeconds: number.nullable(),
  stages: z.array(z.strictObject({ stageId: stageIdSchema, name: text, firesAtSeconds: number.nullable() })),
  bars: z.array(
    z.strictObject({
      stageId: stageIdSchema.nullable(),
      object: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('vm'), id: vmIdSchema }),
        z.strictObject({ kind: z.literal('host'), id: hostIdSchema }),
        z.strictObject({ kind: z.literal('safeguard'), id: safeguardIdSchema }),
      ]),
      name: text,
      action: stepActionSchema,
      startSeconds: number,
      endSeconds: number,
      worstEndSeconds: number,
      drawsOn: z.literal(true).optional(),
    } satisfies Shape<CheckedForecast['bars'][number]>),
  ),
} satisfies Shape<CheckedForecast>)
