import { z } from 'zod'

const reading = z.object({
  value: z.union([z.number(), z.string()]).nullable(),
  unit: z.string().nullable(),
  credible: z.boolean().default(true),
  reason: z.string().nullable().default(null),
})

/** What the engine found at an address: enough for a person to say "yes, that one". */
export const probeAnswerSchema = z.object({
  family: z.string(),
  manufacturer: z.string().nullish(),
  model: z.string().nullish(),
  serial: z.string().nullish(),
  firmware: z.string().nullish(),
  powerState: z
    .enum(['on-mains', 'on-battery', 'low-battery', 'bypass', 'off', 'no-contact', 'testing', 'unknown'])
    .default('unknown'),
  readings: z.record(z.string(), reading),
})
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>
