import { userInfo } from 'node:os'
import { type Command, Option } from 'commander'
import packageJson from '../../../package.json'
import { userIdSchema, vmIdSchema } from '../../domain/ids'
import { keepAliveWords, type KeepAliveMark } from '../../domain/keep-alive'
import { SignInLimit } from '../../services/auth/sign-in-limit'
import { callMutation, callQuery } from '../../services/call-verb'
import { docsOf } from '../../services/latest-doc'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { type KeepAliveReport, reportKeepAlive } from '../../services/vms/report-keep-alive'
import { setKeepAlive } from '../../services/vms/set-keep-alive'
import type { Store } from '../../store/store'
import { type AccountOptions, asAccount, withAccount } from '../as-account'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { type Environment, onLocalStore } from '../local-store'

const MARKS = ['kept', 'ordinary', 'none'] as const
type MarkWord = (typeof MARKS)[number]
const asMark = (word: MarkWord): KeepAliveMark | null => (word === 'none' ? null : word)

const hostOf = (store: Store): ServiceHost => ({
  store,
  now: Date.now,
  version: packageJson.version,
  signInLimit: new SignInLimit(),
  demo: false,
})

/** Whoever may open the store on this machine may read it. */
const atThisMachine = (): Caller => ({
  actor: { userId: userIdSchema.parse('cli'), name: userInfo().username, role: 'viewer', locale: null },
  channel: 'cli',
  address: null,
  sessionTokenHash: null,
})

const machineWords = ({ machine }: KeepAliveReport): string => {
  if (machine === null) return 'No engine has told yet which machine it runs on.'
  return `The engine’s machine: UUID ${machine.uuid ?? 'not readable (it takes root)'}, MACs ${machine.macs.join(', ') || 'none'}.`
}

const shown = (report: KeepAliveReport): string =>
  [
    machineWords(report),
    '',
    table(
      ['VM', 'ON', 'WHY', 'MARKED'],
      report.vms.map(({ name, hostName, keepAlive, mark }) => [
        name,
        hostName,
        keepAlive.map(keepAliveWords).join(', ') || null,
        mark,
      ]),
    ),
    ...(report.managersNotSeen.length === 0
      ? []
      : [
          '',
          `In no inventory: the VM of ${report.managersNotSeen.map(({ name }) => name).join(', ')}. Mark it if it is one of these VMs.`,
        ]),
  ].join('\n')

/** What the operation stands on, as the engine recognised it. */
export const keepAliveList = (options: { readonly json?: boolean }, environment: Environment): Promise<Outcome> =>
  onLocalStore(environment, { write: false }, async (store) => {
    const report = await callQuery(hostOf(store), reportKeepAlive, atThisMachine(), undefined)
    return { exitCode: EXIT_CODE.ok, output: options.json === true ? JSON.stringify(report, null, 2) : shown(report), errors: '' }
  })

export interface MarkOptions extends AccountOptions {
  readonly as: MarkWord
  readonly reason?: string
}

/** Marks the one VM of that name or id, as a person with an account in the console (A8). */
export const keepAliveMark = (vm: string, options: MarkOptions, environment: Environment): Promise<Outcome> =>
  asAccount(options, environment, async (host, caller) => {
    const found = docsOf('vm', await host.store.read.latest.all('vm')).filter(({ id, name }) => id === vm || name === vm)
    const [one] = found
    if (one === undefined) return failed(EXIT_CODE.failed, `No manager has a VM “${vm}”.`)
    if (found.length > 1)
      return failed(
        EXIT_CODE.usage,
        `Several VMs are named “${vm}”. Name one by its id:\n${found.map(({ id }) => id).join('\n')}`,
      )
    const input = { vmId: vmIdSchema.parse(one.id), mark: asMark(options.as), reason: options.reason ?? null }
    await callMutation(host, setKeepAlive, caller, input)
    return { exitCode: EXIT_CODE.ok, output: `${one.name}: marked “${options.as}”.`, errors: '' }
  })

const READS = '\nReads the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server may be running.'

export const addKeepAlive = (program: Command): void => {
  const command = program
    .command('keep-alive')
    .description('which VMs the operation itself stands on: never saved or stopped before all else')
  command
    .command('list', { isDefault: true })
    .description('what was recognised, and by what')
    .option('--json', 'print JSON')
    .addHelpText('after', READS)
    .action(async (options: { readonly json?: boolean }) => tell(await keepAliveList(options, process.env)))
  const mark = command
    .command('mark')
    .description('say of a VM that the operation stands on it, or that it only has such a name')
    .argument('<vm>', 'its name or id')
  withAccount(mark)
    .addOption(new Option('--as <mark>', 'what it is').choices(MARKS).default('kept'))
    .option('--reason <text>', 'kept in the journal')
    .addHelpText('after', READS)
    .action(async (vm: string, options: MarkOptions) => tell(await keepAliveMark(vm, options, process.env)))
}
