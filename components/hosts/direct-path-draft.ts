import { EMPTY_MANAGER, linesOf, managerSecretOf, type ManagerDraft } from '@/components/settings/manager-draft'
import { DIRECT_METHODS, type DirectAddress, type DirectKind } from '@/server/domain/direct-path'
import type { ManagerSecret } from '@/server/domain/manager'

/** What a person has typed of how a host is reached without its manager. */
export interface DirectPathDraft {
  readonly url: string
  /** Accepted fingerprints, one a line. */
  readonly pins: string
  /** Of a path that is there already: the stored credential is replaced. */
  readonly isNewSecret: boolean
  /** Only its sign-in counts. */
  readonly secret: ManagerDraft
}

export const directDraftOf = (kind: DirectKind, before: DirectAddress | null): DirectPathDraft => ({
  url: before?.url ?? '',
  pins: before?.pins.join('\n') ?? '',
  isNewSecret: false,
  secret: { ...EMPTY_MANAGER, kind, method: DIRECT_METHODS[kind][0] },
})

/** A stored credential is not sent to another address. */
export const needsDirectSecret = (
  draft: Pick<DirectPathDraft, 'url' | 'isNewSecret'>,
  before: Pick<DirectAddress, 'url'> | null,
): boolean => before === null || draft.isNewSecret || draft.url.trim() !== before.url

export const directPathOf = (
  draft: DirectPathDraft,
  kind: DirectKind,
  before: DirectAddress | null,
): { readonly address: DirectAddress; readonly secret: ManagerSecret | null } => ({
  address: { kind, url: draft.url.trim(), pins: linesOf(draft.pins) },
  secret: needsDirectSecret(draft, before) ? managerSecretOf(draft.secret) : null,
})
