import type { JournalDraft, JournalObject, Json } from '../../domain/journal'
import type { CredentialId } from '../../domain/ids'
import { isUnderWay, type RunWithSteps } from '../../domain/run'
import type { StoreReads, StoreWrites } from '../../store/store'

/** Whoever ordered the change. */
export type By = Pick<JournalDraft, 'actor' | 'channel'>
export type Refusal = { readonly ok: false; readonly message: string; readonly hint: string }
export type Answer = { readonly ok: true; readonly result: Json } | Refusal

export const no = (message: string, hint: string): Refusal => ({ ok: false, message, hint })

export const MEANWHILE = no('It was changed by somebody else meanwhile; nothing was saved.', 'Look at it as it is now.')

export const SEALED = no('Its credential cannot be opened.', 'Give it anew.')

/** What is wanted, and why. */
export interface Save {
  readonly confirmed: boolean
  readonly reason: string | null
}

/** Whether something is reached as it was when it was tried. */
export const isUnchanged = (
  before: { readonly address: unknown; readonly credentialId: CredentialId },
  now: { readonly address: unknown; readonly credentialId: CredentialId } | null,
): boolean =>
  now !== null && JSON.stringify([now.address, now.credentialId]) === JSON.stringify([before.address, before.credentialId])

/** In an outage nothing is believed on a person's word alone: at three in the morning the wrong address is typed. */
export const outageUnderWay = async (read: { readonly runs: Pick<StoreReads['runs'], 'active'> }): Promise<RunWithSteps | null> =>
  (await read.runs.active()).find(isUnderWay) ?? null

export const notInOutage = ({ title }: RunWithSteps): Refusal =>
  no(
    `An outage run is active (${title}), and nothing proves that this is the same one.`,
    'Its credential at the address that it has may be changed now; the rest when the outage has ended.',
  )

/** Tells in the journal that a change was not made. */
export const tellRefusal = async (
  tx: Pick<StoreWrites, 'journal'>,
  told: {
    readonly atMs: number
    readonly kind: string
    readonly by: By
    readonly object: JournalObject
    readonly reason: string | null
    readonly what: string
    readonly refusal: Refusal
  },
): Promise<void> => {
  const { atMs, kind, by, object, reason, what, refusal } = told
  const message = `${what} was not changed: ${refusal.message}`
  await tx.journal.append({ atMs, kind, ...by, object, reason, outcome: 'refused', message, data: { hint: refusal.hint } })
}
