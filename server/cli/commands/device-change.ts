import type { Command } from 'commander'
import { type DeviceChangeAnswer, deviceChangeAnswerSchema, type ToldDevice, type TriedDevice } from '../../domain/device-change'
import { type UpsAddress, upsAddressSchema, type UpsSecret } from '../../domain/ups'
import { callMutation, callQuery } from '../../services/call-verb'
import { changeDevice } from '../../services/power/change-device'
import { deviceAccess } from '../../services/power/device-access'
import { probeDeviceChange } from '../../services/power/probe-device-change'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import type { DeviceRow, StoreReads } from '../../store/store'
import { type AccountOptions, asAccount, WHERE_IT_IS_ORDERED, withAccount } from '../as-account'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'
import { type ChangeOptions, howToSave, savedLine, withChange } from './change-options'
import { fromEnvironment, isUsageProblem, type UsageProblem } from './manager-target'
import { v3Options } from './ups-options'
import { nutSecretOf, snmpSecretsOf, type V3Options } from './ups-target'

export interface DeviceChangeOptions extends AccountOptions, ChangeOptions, V3Options {
  readonly host?: string
  readonly port?: number
  readonly nutUps?: string
  readonly nutTls?: string
  readonly communityEnv?: string
  readonly snmpVersion?: string
  readonly nutUser?: string
  readonly nutPasswordEnv?: string
  readonly allSharing?: boolean
}

/** As it is now, with what is given changed. */
const addressFrom = (options: DeviceChangeOptions, before: UpsAddress): UpsAddress | UsageProblem => {
  const { host, port, nutUps, nutTls } = options
  if (before.protocol === 'snmp' && (nutUps ?? nutTls) !== undefined)
    return { usage: 'it is read by SNMP: --nut-ups and --nut-tls are of NUT servers' }
  const given = { host, port, ...(before.protocol === 'nut' ? { upsName: nutUps, tls: nutTls } : {}) }
  const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const parsed = upsAddressSchema.safeParse({ ...before, ...changed })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return { usage: `${String(issue?.path[0] ?? 'the address')}: ${issue?.message ?? 'not usable'}` }
}

const ONE_WAY = { usage: 'give one credential: --community-env, --v3-user or --nut-user' }

/** Null: the credential that is stored stays. */
const secretFrom = (options: DeviceChangeOptions, environment: Environment): UpsSecret | UsageProblem | null => {
  const { communityEnv, v3User, nutUser, nutPasswordEnv, snmpVersion } = options
  const ways = [communityEnv, v3User, nutUser ?? nutPasswordEnv].filter((way) => way !== undefined)
  if (ways.length === 0) return snmpVersion === undefined ? null : ONE_WAY
  if (ways.length > 1) return ONE_WAY
  if (nutUser !== undefined || nutPasswordEnv !== undefined)
    return nutSecretOf({ nutUser, nutPasswordEnv, nutTls: 'off' }, environment)
  const community = communityEnv === undefined ? null : fromEnvironment(environment, communityEnv, 'the community')
  if (community !== null && typeof community !== 'string') return community
  const secrets = snmpSecretsOf({ ...options, community: community === null ? [] : [community] }, environment)
  return 'usage' in secrets ? secrets : (secrets[0] ?? ONE_WAY)
}

const wordsOf = (told: ToldDevice | null): string =>
  told === null
    ? 'never told who it is'
    : [told.manufacturer, told.model, told.serial === null ? 'no serial number' : `serial number ${told.serial}`]
        .filter(Boolean)
        .join(', ')

const deviceLines = ({ name, endpoint, state, known, found, message }: TriedDevice): readonly string[] => {
  switch (state) {
    case 'same':
      return [`${name} (${endpoint}): the same device, by its serial number ${found?.serial ?? ''}`]
    case 'untold':
      return [
        `${name} (${endpoint}): nothing proves that it is the same device`,
        `  known: ${wordsOf(known)}`,
        `  found: ${wordsOf(found)}`,
      ]
    case 'failed':
      return [`${name} (${endpoint}): stays as it was. ${message ?? ''}`]
  }
}

