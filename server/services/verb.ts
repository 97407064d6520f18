import type { z } from 'zod'
import type { Permission, Role } from '../domain/access'
import type { UserId } from '../domain/ids'
import type { Channel } from '../domain/journal'
import type { SampleStore, StoreReads, StoreWrites } from '../store/store'
import type { ServiceHost } from './service-host'

export interface Actor {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  readonly locale: 'en' | 'de' | null
}

/** Who calls, from where. Built once per request at the edge. */
export interface Caller {
  readonly actor: Actor | null
  readonly channel: Channel
  /** Network address of the other side, for the sign-in limit and the journal. */
  readonly address: string | null
  readonly sessionTokenHash: string | null
}

interface CallContext<Input> extends Caller {
  readonly input: Input
  readonly nowMs: number
  readonly host: ServiceHost
}

export interface QueryContext<Input> extends CallContext<Input> {
  readonly read: StoreReads
  readonly samples: Pick<SampleStore, 'series'>
}

export interface PrepareContext<Input> extends CallContext<Input> {
  readonly read: StoreReads
}

export interface MutationContext<Input, Prepared> extends CallContext<Input> {
  readonly tx: StoreWrites
  readonly prepared: Prepared
  /** The actor's name for the journal; `anonymous` where nobody is signed in. */
  readonly actorName: string
}

/** `public`: asked without being signed in (sign-in itself). */
export type Needed = Permission | 'public'

export interface QueryVerb<Schema extends z.ZodType, Output> {
  readonly type: 'query'
  /** Dotted, as the API names it: `power.list`. */
  readonly name: string
  readonly needs: Needed
  readonly input: Schema
  run(context: QueryContext<z.output<Schema>>): Promise<Output>
}

export interface MutationVerb<Schema extends z.ZodType, Output, Prepared> {
  readonly type: 'mutation'
  readonly name: string
  readonly needs: Needed
  readonly input: Schema
  /** Slow work that must not hold the writer's lock (hashing, planning). Reads may be outdated when `run` starts. */
  prepare(context: PrepareContext<z.output<Schema>>): Promise<Prepared>
  /** One transaction, in which at least one journal entry is appended. */
  run(context: MutationContext<z.output<Schema>, Prepared>): Promise<Output>
}

type QueryParts<Schema extends z.ZodType, Output> = Omit<QueryVerb<Schema, Output>, 'type'>
type MutationParts<Schema extends z.ZodType, Output> = Omit<MutationVerb<Schema, Output, null>, 'type' | 'prepare'>
type PreparedParts<Schema extends z.ZodType, Output, Prepared> = Omit<MutationVerb<Schema, Output, Prepared>, 'type'>

export const query = <Schema extends z.ZodType, Output>(parts: QueryParts<Schema, Output>): QueryVerb<Schema, Output> => ({
  type: 'query',
  ...parts,
})

export const mutation = <Schema extends z.ZodType, Output>(
  parts: MutationParts<Schema, Output>,
): MutationVerb<Schema, Output, null> => ({ type: 'mutation', ...parts, prepare: () => Promise.resolve(null) })

export const preparedMutation = <Schema extends z.ZodType, Output, Prepared>(
  parts: PreparedParts<Schema, Output, Prepared>,
): MutationVerb<Schema, Output, Prepared> => ({ type: 'mutation', ...parts })

/** A verb whose types are not known here; `callVerb` parses what it is given. */
export type AnyVerb = QueryVerb<z.ZodType, unknown> | MutationVerb<z.ZodType, unknown, unknown>
