import type { z } from 'zod'
import { mayDo } from '../domain/access'
import type { JournalDraft } from '../domain/journal'
import type { StoreWrites } from '../store/store'
import { ServiceError } from './service-error'
import type { ServiceHost } from './service-host'
import type { AnyVerb, Caller, MutationVerb, Needed, QueryVerb } from './verb'

/** The one gate (A8): web, CLI and API all pass here. Throws where the caller may not. */
export const requirePermission = (caller: Pick<Caller, 'actor'>, needs: Needed): void => {
  if (needs === 'public') return
  if (caller.actor === null) throw new ServiceError('unauthenticated', 'You are not signed in', 'Sign in and try again.')
  if (!mayDo(caller.actor.role, needs))
    throw new ServiceError(
      'forbidden',
      `The role “${caller.actor.role}” does not allow this`,
      `Ask an administrator for a role with the permission “${needs}”.`,
    )
}

export const callQuery = async <Schema extends z.ZodType, Output>(
  host: ServiceHost,
  verb: QueryVerb<Schema, Output>,
  caller: Caller,
  input: z.output<Schema>,
): Promise<Output> => {
  requirePermission(caller, verb.needs)
  return verb.run({ ...caller, input, nowMs: host.now(), host, read: host.store.read, samples: host.store.samples })
}

export const callMutation = async <Schema extends z.ZodType, Output, Prepared>(
  host: ServiceHost,
  verb: MutationVerb<Schema, Output, Prepared>,
  caller: Caller,
  input: z.output<Schema>,
): Promise<Output> => {
  const nowMs = host.now()
  const actorName = caller.actor?.name ?? 'anonymous'
  try {
    requirePermission(caller, verb.needs)
    const prepared = await verb.prepare({ ...caller, input, nowMs, host, read: host.store.read })
    return await host.store.write(async (tx) => {
      const counted = countingEntries(tx)
      const output = await verb.run({ ...caller, input, nowMs, host, tx: counted.tx, prepared, actorName })
      if (counted.entries() === 0) throw new Error(`${verb.name} changed something without a journal entry`)
      return output
    })
  } catch (error) {
    if (error instanceof ServiceError) await journalRefusal(host, verb.name, caller, actorName, nowMs, error)
    throw error
  }
}

/** For callers that only know a verb's name: parses the input, too. */
export const callVerb = async (host: ServiceHost, verb: AnyVerb, caller: Caller, rawInput: unknown): Promise<unknown> => {
  const input: unknown = verb.input.parse(rawInput)
  switch (verb.type) {
    case 'query':
      return callQuery(host, verb, caller, input)
    case 'mutation':
      return callMutation(host, verb, caller, input)
  }
}

/** The same transaction, with its journal entries counted. */
const countingEntries = (tx: StoreWrites): { tx: StoreWrites; entries: () => number } => {
  let entries = 0
  const journal: StoreWrites['journal'] = {
    head: () => tx.journal.head(),
    page: (request) => tx.journal.page(request),
    since: (id, limit) => tx.journal.since(id, limit),
    get: (id) => tx.journal.get(id),
    verify: (options) => tx.journal.verify(options),
    append: (draft) => {
      entries += 1
      return tx.journal.append(draft)
    },
    appendMany: (drafts) => {
      entries += drafts.length
      return tx.journal.appendMany(drafts)
    },
  }
  const {
    latest,
    users,
    sessions,
    credentials,
    devices,
    care,
    managers,
    clusters,
    hardware,
    directPaths,
    groups,
    feeds,
    plans,
    runs,
    orders,
    settings,
    lease,
  } = tx
  return {
    tx: {
      journal,
      latest,
      users,
      sessions,
      credentials,
      devices,
      care,
      managers,
      clusters,
      hardware,
      directPaths,
      groups,
      feeds,
      plans,
      runs,
      orders,
      settings,
      lease,
    },
    entries: () => entries,
  }
}

/** K1: refusals are told too. Not those of unknown callers (anybody could fill the journal), nor of objects that are not there. */
const journalRefusal = async (
  host: ServiceHost,
  verb: string,
  caller: Caller,
  actorName: string,
  nowMs: number,
  error: ServiceError,
): Promise<void> => {
  if (error.journal === null && (caller.actor === null || error.kind === 'not-found')) return
  const draft: JournalDraft = {
    atMs: nowMs,
    kind: error.journal?.kind ?? 'request.refused',
    actor: actorName,
    channel: caller.channel,
    object: error.journal?.object ?? { kind: 'system', id: verb, name: verb },
    outcome: error.journal?.outcome ?? 'refused',
    message: `${verb}: ${error.message}`,
    data: error.journal?.data ?? { verb, kind: error.kind },
  }
  await host.store.write((tx) => tx.journal.append(draft))
}
