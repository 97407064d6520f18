import { readFileSync } from 'node:fs'
import { MANAGER_KINDS, managerAddressSchema, type ManagerSecret } from '../../domain/manager'
import type { ManagerTarget } from '../../drivers/ports'

export interface ManagerProbeOptions {
  readonly kind: string
  readonly url: string
  readonly user?: string
  readonly passwordEnv?: string
  readonly tokenId?: string
  readonly tokenEnv?: string
  readonly sshKey?: string
  readonly sshPassphraseEnv?: string
  readonly fingerprint: readonly string[]
  readonly timeout: number
  readonly json?: boolean
}

/** The command was called wrongly; `usage` says how to call it. */
export interface UsageProblem {
  readonly usage: string
}

type Environment = Readonly<Record<string, string | undefined>>

export const isUsageProblem = (value: object): value is UsageProblem => 'usage' in value

const fromEnvironment = (environment: Environment, variable: string, what: string): string | UsageProblem => {
  const value = environment[variable]
  return value === undefined || value === ''
    ? { usage: `the environment variable ${variable}, which should hold ${what}, is not set` }
    : value
}

const passwordOf = (options: ManagerProbeOptions, environment: Environment): ManagerSecret | UsageProblem => {
  if (options.user === undefined) return { usage: '--password-env needs --user' }
  const password = fromEnvironment(environment, options.passwordEnv ?? '', 'the password')
  return typeof password === 'string' ? { kind: 'password', user: options.user, password } : password
}

const tokenOf = (options: ManagerProbeOptions, environment: Environment): ManagerSecret | UsageProblem => {
  if (options.tokenId === undefined || options.tokenEnv === undefined) return { usage: '--token-id and --token-env go together' }
  const token = fromEnvironment(environment, options.tokenEnv, 'the API token')
  return typeof token === 'string' ? { kind: 'api-token', tokenId: options.tokenId, token } : token
}

const sshKeyOf = (options: ManagerProbeOptions, environment: Environment): ManagerSecret | UsageProblem => {
  const variable = options.sshPassphraseEnv
  const passphrase = variable === undefined ? '' : fromEnvironment(environment, variable, 'the passphrase')
  if (typeof passphrase !== 'string') return passphrase
  try {
    return { kind: 'ssh-key', user: options.user ?? 'root', privateKey: readFileSync(options.sshKey ?? '', 'utf8'), passphrase }
  } catch {
    return { usage: `the SSH key ${options.sshKey ?? ''} cannot be read` }
  }
}

const secretOf = (options: ManagerProbeOptions, environment: Environment): ManagerSecret | UsageProblem => {
  const ways = [options.passwordEnv, options.tokenId ?? options.tokenEnv, options.sshKey].filter((way) => way !== undefined)
  if (ways.length !== 1)
    return { usage: 'give one way to sign in: --user and --password-env, --token-id and --token-env, or --ssh-key' }
  if (options.passwordEnv !== undefined) return passwordOf(options, environment)
  return options.sshKey === undefined ? tokenOf(options, environment) : sshKeyOf(options, environment)
}

export const managerTargetOf = (options: ManagerProbeOptions, environment: Environment): ManagerTarget | UsageProblem => {
  const address = managerAddressSchema.safeParse({ kind: options.kind, url: options.url, pins: [...options.fingerprint] })
  if (!address.success) {
    const wrong = address.error.issues[0]?.path[0]
    return wrong === 'kind'
      ? { usage: `--kind is one of ${MANAGER_KINDS.join(', ')}` }
      : { usage: `--${String(wrong)} is not usable` }
  }
  const secret = secretOf(options, environment)
  return isUsageProblem(secret) ? secret : { address: address.data, secret }
}
