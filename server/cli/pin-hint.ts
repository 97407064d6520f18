import type { Outcome } from './outcome'

const TLS_FINGERPRINT = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/
const SSH_FINGERPRINT = /\S+ SHA256:[A-Za-z0-9+/=]+/

/** How to go on where only trust is missing. `option`: the one that takes a further fingerprint. */
export const withPinHint = (outcome: Outcome, option: '--fingerprint' | '--add-fingerprint'): Outcome => {
  const seen = TLS_FINGERPRINT.exec(outcome.errors)?.[0] ?? SSH_FINGERPRINT.exec(outcome.errors)?.[0]
  return seen === undefined
    ? outcome
    : { ...outcome, errors: `${outcome.errors}\nOnce you have compared it, add: ${option} '${seen}'` }
}
