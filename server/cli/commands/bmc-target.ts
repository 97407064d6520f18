import {
  HARDWARE_KINDS,
  type HardwareAddress,
  hardwareAddressSchema,
  type HardwareSecret,
  hardwareSecretSchema,
} from '../../domain/hardware'
import type { HardwareTarget } from '../../drivers/ports'
import type { UsageProblem } from './manager-target'

/** Where a BMC is found, and how it is signed in to, as every command about one takes it. */
export interface BmcOptions {
  readonly kind?: string
  readonly address?: string
  readonly port?: number
  readonly user?: string
  readonly passwordEnv?: string
  readonly kgEnv?: string
  readonly mac?: string
  readonly cipherSuite?: number
  readonly privilege?: string
  readonly system?: string
}

export interface BmcProbeOptions extends BmcOptions {
  readonly fingerprint: readonly string[]
  readonly timeout: number
  readonly json?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const NO_SUITE_ZERO =
  'cipher suite 0 is not used: it needs no password, so whoever reaches the BMC could switch the machine off; give 17 or 3, and disable suite 0 on the BMC'

/** The address as it was given, by the names of its fields; what is wrong is named by the option that gave it. */
export const bmcAddressOf = (given: Readonly<Record<string, unknown>>): HardwareAddress | UsageProblem => {
  if (given.cipherSuite === 0) return { usage: NO_SUITE_ZERO }
  const parsed = hardwareAddressSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? 'kind')
  const option = field === 'cipherSuite' ? 'cipher-suite' : field === 'host' || field === 'url' ? 'address' : field
  return { usage: option === 'kind' ? `--kind is one of ${HARDWARE_KINDS.join(', ')}` : `--${option} is not usable` }
}

const addressOf = (options: BmcProbeOptions): HardwareAddress | UsageProblem => {
  const { kind, address, port, cipherSuite, privilege, mac, system, fingerprint } = options
  return bmcAddressOf(
    kind === 'redfish'
      ? { kind, url: address, pins: [...fingerprint], system: system ?? null, cipherSuite }
      : { kind, host: address, port, cipherSuite: cipherSuite ?? null, privilege, mac },
  )
}

export const bmcSecretOf = (
  kind: string | undefined,
  { user = '', password, kgHex }: { readonly user: string | undefined; readonly password: string; readonly kgHex: string },
): HardwareSecret | UsageProblem => {
  const parsed = hardwareSecretSchema.safeParse(
    kind === 'ipmi' ? { kind: 'ipmi-user', user, password, kgHex } : { kind: 'password', user, password },
  )
  // Its own words: they never hold what was entered.
  return parsed.success ? parsed.data : { usage: parsed.error.issues[0]?.message ?? 'the credential is not usable' }
}

const secretOf = (options: BmcProbeOptions, environment: Environment): HardwareSecret | UsageProblem => {
  if (options.kind === 'wake-on-lan') return { kind: 'wake-on-lan', secureOn: '' }
  if (options.passwordEnv === undefined) return { usage: 'give --user and --password-env' }
  const password = environment[options.passwordEnv]
  if (password === undefined)
    return { usage: `the environment variable ${options.passwordEnv}, which should hold the password, is not set` }
  const kgHex = options.kgEnv === undefined ? '' : (environment[options.kgEnv] ?? '')
  return bmcSecretOf(options.kind, { user: options.user, password, kgHex })
}

export const bmcTargetOf = (options: BmcProbeOptions, environment: Environment): HardwareTarget | UsageProblem => {
  const address = addressOf(options)
  if ('usage' in address) return address
  const secret = secretOf(options, environment)
  return 'usage' in secret ? secret : { address, secret }
}
