import type { GroupState } from '../../decide/group-state'
import type { JournalDraft, Json } from '../../domain/journal'
import type { Run } from '../../domain/run'
import { toJson } from '../to-json'
import type { NewSteps } from './outage-steps'

export type RunEntry = Omit<JournalDraft, 'runId'>

export interface Evidence {
  readonly [key: string]: Json
}

/** How the group looked when something was decided: kept with every decision (D1, K1). */
export const evidenceOf = (state: GroupState): Evidence => ({
  condition: state.condition,
  secondsOnBattery: state.secondsOnBattery,
  runtimeSeconds: state.runtimeSeconds,
  runtimeReason: state.runtimeReason,
  chargePercent: state.chargePercent,
  loadPercent: state.loadPercent,
  outputWatts: state.outputWatts,
  devices: state.evidence,
  ...(state.dangers.length === 0 ? {} : { dangers: toJson(state.dangers) }),
})

export interface Told {
  readonly kind: string
  readonly message: string
  readonly data?: Evidence
  readonly reason?: string | null
}

/** What the journal says of a run by itself. */
export const runEntry = ({ id, title }: Pick<Run, 'id' | 'title'>, atMs: number, told: Told): RunEntry => ({
  atMs,
  kind: told.kind,
  actor: 'engine',
  channel: 'engine',
  object: { kind: 'run', id, name: title },
  reason: told.reason ?? null,
  outcome: null,
  message: told.message,
  data: toJson(told.data ?? {}),
})

/** What is said of new steps besides: what the checker changed, and what a person should know. */
export const remarks = (run: Run, { changes, notes }: NewSteps, evidence: Evidence, atMs: number): readonly RunEntry[] => [
  ...changes.map((message) => runEntry(run, atMs, { kind: 'run.step-changed', message, data: evidence })),
  // A stage that only grows repeats its notes with each look: they are written once, with the steps they explain.
  ...notes.map(({ message, vmId, hostId }) => runEntry(run, atMs, { kind: 'run.note', message, data: { vmId, hostId } })),
]
