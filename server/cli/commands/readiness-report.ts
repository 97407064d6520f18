import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { ConfigurationError, parseConfiguration } from '../../domain/configuration'
import { READINESS, type ReadinessDoc } from '../../domain/readiness'
import { docOf } from '../../services/latest-doc'
import { openStore } from '../../store/open-store'
import { keyFileOf } from '../../store/secret-box'
import { StoreError } from '../../store/store-error'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'

const isCritical = ({ ways }: ReadinessDoc): boolean =>
  ways.some(({ findings }) => findings.some(({ severity }) => severity === 'critical'))

const shown = (doc: ReadinessDoc): string =>
  [
    `Proved ${new Date(doc.endedAtMs ?? doc.startedAtMs).toISOString()} by ${doc.startedBy}; ${doc.upsCount} UPSs are proved by every poll.`,
    '',
    table(
      ['NAME', 'USED AS', 'TONIGHT', 'WHY'],
      doc.ways.flatMap(({ object, way, findings }) =>
        findings.length === 0
          ? [[object.name, way, 'works', null]]
          : findings.map(({ trouble, message, hint }) => [object.name, way, trouble, [message, hint].filter(Boolean).join(' ')]),
      ),
    ),
  ].join('\n')

/** The engine's last readiness report, read from the store. */
export const readinessReport = async (
  options: { readonly json?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  try {
    const { dataDirectory, databaseUrl, keyFile: configuredKey } = parseConfiguration(environment)
    const keyFile = configuredKey ?? keyFileOf(dataDirectory)
    if ((databaseUrl === null && !existsSync(join(resolve(dataDirectory), 'ridethrough.db'))) || !existsSync(keyFile))
      return failed(
        EXIT_CODE.failed,
        'There is no database or no key file here.\nSet RIDETHROUGH_DATA_DIR to the data directory, or DATABASE_URL, and RIDETHROUGH_KEY_FILE.',
      )
    const store = await openStore({ dataDirectory, databaseUrl, keyFile, readOnly: true })
    try {
      const doc = docOf('readiness', await store.read.latest.get('readiness', READINESS))
      if (doc === null)
        return failed(EXIT_CODE.failed, 'Nothing was proved yet.\nThe engine does so a minute after its start, then every night.')
      const exitCode = isCritical(doc) ? EXIT_CODE.failed : EXIT_CODE.ok
      return { exitCode, output: options.json === true ? JSON.stringify(doc, null, 2) : shown(doc), errors: '' }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return failed(EXIT_CODE.usage, error.message)
    if (error instanceof StoreError) return failed(EXIT_CODE.failed, `${error.message}\n${error.hint}`)
    throw error
  }
}

export const addReadinessReport = (program: Command): void => {
  program
    .command('readiness')
    .description('what would not work tonight, as the engine last proved it: exit code 0 all works, 1 something would not')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nReads the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server may be running.')
    .action(async (options: { readonly json?: boolean }) => tell(await readinessReport(options, process.env)))
}
