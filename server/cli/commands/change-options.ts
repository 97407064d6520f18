import type { Command } from 'commander'

/** What every change of how something is reached takes. */
export interface ChangeOptions {
  readonly same?: boolean
  readonly look?: boolean
  readonly reason?: string
  readonly json?: boolean
}

export const withChange = (command: Command): Command =>
  command
    .option('--same', 'you have looked and say that it is what is meant, where nothing proves it')
    .option('--look', 'sign in and compare, but save nothing')
    .option('--reason <text>', 'why; it is kept in the journal')
    .option('--json', 'print JSON')

export const savedLine = ({ look }: ChangeOptions): string => (look === true ? 'Nothing was saved.' : 'Saved.')
export const howToSave = ({ same, reason }: ChangeOptions) => ({ confirmed: same === true, reason: reason ?? null })
