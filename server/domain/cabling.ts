import { z } from 'zod'
import { deviceIdSchema, hostIdSchema } from './ids'
import type { EffectiveFeed, Feed } from './world'

/** `unproved`: nothing has been seen that speaks for or against it. */
export const CABLING_VERDICTS = ['proved', 'contradicted', 'unproved'] as const
export type CablingVerdict = (typeof CABLING_VERDICTS)[number]

/** By a host's own sensors, or by the draw that left the UPSs when it was switched off. */
const PROOF_MEANS = ['power-supply', 'load-step'] as const
export type ProofMeans = (typeof PROOF_MEANS)[number]

const feedProofSchema = z.object({
  label: z.enum(['A', 'B']),
  deviceId: deviceIdSchema,
  outletId: z.string().nullable(),
  verdict: z.enum(CABLING_VERDICTS),
  means: z.enum(PROOF_MEANS),
  atMs: z.number(),
  /** What was seen, in words. */
  evidence: z.string(),
})
/** What was seen of one feed as people declared it. */
export type FeedProof = Readonly<z.infer<typeof feedProofSchema>>

/** What is known of a host's cables: plain data, kept over restarts. A feed that is not named is unproved. */
export const hostCablingSchema = z.object({ hostId: hostIdSchema, feeds: z.array(feedProofSchema).readonly() })
export type HostCabling = Readonly<z.infer<typeof hostCablingSchema>>

/** The feed as people declared it: of the PDU or ATS where there is one. */
export const declaredFeed = ({ hostId, label, deviceId, outletId, via }: EffectiveFeed): Feed => {
  const first = via?.[0]
  return first === undefined
    ? { hostId, label, deviceId, outletId }
    : { hostId, label, deviceId: first.deviceId, outletId: first.outletId }
}

export const isProofOf = (proof: Pick<FeedProof, 'label' | 'deviceId' | 'outletId'>, feed: Feed): boolean =>
  proof.label === feed.label && proof.deviceId === feed.deviceId && proof.outletId === feed.outletId
