import type { ManagerAddress, ManagerSecret } from '@/server/domain/manager'
import { EMPTY_MANAGER, linesOf, managerSecretOf, METHODS, type ManagerDraft } from './manager-draft'

/** What a person has typed of how a manager that is there already is to be reached. */
export interface ChangeDraft {
  readonly url: string
  /** One a line. */
  readonly pins: string
  readonly isNewSecret: boolean
  /** Only its sign-in counts. */
  readonly secret: ManagerDraft
}

export const changeDraftOf = ({ kind, url, pins }: ManagerAddress): ChangeDraft => ({
  url,
  pins: pins.join('\n'),
  isNewSecret: false,
  secret: { ...EMPTY_MANAGER, kind, method: METHODS[kind][0] },
})

/** A stored credential is not sent to another address. */
export const needsSecret = (draft: Pick<ChangeDraft, 'url' | 'isNewSecret'>, before: Pick<ManagerAddress, 'url'>): boolean =>
  draft.isNewSecret || draft.url.trim() !== before.url

export const changeOf = (
  draft: ChangeDraft,
  before: Pick<ManagerAddress, 'url'>,
): { readonly url: string; readonly pins: string[]; readonly secret: ManagerSecret | null } => ({
  url: draft.url.trim(),
  pins: linesOf(draft.pins),
  secret: needsSecret(draft, before) ? managerSecretOf(draft.secret) : null,
})
