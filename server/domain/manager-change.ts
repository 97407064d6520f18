import { z } from 'zod'

/** Of what hangs on a manager: how many are known here, how many of them are there, and the names of those that are not. */
export interface Recognised {
  readonly known: number
  readonly found: number
  readonly missing: readonly string[]
}

/** What is known here, held against the ids of what was seen. */
export const recognised = (
  known: readonly { readonly id: string; readonly name: string }[],
  seen: ReadonlySet<string>,
): Recognised => {
  const missing = known.filter(({ id }) => !seen.has(id)).map(({ name }) => name)
  return { known: known.length, found: known.length - missing.length, missing }
}

const recognisedSchema = z.object({ known: z.number(), found: z.number(), missing: z.array(z.string()) })

/**
 * What was found at a manager with another address, certificate or credential. `instance`: `same` installation by its own word;
 * `untold`: it tells none, or did not before. `needsConfirmation`: only a person can say that it is the same manager.
 */
export const managerChangeAnswerSchema = z.object({
  product: z.string(),
  version: z.string().nullable(),
  notes: z.array(z.string()),
  instance: z.enum(['same', 'untold']),
  instanceUuid: z.string().nullable(),
  hosts: recognisedSchema,
  vms: recognisedSchema,
  needsConfirmation: z.boolean(),
})
export type ManagerChangeAnswer = z.infer<typeof managerChangeAnswerSchema>

/** Whether an installation is the one that is known (D11). Both are UUIDs by the platform's own word. */
export const instanceSeen = (known: string | undefined, told: string | null): 'same' | 'other' | 'untold' => {
  if (known === undefined || told === null) return 'untold'
  return known.toLowerCase() === told.toLowerCase() ? 'same' : 'other'
}
