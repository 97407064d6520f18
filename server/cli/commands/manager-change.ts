import type { Command } from 'commander'
import { linesOfAnswer } from './manager-change-words'
import { type ManagerChangeAnswer, managerChangeAnswerSchema } from '../../domain/manager-change'
import type { ManagerSecret } from '../../domain/manager'
import { callMutation, callQuery } from '../../services/call-verb'
import { changeManager } from '../../services/managers/change-manager'
import { listManagers } from '../../services/managers/list-managers'
import { probeChange } from '../../services/managers/probe-change'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { asPerson } from '../as-person'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, tell } from '../outcome'
import { collected, managerCommand, withSignIn } from './manager-options'
import { fromEnvironment, isUsageProblem, secretIfGiven, type SignInOptions } from './manager-target'

export interface ManagerChangeOptions extends SignInOptions {
  readonly account: string
  readonly accountPasswordEnv: string
  readonly url?: string
  readonly fingerprint: readonly string[]
  readonly addFingerprint: readonly string[]
  readonly anyAuthority?: boolean
  readonly same?: boolean
  readonly look?: boolean
  readonly reason?: string
  readonly json?: boolean
}

/** All that are accepted from now on. */
const pinsFrom = (options: ManagerChangeOptions, before: readonly string[]): string[] => {
  const base = options.anyAuthority === true ? [] : options.fingerprint.length > 0 ? options.fingerprint : before
  return [...base, ...options.addFingerprint]
}

const shown = (name: string, answer: ManagerChangeAnswer, options: ManagerChangeOptions): Outcome => {
  const isSaved = options.look !== true
  const output =
    options.json === true
      ? JSON.stringify({ ...answer, saved: isSaved }, null, 2)
      : [...linesOfAnswer(name, answer), isSaved ? 'Saved.' : 'Nothing was saved.'].join('\n')
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const change = async (
  name: string,
  options: ManagerChangeOptions,
  secret: ManagerSecret | null,
  host: ServiceHost,
  caller: Caller,
): Promise<Outcome> => {
  const managers = await callQuery(host, listManagers, caller, undefined)
  const manager = managers.find((candidate) => candidate.name === name)
  if (manager === undefined)
    return failed(
      EXIT_CODE.usage,
      `there is no manager "${name}": ${managers.map((one) => one.name).join(', ') || 'none is configured'}`,
    )
  const wanted = {
    managerId: manager.id,
    url: options.url ?? manager.address.url,
    pins: pinsFrom(options, manager.address.pins),
    secret,
  }
  const how = { confirmed: options.same === true, reason: options.reason ?? null }
  const { orderId } =
    options.look === true
      ? await callMutation(host, probeChange, caller, wanted)
      : await callMutation(host, changeManager, caller, { ...wanted, ...how })
  const answered = await awaitOrder(host, caller, orderId)
  return 'outcome' in answered ? answered.outcome : shown(name, managerChangeAnswerSchema.parse(answered.result), options)
}

export const runManagerChange = async (
  name: string,
  options: ManagerChangeOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  const password = fromEnvironment(environment, options.accountPasswordEnv, 'the account’s password')
  if (typeof password !== 'string') return failed(EXIT_CODE.usage, password.usage)
  const secret = secretIfGiven(options, environment)
  if (secret !== null && isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  return asPerson({ name: options.account, password }, environment, (host, caller) => change(name, options, secret, host, caller))
}

/** `manager change`: how a manager that the server knows is reached; it stays the same manager. */
export const addManagerChange = (program: Command): void => {
  withSignIn(
    managerCommand(program)
      .command('change')
      .description(
        'change address, accepted fingerprints or credential of a manager of the server on this machine; its engine signs in before it saves',
      )
      .argument('<name>', 'the manager’s name in the console'),
  )
    .requiredOption('--account <name>', 'your account in the console')
    .requiredOption('--account-password-env <variable>', 'environment variable that holds your password in the console')
    .option('--url <url>', 'its new address; needs the credential with it')
    .option('--fingerprint <fingerprint>', 'accept this one from now on, instead of those before; may be repeated', collected, [])
    .option(
      '--add-fingerprint <fingerprint>',
      'accept this one too, e.g. before a planned renewal; may be repeated',
      collected,
      [],
    )
    .option('--any-authority', 'accept no fingerprint any more: an authority must vouch for it')
    .option('--same', 'you have looked and say that it is the same manager, where nothing proves it')
    .option('--look', 'sign in and compare, but save nothing')
    .option('--reason <text>', 'why; it is kept in the journal')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nUses the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server must be running. Without a way to sign in the stored credential stays.',
    )
    .action(async (name: string, options: ManagerChangeOptions) => tell(await runManagerChange(name, options, process.env)))
}
