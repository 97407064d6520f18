import { z } from 'zod'

const reading = z.object({
  value: z.number().nullable(),
  unit: z.string(),
  credible: z.boolean().default(true),
  reason: z.string().nullable().default(null),
})

const identity = z.object({
  family: z.string(),
  manufacturer: z.string().nullish(),
  model: z.string().nullish(),
  serial: z.string().nullish(),
  firmware: z.string().nullish(),
})

/** What the engine found at an address: enough for a person to say "yes, that one". */
export const probeAnswerSchema = z.object({
  identity,
  observation: z.object({ readings: z.record(z.string(), reading), supply: z.string().nullish() }),
})
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>
