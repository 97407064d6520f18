import type { Command } from 'commander'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { asPerson } from './as-person'
import { EXIT_CODE } from './exit-code'
import type { Environment } from './local-store'
import { failed, type Outcome } from './outcome'

/** As who a command changes something: every one signs in with an account of the console, so that the same roles bind it (A8). */
export interface AccountOptions {
  readonly account: string
  /** The environment variable that holds its password. */
  readonly accountPasswordEnv: string
}

export const withAccount = (command: Command): Command =>
  command
    .requiredOption('--account <name>', 'your account in the console')
    .option(
      '--account-password-env <variable>',
      'environment variable that holds your password in the console',
      'RIDETHROUGH_PASSWORD',
    )

export const WHERE_IT_IS_ORDERED =
  '\nUses the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server must be running.'

export const asAccount = async (
  { account, accountPasswordEnv }: AccountOptions,
  environment: Environment,
  work: (host: ServiceHost, caller: Caller) => Promise<Outcome>,
): Promise<Outcome> => {
  const password = environment[accountPasswordEnv] ?? ''
  return password === ''
    ? failed(
        EXIT_CODE.usage,
        `the environment variable ${accountPasswordEnv}, which should hold the account’s password, is not set`,
      )
    : asPerson({ name: account, password }, environment, work)
}
