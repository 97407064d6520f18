import { z } from 'zod'

/** Why somebody does it: optional, trimmed, never an empty string. */
export const reasonSchema = z
  .string()
  .trim()
  .max(500)
  .nullable()
  .default(null)
  .transform((reason) => (reason === '' ? null : reason))

export const displayNameSchema = z.string().trim().min(1).max(80)

export const noInput = z.void()
