import { z } from 'zod'
import { readinessFindingSchema } from './readiness'

/**
 * What trying a host's BMC or direct path has shown besides what is there. It is saved only where none of `findings` is critical, and
 * where `needsConfirmation` once a person has said that it is that host's: nothing proves it.
 */
export const wayProofSchema = z.object({ findings: z.array(readinessFindingSchema).readonly(), needsConfirmation: z.boolean() })
export type WayProof = z.infer<typeof wayProofSchema>

/** Why it is not saved, whoever confirms what; undefined: it may be. */
export const obstacleIn = ({ findings }: Pick<WayProof, 'findings'>): WayProof['findings'][number] | undefined =>
  findings.find(({ severity }) => severity === 'critical')