const shown = (answer: DeviceChangeAnswer, sharing: readonly string[], options: DeviceChangeOptions): Outcome => {
  const left = options.allSharing === true || sharing.length === 0
  const lines = [
    ...answer.devices.flatMap(deviceLines),
    ...(left ? [] : [`Still with the credential that it had: ${sharing.join(', ')}. --all-sharing changes them too.`]),
    savedLine(options),
  ]
  const output = options.json === true ? JSON.stringify({ ...answer, saved: options.look !== true }, null, 2) : lines.join('\n')
  const isWhole = answer.devices.every(({ state }) => state !== 'failed')
  return { exitCode: isWhole ? EXIT_CODE.ok : EXIT_CODE.failed, output, errors: '' }
}

/** The device of that name, or of that id; else what is wrong with it. */
const deviceNamed = async (read: Pick<StoreReads, 'devices'>, wanted: string): Promise<DeviceRow | UsageProblem> => {
  const devices = await read.devices.list()
  const device = devices.find(({ id, name }) => name === wanted || id === wanted)
  return (
    device ?? { usage: `there is no device "${wanted}": ${devices.map(({ name }) => name).join(', ') || 'none is configured'}` }
  )
}

const change = async (
  wanted: string,
  options: DeviceChangeOptions,
  secret: UpsSecret | null,
  host: ServiceHost,
  caller: Caller,
): Promise<Outcome> => {
  const device = await deviceNamed(host.store.read, wanted)
  if (isUsageProblem(device)) return failed(EXIT_CODE.usage, device.usage)
  const address = addressFrom(options, device.address)
  if (isUsageProblem(address)) return failed(EXIT_CODE.usage, address.usage)
  const sharing = secret === null ? [] : (await callQuery(host, deviceAccess, caller, { deviceId: device.id })).sharedWith
  const also = options.allSharing === true ? sharing.map(({ id }) => id) : []
  const input = { deviceId: device.id, address, secret, also }
  const { orderId } =
    options.look === true
      ? await callMutation(host, probeDeviceChange, caller, input)
      : await callMutation(host, changeDevice, caller, { ...input, ...howToSave(options) })
  const answered = await awaitOrder(host, caller, orderId)
  if ('outcome' in answered) return answered.outcome
  return shown(
    deviceChangeAnswerSchema.parse(answered.result),
    sharing.map(({ name }) => name),
    options,
  )
}

/** By the console's own verbs, as a person with an account there (A8). */
export const runDeviceChange = async (name: string, options: DeviceChangeOptions, environment: Environment): Promise<Outcome> => {
  const secret = secretFrom(options, environment)
  if (secret !== null && isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  return asAccount(options, environment, (host, caller) => change(name, options, secret, host, caller))
}

/** `device change NAME`: how a UPS, PDU or ATS that the server knows is reached; it stays the same device. */
export const addDeviceChange = (program: Command): void => {
  const command = program
    .command('device')
    .description('UPSs, PDUs and ATSs as the server knows them')
    .command('change')
    .description('change address or credential of a device of the server on this machine; its engine reads it before it saves')
    .argument('<name>', 'the device’s name in the console')
    .option('--host <address>', 'its new name or IP address; needs the credential with it')
    .option('--port <port>', 'its new port', Number)
    .option('--nut-ups <name>', 'the UPS’s new name on its NUT server')
    .option('--nut-tls <mode>', 'off, starttls (encrypt where offered) or required (encrypt and verify)')
    .option('--community-env <variable>', 'environment variable that holds the new SNMP v1 or v2c community')
    .option('--snmp-version <version>', 'of that community: 1 or 2c (default)')
  v3Options(command)
    .option('--nut-user <user>', 'new NUT user')
    .option('--nut-password-env <variable>', 'environment variable that holds the new NUT password')
    .option('--all-sharing', 'change the credential of all devices that share it, each proved by itself')
  withChange(withAccount(command))
    .addHelpText(
      'after',
      `${WHERE_IT_IS_ORDERED} What is not given stays. Exit code 1: some of those that share it stayed as they were.`,
    )
    .action(async (name: string, options: DeviceChangeOptions) => tell(await runDeviceChange(name, options, process.env)))
}
