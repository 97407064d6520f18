import type { ReadinessFinding } from '../../domain/readiness'
import type { DriverFailure } from '../../drivers/ports'

export const ofFailure = (failure: DriverFailure): ReadinessFinding => {
  const { message, hint } = failure
  const trouble =
    failure.kind === 'refused' ? (failure.cause ?? 'refused') : failure.kind === 'unsupported' ? 'refused' : 'silent'
  return { trouble, severity: 'critical', message, hint }
}

/** What will not work although it lets us in, in the driver's words. */
export const note = (message: string): ReadinessFinding => ({ trouble: 'note', severity: 'warning', message, hint: null })

export const noDriver = (kind: string): ReadinessFinding => ({
  trouble: 'refused',
  severity: 'critical',
  message: `No driver for ${kind}.`,
  hint: null,
})

export const SEALED: ReadinessFinding = {
  trouble: 'credentials',
  severity: 'critical',
  message: 'Its credentials cannot be opened.',
  hint: 'Is the key file the one that they were stored with? Enter them again.',
}

const MOST_NAMED = 5

/** "a, b, c and 4 more" */
export const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
