import type { Command } from 'commander'
import { callMutation } from '../../services/call-verb'
import { rebootHost } from '../../services/maintenance/reboot-host'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { type AccountOptions, asAccount, WHERE_IT_IS_ORDERED, withAccount } from '../as-account'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'
import { hostNamed, isOutcome } from './named-host'

export interface RebootOptions extends AccountOptions {
  readonly confirm: string
  readonly reason: string
}

const ordered = async (host: ServiceHost, caller: Caller, wanted: string, options: RebootOptions): Promise<Outcome> => {
  const found = await hostNamed(host.store.read, wanted)
  if (isOutcome(found)) return found
  const { confirm: confirmation, reason } = options
  const { orderId } = await callMutation(host, rebootHost, caller, { hostId: found.id, confirmation, reason })
  const answered = await awaitOrder(host, caller, orderId)
  if ('outcome' in answered) return answered.outcome
  const output = `The reboot of ${found.name} has begun; it stays in maintenance. Its run shows when a new boot was seen.`
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

/** The verb that the console uses, by an account of the console: the same checks bind it (A8). */
export const rebootByName = async (wanted: string, options: RebootOptions, environment: Environment): Promise<Outcome> =>
  options.reason.trim() === ''
    ? failed(EXIT_CODE.usage, 'say why: --reason is empty')
    : asAccount(options, environment, (host, caller) => ordered(host, caller, wanted, options))

/** `host reboot NAME`: of a host that is held in maintenance and empty. */
export const addHostReboot = (program: Command): void => {
  const command = program
    .command('host')
    .description('hosts that are held in maintenance')
    .command('reboot')
    .description('reboot a host that is held in maintenance here and empty; it stays in maintenance')
    .argument('<host>', 'the host’s name or id')
  withAccount(command)
    .requiredOption('--confirm <name>', 'its name once more, as the console shows it')
    .requiredOption('--reason <text>', 'why; shown in the run and the audit')
    .addHelpText('after', WHERE_IT_IS_ORDERED)
    .action(async (name: string, options: RebootOptions) => tell(await rebootByName(name, options, process.env)))
}
