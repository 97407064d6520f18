import type { ReadinessFinding } from '../../domain/readiness'
import type { WayProof } from '../../domain/way-proof'

export const findingLines = (findings: readonly ReadinessFinding[]): readonly string[] =>
  findings.map(({ trouble, severity, message, hint }) => `${severity}: ${trouble}: ${[message, hint].filter(Boolean).join(' ')}`)

/** What was found at a host's BMC or direct path, besides who answers. */
export const proofLines = (hostName: string, { findings, needsConfirmation }: WayProof): readonly string[] => [
  ...(needsConfirmation ? [`Nothing it says of itself proves that this is ${hostName}.`] : []),
  ...findingLines(findings),
]
