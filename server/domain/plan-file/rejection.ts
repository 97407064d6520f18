import { z } from 'zod'
import type { Json } from '../journal'
import type { PlanViolation } from './plan-file'

/** The kind of a journal entry about a plan that an independent checker has rejected. */
export const PLAN_REJECTED = 'plan.rejected'

/**
 * The plan file that such an entry carries. `packed`: gzipped, in base64; its text has this many bytes and this SHA-256. `left-out`: even
 * so it is larger than an entry may be.
 */
export const carriedFileSchema = z.discriminatedUnion('form', [
  z.object({ form: z.literal('plain'), file: z.unknown() }),
  z.object({ form: z.literal('packed'), gzipBase64: z.string(), bytes: z.number(), sha256: z.string() }),
  z.object({ form: z.literal('left-out'), bytes: z.number(), sha256: z.string() }),
])
export type CarriedFile = Readonly<z.infer<typeof carriedFileSchema>>

/** Of what such an entry's data holds, what is read of it again. */
export const rejectionSchema = z.looseObject({ planFile: carriedFileSchema })

/** So many violations are told in an entry; all of them stand in the file. */
const MOST_TOLD = 20

export const rejectionData = (kind: string, violations: readonly PlanViolation[], planFile: CarriedFile): Json => ({
  kind,
  violationCount: violations.length,
  violations: violations.slice(0, MOST_TOLD).map(({ subject, rule, message }) => ({ subject, rule, message })),
  planFile: planFile as Json,
})
