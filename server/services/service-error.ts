import { REFUSAL_SENTENCES as R } from '../domain/refusal-sentences'
import { say } from '../domain/sentence'
import type { JournalDraft } from '../domain/journal'

/**
 * Why a verb did not do what was asked.
 * - `unauthenticated`: nobody is signed in (or name and password do not match).
 * - `forbidden`: signed in, but the role does not allow it.
 * - `not-found`: the object is not (or no longer) there.
 * - `conflict`: the state of things is against it; changing that state first helps.
 * - `acts-at-once`: it would do at once what the message names; confirming that lets it through.
 * - `refused`: safety or sense is against it; the message says why.
 * - `too-many`: asked too often; later it is answered again.
 */
export type ServiceErrorKind =
  'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'acts-at-once' | 'refused' | 'too-many'

/** `message` says what failed and why, `hint` what to do. Neither ever holds a secret (K5). */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'

  constructor(
    readonly kind: ServiceErrorKind,
    message: string,
    readonly hint: string | null = null,
    /** What the journal says of the refusal, where the general sentence would say too little. */
    readonly journal: Pick<JournalDraft, 'kind' | 'object' | 'outcome' | 'data'> | null = null,
  ) {
    super(message)
  }
}

export const notFound = (what: string): ServiceError =>
  new ServiceError('not-found', say(R.doesNotExist, { what }), R.reloadToSee)

export const conflict = (message: string, hint: string): ServiceError => new ServiceError('conflict', message, hint)

export const refused = (message: string, hint: string): ServiceError => new ServiceError('refused', message, hint)
