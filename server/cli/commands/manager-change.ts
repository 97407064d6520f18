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
import { type AccountOptions, asAccount, WHERE_IT_IS_ORDERED, withAccount } from '../as-account'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'
import { withPinHint } from '../pin-hint'
import { type ChangeOptions, howToSave, savedLine, withChange } from './change-options'
import { managerCommand, withSignIn } from './manager-options'
import { isUsageProblem, secretIfGiven, type SignInOptions } from './manager-target'
import { type PinsOptions, pinsFrom, withPins } from './pins-options'

export interface ManagerChangeOptions extends AccountOptions, SignInOptions, PinsOptions, ChangeOptions {
  readonly url?: string
}

const shown = (name: string, answer: ManagerChangeAnswer, options: ManagerChangeOptions): Outcome => {
  const isSaved = options.look !== true
  const output =
    options.json === true
      ? JSON.stringify({ ...answer, saved: isSaved }, null, 2)
      : [...linesOfAnswer(name, answer), savedLine(options)].join('\n')
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
  const { orderId } =
    options.look === true
      ? await callMutation(host, probeChange, caller, wanted)
      : await callMutation(host, changeManager, caller, { ...wanted, ...howToSave(options) })
  const answered = await awaitOrder(host, caller, orderId)
  if ('outcome' in answered) return withPinHint(answered.outcome, '--add-fingerprint')
  return shown(name, managerChangeAnswerSchema.parse(answered.result), options)
}

export const runManagerChange = async (
  name: string,
  options: ManagerChangeOptions,
  environment: Environment,
): Promise<Outcome> => {
  const secret = secretIfGiven(options, environment)
  if (secret !== null && isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  return asAccount(options, environment, (host, caller) => change(name, options, secret, host, caller))
}

/** `manager change`: how a manager that the server knows is reached; it stays the same manager. */
export const addManagerChange = (program: Command): void => {
  const command = managerCommand(program)
    .command('change')
    .description(
      'change address, accepted fingerprints or credential of a manager of the server on this machine; its engine signs in before it saves',
    )
    .argument('<name>', 'the manager’s name in the console')
  withChange(withPins(withSignIn(withAccount(command)).option('--url <url>', 'its new address; needs the credential with it')))
    .addHelpText('after', `${WHERE_IT_IS_ORDERED} Without a way to sign in the stored credential stays.`)
    .action(async (name: string, options: ManagerChangeOptions) => tell(await runManagerChange(name, options, process.env)))
}
