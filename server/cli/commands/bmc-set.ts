import type { Command } from 'commander'
import { z } from 'zod'
import type { HardwareAddress, HardwareSecret } from '../../domain/hardware'
import { wayProofSchema } from '../../domain/way-proof'
import { callMutation } from '../../services/call-verb'
import { probeHardware } from '../../services/hardware/probe-hardware'
import { saveHardware } from '../../services/hardware/save-hardware'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import { type AccountOptions, asAccount, WHERE_IT_IS_ORDERED, withAccount } from '../as-account'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'
import { withPinHint } from '../pin-hint'
import { bmcCommand, bmcAddressOptions } from './bmc-options'
import { bmcAddressOf, type BmcOptions, bmcSecretOf } from './bmc-target'
import { type ChangeOptions, howToSave, savedLine, withChange } from './change-options'
import { fromEnvironment, isUsageProblem, type UsageProblem } from './manager-target'
import { hostNamed, isOutcome } from './named-host'
import { type PinsOptions, pinsFrom, withPins } from './pins-options'
import { proofLines } from './way-words'

export type BmcSetOptions = BmcOptions & AccountOptions & PinsOptions & ChangeOptions

/** As it is now, with what is given changed. */
const addressFrom = (options: BmcSetOptions, before: HardwareAddress | null): HardwareAddress | UsageProblem => {
  const kind = options.kind ?? before?.kind
  if (kind === undefined) return { usage: 'it has no BMC here yet: give --kind and --address' }
  const { address, port, cipherSuite, privilege, mac, system } = options
  const given = {
    ...(kind === 'redfish' ? { url: address } : { host: address }),
    ...{ port, cipherSuite, privilege, mac, system },
  }
  const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const base = before?.kind === kind ? before : {}
  const pins = pinsFrom(options, before?.kind === 'redfish' ? before.pins : [])
  return bmcAddressOf({ ...base, kind, ...changed, ...(kind === 'redfish' ? { pins } : {}) })
}

/** Null: the credential that is stored stays. */
const secretFrom = (
  options: BmcSetOptions,
  { kind }: HardwareAddress,
  environment: Environment,
): HardwareSecret | UsageProblem | null => {
  if (options.passwordEnv === undefined)
    return options.user === undefined && options.kgEnv === undefined
      ? kind === 'wake-on-lan' && options.mac !== undefined
        ? { kind: 'wake-on-lan', secureOn: '' }
        : null
      : { usage: '--user and --password-env go together' }
  const password = fromEnvironment(environment, options.passwordEnv, 'the password')
  if (typeof password !== 'string') return password
  const kgHex = options.kgEnv === undefined ? '' : fromEnvironment(environment, options.kgEnv, 'the key Kg')
  if (typeof kgHex !== 'string') return kgHex
  return bmcSecretOf(kind, { user: options.user, password, kgHex })
}

const answerSchema = wayProofSchema.extend({
  identity: z.object({ product: z.string(), version: z.string().nullable(), systemUuid: z.string().nullable() }),
})

const shown = (hostName: string, options: BmcSetOptions, result: unknown): Outcome => {
  const answer = answerSchema.parse(result)
  const { product, version, systemUuid } = answer.identity
  const lines = [
    [product, version].filter(Boolean).join(' '),
    ...(systemUuid === null ? [] : [`machine ${systemUuid}`]),
    ...proofLines(hostName, answer),
    savedLine(options),
  ]
  const output = options.json === true ? JSON.stringify({ ...answer, saved: options.look !== true }, null, 2) : lines.join('\n')
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const set = async (
  wanted: string,
  options: BmcSetOptions,
  environment: Environment,
  host: ServiceHost,
  caller: Caller,
): Promise<Outcome> => {
  const { read } = host.store
  const of = await hostNamed(read, wanted)
  if (isOutcome(of)) return of
  const address = addressFrom(options, (await read.hardware.get(of.id))?.address ?? null)
  if (isUsageProblem(address)) return failed(EXIT_CODE.usage, address.usage)
  const secret = secretFrom(options, address, environment)
  if (secret !== null && isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  const input = { hostId: of.id, address, secret }
  const { orderId } =
    options.look === true
      ? await callMutation(host, probeHardware, caller, input)
      : await callMutation(host, saveHardware, caller, { ...input, ...howToSave(options) })
  const answered = await awaitOrder(host, caller, orderId)
  return 'outcome' in answered ? withPinHint(answered.outcome, '--add-fingerprint') : shown(of.name, options, answered.result)
}

/** By the console's own verbs, as a person with an account there (A8). */
export const setBmc = (wanted: string, options: BmcSetOptions, environment: Environment): Promise<Outcome> =>
  asAccount(options, environment, (host, caller) => set(wanted, options, environment, host, caller))

/** `bmc set HOST`: gives a host its BMC, or changes how that is reached. */
export const addBmcSet = (program: Command): void => {
  const command = bmcCommand(program)
    .command('set')
    .description('give a host its BMC, or change how it is reached; the engine signs in first and saves what is that host’s')
    .argument('<host>', 'a host’s name or id')
  withChange(withPins(bmcAddressOptions(withAccount(command))))
    .addHelpText('after', `${WHERE_IT_IS_ORDERED} What is not given stays as it is stored.`)
    .action(async (host: string, options: BmcSetOptions) => tell(await setBmc(host, options, process.env)))
}
