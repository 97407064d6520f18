import { type z } from 'zod'
import { upsAddressSchema, type UpsSecret, upsSecretSchema } from '../../domain/ups'
import type { UpsTarget } from '../../drivers/ports'

export interface V3Options {
  readonly v3User?: string
  readonly v3AuthProtocol: string
  readonly v3AuthKeyEnv?: string
  readonly v3PrivProtocol: string
  readonly v3PrivKeyEnv?: string
  readonly v3Context: string
}

export interface NutOptions {
  readonly nutUser?: string
  readonly nutPasswordEnv?: string
  readonly nutTls: string
}

export interface UpsProbeOptions extends V3Options, NutOptions {
  readonly community?: string
  readonly snmpVersion?: string
  readonly family: string
  readonly nutUps?: string
  readonly timeout: number
  readonly json?: boolean
}

export interface UsageError {
  readonly usage: string
}

export const isUsageError = <Read extends object>(given: Read | UsageError): given is UsageError => 'usage' in given

type Environment = Readonly<Record<string, string | undefined>>

class Usage extends Error {}

const splitAddress = (where: string): { host: string; port: number | undefined } => {
  const match = /^(?:\[([^\]]+)\]|([^:]+)|([^[\]]*:[^[\]]*:[^[\]]*))(?::(\d+))?$/.exec(where)
  const host = match?.[1] ?? match?.[2] ?? match?.[3]
  if (host === undefined) throw new Usage(`"${where}" is not an address: write HOST, HOST:PORT or [IPv6]:PORT`)
  return { host, port: match?.[4] === undefined ? undefined : Number(match[4]) }
}

const fromEnvironment = (environment: Environment, variable: string | undefined, option: string): string => {
  if (variable === undefined) return ''
  const value = environment[variable]
  if (value === undefined || value === '') throw new Usage(`the environment variable ${variable}, named by ${option}, is empty`)
  return value
}

const parsed = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Usage(`${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not valid'}`)
}

const supportedPrivacy = (protocol: string): string => {
  if (/^3?des/i.test(protocol))
    throw new Usage(
      `privacy protocol ${protocol} is broken and not supported: set the card to AES and use --v3-priv-protocol aes`,
    )
  if (/^aes-?192/i.test(protocol))
    throw new Usage('AES-192 is not supported: set the card to AES-128 (aes) or AES-256 (aes256b or aes256r)')
  if (/^aes-?128$/i.test(protocol)) return 'aes'
  if (/^aes-?256$/i.test(protocol))
    throw new Usage('AES-256 exists in two ways of deriving the key: give aes256b (Blumenthal) or aes256r (Reeder, most cards)')
  return protocol
}

const v3Secret = (options: V3Options, environment: Environment): unknown => {
  const authKey = fromEnvironment(environment, options.v3AuthKeyEnv, '--v3-auth-key-env')
  const privKey = fromEnvironment(environment, options.v3PrivKeyEnv, '--v3-priv-key-env')
  if (authKey === '' && privKey !== '') throw new Usage('SNMP v3 privacy needs authentication too: give --v3-auth-key-env')
  for (const [key, option] of [
    [authKey, '--v3-auth-key-env'],
    [privKey, '--v3-priv-key-env'],
  ])
    if (key !== undefined && key !== '' && key.length < 8)
      throw new Usage(`SNMP v3 keys have at least 8 characters: the one of ${option} is shorter`)
  return {
    kind: 'snmp-user',
    user: options.v3User,
    level: authKey === '' ? 'noAuthNoPriv' : privKey === '' ? 'authNoPriv' : 'authPriv',
    authProtocol: options.v3AuthProtocol.toLowerCase().replace('-', ''),
    authKey,
    privProtocol: supportedPrivacy(options.v3PrivProtocol.toLowerCase()),
    privKey,
    context: options.v3Context,
  }
}

const chosen = ({ community, v3User, nutUps }: UpsProbeOptions): 'community' | 'v3' | 'nut' => {
  const given = [community, v3User, nutUps].filter((one) => one !== undefined)
  if (given.length !== 1) throw new Usage('give exactly one of --community NAME, --v3-user USER and --nut-ups NAME')
  if (nutUps !== undefined) return 'nut'
  return v3User === undefined ? 'community' : 'v3'
}

const communitySecret = ({ community, snmpVersion }: Pick<UpsProbeOptions, 'community' | 'snmpVersion'>): unknown => {
  if (snmpVersion === '3') throw new Usage('SNMP v3 has users instead of communities: give --v3-user')
  return { kind: 'snmp-community', version: snmpVersion ?? '2c', community }
}

const build = (where: string, options: UpsProbeOptions, environment: Environment): UpsTarget => {
  const { host, port } = splitAddress(where)
  const choice = chosen(options)
  if (choice === 'nut') {
    const password = fromEnvironment(environment, options.nutPasswordEnv, '--nut-password-env')
    return {
      address: parsed(upsAddressSchema, { protocol: 'nut', host, port, upsName: options.nutUps, tls: options.nutTls }),
      secret: parsed(upsSecretSchema, { kind: 'nut-user', user: options.nutUser ?? '', password }),
    }
  }
  if (choice === 'v3' && options.snmpVersion !== undefined && options.snmpVersion !== '3')
    throw new Usage('--v3-user is SNMP v3: leave --snmp-version out')
  const secret = choice === 'v3' ? v3Secret(options, environment) : communitySecret(options)
  return {
    address: parsed(upsAddressSchema, { protocol: 'snmp', host, port, family: options.family }),
    secret: parsed(upsSecretSchema, secret),
  }
}

const answered = <Read>(read: () => Read): Read | UsageError => {
  try {
    return read()
  } catch (error) {
    if (error instanceof Usage) return { usage: error.message }
    throw error
  }
}

/** Secrets come from the environment, never from the command line, where every user of the machine could read them. */
export const targetOf = (where: string, options: UpsProbeOptions, environment: Environment): UpsTarget | UsageError =>
  answered(() => build(where, options, environment))

interface SnmpSearchOptions extends V3Options {
  readonly community: readonly string[]
  readonly snmpVersion?: string
}

/** The credentials of a search, in the order in which they are tried: communities, then the v3 user. */
export const snmpSecretsOf = (
  options: SnmpSearchOptions,
  environment: Environment,
): readonly Exclude<UpsSecret, { kind: 'nut-user' }>[] | UsageError =>
  answered(() =>
    [
      ...options.community.map((community) => communitySecret({ community, snmpVersion: options.snmpVersion })),
      ...(options.v3User === undefined ? [] : [v3Secret(options, environment)]),
    ].flatMap((given) => {
      const secret = parsed(upsSecretSchema, given)
      return secret.kind === 'nut-user' ? [] : [secret]
    }),
  )

/** The NUT user of a search; both parts empty: none. */
export const nutSecretOf = (
  { nutUser, nutPasswordEnv }: NutOptions,
  environment: Environment,
): Extract<UpsSecret, { kind: 'nut-user' }> | UsageError =>
  answered(() => ({
    kind: 'nut-user',
    user: nutUser ?? '',
    password: fromEnvironment(environment, nutPasswordEnv, '--nut-password-env'),
  }))
