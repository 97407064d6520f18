import { setTimeout as pause } from 'node:timers/promises'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import packageJson from '../../../package.json'
import { ConfigurationError, parseConfiguration } from '../../domain/configuration'
import type { OrderId } from '../../domain/ids'
import type { Host } from '../../domain/world'
import { signIn } from '../../services/auth/sign-in'
import { SignInLimit } from '../../services/auth/sign-in-limit'
import { signOut } from '../../services/auth/sign-out'
import { tokenHashOf } from '../../services/auth/token'
import { callMutation } from '../../services/call-verb'
import { docOf } from '../../services/latest-doc'
import { rebootHost } from '../../services/maintenance/reboot-host'
import { ServiceError } from '../../services/service-error'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { openStore } from '../../store/open-store'
import { keyFileOf } from '../../store/secret-box'
import { StoreError } from '../../store/store-error'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, tell } from '../outcome'

const LOOK_EVERY_MS = 200
/** An engine that lives takes an order within 100 ms and answers within a second. */
const LOOKS = 60

export interface RebootWish {
  readonly hostName: string
  readonly confirm: string
  readonly reason: string
  readonly user: string
  readonly password: string
}

const NOBODY: Caller = { actor: null, channel: 'cli', address: null, sessionTokenHash: null }

const hostNamed = async ({ store }: ServiceHost, name: string): Promise<Host | string> => {
  const rows = await store.read.latest.all('host')
  const found = rows.flatMap((row) => docOf('host', row) ?? []).filter((host) => host.name === name)
  const [host] = found
  if (host === undefined) return `no host is called ${name}`
  return found.length === 1 ? host : `${found.length} hosts are called ${name}: reboot it in the console`
}

/** What the engine said of the order. */
const answerTo = async ({ store }: ServiceHost, orderId: OrderId, name: string): Promise<Outcome> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const row = await store.read.orders.get(orderId)
    if (row?.state === 'done') {
      const output = `The reboot of ${name} has begun; it stays in maintenance. Its run shows when a new boot was seen.`
      return { exitCode: EXIT_CODE.ok, output, errors: '' }
    }
    if (row?.state === 'failed') return failed(EXIT_CODE.refused, JSON.stringify(row.result))
    await pause(LOOK_EVERY_MS)
  }
  return failed(EXIT_CODE.unreachable, 'the engine has not taken the order.\nIt does not do so later: look whether it runs.')
}

/** The verb that the console uses, by an account of the console: the same checks bind it (A8). */
export const rebootByName = async (host: ServiceHost, wish: RebootWish): Promise<Outcome> => {
  const { user, token } = await callMutation(host, signIn, NOBODY, { name: wish.user, password: wish.password })
  const actor = { userId: user.id, name: user.name, role: user.role, locale: user.locale }
  const caller: Caller = { ...NOBODY, actor, sessionTokenHash: tokenHashOf(token) }
  try {
    const found = await hostNamed(host, wish.hostName)
    if (typeof found === 'string') return failed(EXIT_CODE.usage, found)
    const { confirm: confirmation, reason } = wish
    const { orderId } = await callMutation(host, rebootHost, caller, { hostId: found.id, confirmation, reason })
    return await answerTo(host, orderId, found.name)
  } finally {
    await callMutation(host, signOut, caller, undefined)
  }
}

interface Options {
  readonly confirm: string
  readonly reason: string
  readonly user: string
}

const reboot = async (
  hostName: string,
  options: Options,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  const password = environment.RIDETHROUGH_PASSWORD ?? ''
  if (password === '') return failed(EXIT_CODE.usage, 'set RIDETHROUGH_PASSWORD to the password of that account')
  if (options.reason.trim() === '') return failed(EXIT_CODE.usage, 'say why: --reason is empty')
  try {
    const { dataDirectory, databaseUrl, keyFile: configuredKey } = parseConfiguration(environment)
    const keyFile = configuredKey ?? keyFileOf(dataDirectory)
    if ((databaseUrl === null && !existsSync(join(resolve(dataDirectory), 'ridethrough.db'))) || !existsSync(keyFile))
      return failed(
        EXIT_CODE.failed,
        'There is no database or no key file here.\nSet RIDETHROUGH_DATA_DIR to the data directory, or DATABASE_URL, and RIDETHROUGH_KEY_FILE.',
      )
    const store = await openStore({ dataDirectory, databaseUrl, keyFile })
    try {
      const own = {
        now: () => Date.now(),
        version: packageJson.version,
        signInLimit: new SignInLimit(),
        demo: false,
        ownMacs: [],
      }
      return await rebootByName({ store, ...own }, { ...options, hostName, password })
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return failed(EXIT_CODE.usage, error.message)
    if (error instanceof ServiceError) return failed(EXIT_CODE.refused, `${error.message}.\n${error.hint ?? ''}`.trim())
    if (error instanceof StoreError) return failed(EXIT_CODE.failed, `${error.message}\n${error.hint}`)
    throw error
  }
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
