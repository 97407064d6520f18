import type { RunId } from './ids'

export const CHANNELS = ['web', 'cli', 'api', 'policy', 'device', 'engine'] as const
export type Channel = (typeof CHANNELS)[number]

/** Plain data that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface JournalObject {
  readonly kind:
    'device' | 'group' | 'manager' | 'cluster' | 'host' | 'vm' | 'safeguard' | 'plan' | 'run' | 'user' | 'setting' | 'system'
  readonly id: string
  readonly name: string
}

/** What is said when an entry is written; the store adds id, time order and chain. */
export interface JournalDraft {
  /** Epoch ms, UTC. */
  readonly atMs: number
  /** Dotted, noun first: `power.supply-changed`, `run.stage-fired`, `step.intent`, `step.result`, `plan.published`. */
  readonly kind: string
  readonly actor: string
  readonly channel: Channel
  readonly object: JournalObject
  readonly runId?: RunId | null
  readonly reason?: string | null
  /** `ok`, `failed`, `refused`, `unknown`, or null where nothing was attempted. */
  readonly outcome?: 'ok' | 'failed' | 'refused' | 'unknown' | null
  /** One sentence for people, in English; screens render `kind` + `data` in the reader's language where they can. */
  readonly message: string
  /** Evidence, before → after, numbers. Never a secret (K5). */
  readonly data?: Json
}

export interface JournalEntry extends Required<JournalDraft> {
  /** Monotonic, without holes. */
  readonly id: number
  readonly previousHash: string
  readonly hash: string
}

export interface ChainVerdict {
  readonly ok: boolean
  readonly verifiedEntries: number
  readonly lastId: number
  /** The first entry that does not fit, and how. */
  readonly brokenAtId: number | null
  readonly problem: string | null
}
