import type { Command } from 'commander'
import { READINESS, type ReadinessDoc } from '../../domain/readiness'
import { docOf } from '../../services/latest-doc'
import { EXIT_CODE } from '../exit-code'
import { type Environment, onLocalStore, WHERE_THE_STORE_IS } from '../local-store'
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
export const readinessReport = (options: { readonly json?: boolean }, environment: Environment): Promise<Outcome> =>
  onLocalStore(environment, { write: false }, async ({ read }) => {
    const doc = docOf('readiness', await read.latest.get('readiness', READINESS))
    if (doc === null)
      return failed(EXIT_CODE.failed, 'Nothing was proved yet.\nThe engine does so a minute after its start, then every night.')
    const exitCode = isCritical(doc) ? EXIT_CODE.failed : EXIT_CODE.ok
    return { exitCode, output: options.json === true ? JSON.stringify(doc, null, 2) : shown(doc), errors: '' }
  })

export const addReadinessReport = (program: Command): void => {
  program
    .command('readiness')
    .description('what would not work tonight, as the engine last proved it: exit code 0 all works, 1 something would not')
    .option('--json', 'print JSON')
    .addHelpText('after', WHERE_THE_STORE_IS)
    .action(async (options: { readonly json?: boolean }) => tell(await readinessReport(options, process.env)))
}
