import { refused } from '../../ports'
import { CallFailed } from './call-failed'

const NAMED = 5

export const refuse = (message: string, hint: string): CallFailed => new CallFailed(refused(message, hint))

/** The first few by name, the others by number. */
export const listed = (names: readonly string[]): string =>
  `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`
