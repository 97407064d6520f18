import type { Command } from 'commander'
import { collected } from './manager-options'

/** Which fingerprints are accepted from now on. */
export interface PinsOptions {
  readonly fingerprint: readonly string[]
  readonly addFingerprint: readonly string[]
  readonly anyAuthority?: boolean
}

export const withPins = (command: Command): Command =>
  command
    .option('--fingerprint <fingerprint>', 'accept this one from now on, instead of those before; may be repeated', collected, [])
    .option(
      '--add-fingerprint <fingerprint>',
      'accept this one too, e.g. before a planned renewal; may be repeated',
      collected,
      [],
    )
    .option('--any-authority', 'accept no fingerprint any more: an authority must vouch for it')

/** All that are accepted from now on. */
export const pinsFrom = (options: PinsOptions, before: readonly string[]): string[] => {
  const base = options.anyAuthority === true ? [] : options.fingerprint.length > 0 ? options.fingerprint : before
  return [...base, ...options.addFingerprint]
}
