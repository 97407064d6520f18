import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { MANAGER_KINDS, managerAddressSchema, type ManagerSecret } from '../../domain/manager'
import type { ManagerTarget } from '../../drivers/ports'

/** How to sign in to a manager; secrets come from the environment or a file. */
export interface SignInOptions {
  readonly user?: string
  readonly passwordEnv?: string
  readonly tokenId?: string
  readonly tokenEnv?: string
  readonly sshKey?: string
  readonly sshPassphraseEnv?: string
  readonly bearerEnv?: string
  readonly hmacEnv?: string
}

export interface ManagerProbeOptions extends SignInOptions {
  readonly kind: string
  readonly url: string
  readonly runbook?: string
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

export const fromEnvironment = (environment: Environment, variable: string, what: string): string | UsageProblem => {
  const value = environment[variable]
  return value === undefined || value === ''
    ? { usage: `the environment variable ${variable}, which should hold ${what}, is not set` }
    : value
}

const passwordOf = (options: SignInOptions, environment: Environment): ManagerSecret | UsageProblem => {
  if (options.user === undefined) return { usage: '--password-env needs --user' }
  const password = fromEnvironment(environment, options.passwordEnv ?? '', 'the password')
  return typeof password === 'string' ? { kind: 'password', user: options.user, password } : password
}

const tokenOf = (options: SignInOptions, environment: Environment): ManagerSecret | UsageProblem => {
  if (options.tokenId === undefined || options.tokenEnv === undefined) return { usage: '--token-id and --token-env go together' }
  const token = fromEnvironment(environment, options.tokenEnv, 'the API token')
  return typeof token === 'string' ? { kind: 'api-token', tokenId: options.tokenId, token } : token
}

const sshKeyOf = (options: SignInOptions, environment: Environment): ManagerSecret | UsageProblem => {
  const variable = options.sshPassphraseEnv
  const passphrase = variable === undefined ? '' : fromEnvironment(environment, variable, 'the passphrase')
  if (typeof passphrase !== 'string') return passphrase
  try {
    return { kind: 'ssh-key', user: options.user ?? 'root', privateKey: readFileSync(options.sshKey ?? '', 'utf8'), passphrase }
  } catch {
    return { usage: `the SSH key ${options.sshKey ?? ''} cannot be read` }
  }
}

/** What a webhook wants instead of a sign-in. */
const webhookSecretOf = ({ bearerEnv, hmacEnv }: SignInOptions, environment: Environment): ManagerSecret | UsageProblem => {
  const value = fromEnvironment(environment, bearerEnv ?? hmacEnv ?? '', bearerEnv === undefined ? 'the key' : 'the token')
  if (typeof value !== 'string') return value
  return bearerEnv === undefined ? { kind: 'hmac', key: value } : { kind: 'bearer', token: value }
}

const waysIn = ({ passwordEnv, tokenId, tokenEnv, sshKey, bearerEnv, hmacEnv }: SignInOptions): readonly string[] =>
  [passwordEnv, tokenId ?? tokenEnv, sshKey, bearerEnv, hmacEnv].filter((way) => way !== undefined)

/** Null: no way to sign in is named. */
export const secretIfGiven = (options: SignInOptions, environment: Environment): ManagerSecret | UsageProblem | null =>
  waysIn(options).length === 0 && options.user === undefined ? null : secretOf(options, environment)

export const secretOf = (options: SignInOptions, environment: Environment): ManagerSecret | UsageProblem => {
  const { bearerEnv, hmacEnv } = options
  if (waysIn(options).length !== 1)
    return {
      usage:
        'give one way to sign in: --user and --password-env, --token-id and --token-env, --ssh-key, --bearer-env or --hmac-env',
    }
  if (bearerEnv !== undefined || hmacEnv !== undefined) return webhookSecretOf(options, environment)
  if (options.passwordEnv !== undefined) return passwordOf(options, environment)
  return options.sshKey === undefined ? tokenOf(options, environment) : sshKeyOf(options, environment)
}

/** What `--runbook` names; undefined where it is not given. */
const runbookIn = (file: string | undefined): { readonly runbook: unknown } | UsageProblem => {
  if (file === undefined) return { runbook: undefined }
  try {
    return { runbook: JSON.parse(readFileSync(file, 'utf8')) }
  } catch {
    return { usage: `the runbook ${file} cannot be read as JSON` }
  }
}

const wrongAddress = (issues: readonly z.core.$ZodIssue[]): UsageProblem => {
  const issue = issues[0]
  const [field, ...rest] = issue?.path.map(String) ?? []
  if (field === 'kind') return { usage: `--kind is one of ${MANAGER_KINDS.join(', ')}` }
  if (field === 'runbook') return { usage: `--runbook: ${[rest.join('.'), issue?.message].filter(Boolean).join(': ')}` }
  return { usage: `--${String(field)} is not usable` }
}

export const managerTargetOf = (options: ManagerProbeOptions, environment: Environment): ManagerTarget | UsageProblem => {
  const read = runbookIn(options.runbook)
  if (isUsageProblem(read)) return read
  const { kind, url, fingerprint } = options
  const address = managerAddressSchema.safeParse({ kind, url, pins: [...fingerprint], runbook: read.runbook })
  if (!address.success) return wrongAddress(address.error.issues)
  const secret = secretOf(options, environment)
  return isUsageProblem(secret) ? secret : { address: address.data, secret }
}
