import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { ConfigurationError, parseConfiguration } from '../../domain/configuration'
import { openStore } from '../../store/open-store'
import { keyFileOf } from '../../store/secret-box'
import { StoreError } from '../../store/store-error'
import { EXIT_CODE } from '../exit-code'
import { type Outcome, tell } from '../outcome'

const failure = (message: string, hint: string): Outcome => ({
  exitCode: EXIT_CODE.failed,
  output: '',
  errors: `error: ${message}\n${hint}`.trimEnd(),
})

interface VerifyOptions {
  readonly json?: boolean
}

/** Reads only: neither a database nor a key is made where one is missing. */
export const verifyJournal = async (
  options: VerifyOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  try {
    const { dataDirectory, databaseUrl, keyFile: configuredKey } = parseConfiguration(environment)
    const database = join(resolve(dataDirectory), 'ridethrough.db')
    const keyFile = configuredKey ?? keyFileOf(dataDirectory)
    if (databaseUrl === null && !existsSync(database))
      return failure(`There is no database ${database}.`, 'Set RIDETHROUGH_DATA_DIR to the data directory, or DATABASE_URL.')
    if (!existsSync(keyFile))
      return failure(`There is no key file ${keyFile}.`, 'Set RIDETHROUGH_KEY_FILE: the journal’s end is sealed with that key.')
    const store = await openStore({ dataDirectory, databaseUrl, keyFile, readOnly: true })
    try {
      const verdict = await store.read.journal.verify()
      const exitCode = verdict.ok ? EXIT_CODE.ok : EXIT_CODE.failed
      if (options.json === true) return { exitCode, output: JSON.stringify(verdict, null, 2), errors: '' }
      if (verdict.ok)
        return {
          exitCode,
          output: `The journal is whole: ${verdict.verifiedEntries} entries, the last is ${verdict.lastId}.`,
          errors: '',
        }
      const where = verdict.brokenAtId === null ? '' : ` at entry ${verdict.brokenAtId}`
      return {
        exitCode,
        output: `The journal is broken${where}: ${verdict.problem ?? 'the chain does not hold'}. ${verdict.verifiedEntries} entries before that are whole.`,
        errors: '',
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return { exitCode: EXIT_CODE.usage, output: '', errors: `error: ${error.message}` }
    if (error instanceof StoreError) return failure(error.message, error.hint)
    throw error
  }
}

export const addJournalVerify = (program: Command): void => {
  program
    .command('journal')
    .description('the journal of everything that happened')
    .command('verify')
    .description('check the journal’s chain: exit code 0 whole, 1 changed, cut or unreadable')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nReads the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server may be running.')
    .action(async (options: VerifyOptions) => tell(await verifyJournal(options, process.env)))
}
