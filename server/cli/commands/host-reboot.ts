import type { Command } from 'commander'
import type { Host } from '../../domain/world'
import { callMutation } from '../../services/call-verb'
import { docOf } from '../../services/latest-doc'
import { rebootHost } from '../../services/maintenance/reboot-host'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { asPerson } from '../as-person'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'

export interface RebootWish {
  readonly hostName: string
  readonly confirm: string
  readonly reason: string
  readonly user: string
  readonly password: string
}

const hostNamed = async ({ store }: ServiceHost, name: string): Promise<Host | string> => {
  const rows = await store.read.latest.all('host')
  const found = rows.flatMap((row) => docOf('host', row) ?? []).filter((host) => host.name === name)
  const [host] = found
  if (host === undefined) return `no host is called ${name}`
  return found.length === 1 ? host : `${found.length} hosts are called ${name}: reboot it in the console`
}

const ordered = async (host: ServiceHost, caller: Caller, wish: RebootWish): Promise<Outcome> => {
  const found = await hostNamed(host, wish.hostName)
  if (typeof found === 'string') return failed(EXIT_CODE.usage, found)
  const { confirm: confirmation, reason } = wish
  const { orderId } = await callMutation(host, rebootHost, caller, { hostId: found.id, confirmation, reason })
  const answered = await awaitOrder(host, caller, orderId)
  if ('outcome' in answered) return answered.outcome
  const output = `The reboot of ${found.name} has begun; it stays in maintenance. Its run shows when a new boot was seen.`
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

/** The verb that the console uses, by an account of the console: the same checks bind it (A8). */
export const rebootByName = (wish: RebootWish, environment: Environment): Promise<Outcome> =>
  asPerson({ name: wish.user, password: wish.password }, environment, (host, caller) => ordered(host, caller, wish))

interface Options {
  readonly confirm: string
  readonly reason: string
  readonly user: string
}

const reboot = async (hostName: string, options: Options, environment: Environment): Promise<Outcome> => {
  const password = environment.RIDETHROUGH_PASSWORD ?? ''
  if (password === '') return failed(EXIT_CODE.usage, 'set RIDETHROUGH_PASSWORD to the password of that account')
  if (options.reason.trim() === '') return failed(EXIT_CODE.usage, 'say why: --reason is empty')
  return rebootByName({ ...options, hostName, password }, environment)
}

/** `host reboot NAME`: of a host that is held in maintenance and empty. */
export const addHostReboot = (program: Command): void => {
  program
    .command('host')
    .description('hosts that are held in maintenance')
    .command('reboot')
    .description('reboot a host that is held in maintenance here and empty; it stays in maintenance')
    .argument('<name>', 'the host, as the console shows it')
    .requiredOption('--confirm <name>', 'its name once more')
    .requiredOption('--reason <text>', 'why; shown in the run and the audit')
    .requiredOption('--user <name>', 'an account of the console that may operate; its password in RIDETHROUGH_PASSWORD')
    .addHelpText('after', '\nUses the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the engine must be running.')
    .action(async (name: string, options: Options) => tell(await reboot(name, options, process.env)))
}
