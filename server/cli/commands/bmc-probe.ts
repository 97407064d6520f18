import { type Command, InvalidArgumentError } from 'commander'
import { HARDWARE_KINDS, type HardwareIdentity, type HardwareReading, type SensorLimits } from '../../domain/hardware'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import type { DriverFailure, DriverResult, HardwareTarget } from '../../drivers/ports'
import { budgetOf } from '../../drivers/protocols/call-deadline'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { type BmcProbeOptions, bmcTargetOf } from './bmc-target'
import { isUsageProblem } from './manager-target'

const TLS_FINGERPRINT = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/

const failure = (result: DriverFailure): Outcome => {
  const seen = TLS_FINGERPRINT.exec(result.message)?.[0]
  const pin = seen === undefined ? '' : `\nTo pin it, add: --fingerprint ${seen}`
  return failed(exitCodeOfFailure(result), `${result.message}\n${result.hint}${pin}`)
}

interface Read {
  readonly identity: HardwareIdentity
  /** Null: this kind tells nothing. */
  readonly reading: HardwareReading | null
}

const read = async (target: HardwareTarget, deadlineMs: number): Promise<DriverResult<Read> | null> => {
  const driver = hardwareDrivers.find(({ kind }) => kind === target.address.kind)
  if (driver === undefined) return null
  const session = driver.open(target)
  try {
    const budget = budgetOf({ deadlineMs })
    const identity = await session.identify(budget())
    if (identity.kind !== 'ok') return identity
    if (!driver.capabilities.sensors) return { kind: 'ok', value: { identity: identity.value, reading: null } }
    const reading = await session.sensors(budget())
    return reading.kind === 'ok' ? { kind: 'ok', value: { identity: identity.value, reading: reading.value } } : reading
  } finally {
    await session.close()
  }
}

const limitsText = ({ lowCritical, lowWarning, highWarning, highCritical }: SensorLimits): string =>
  [lowCritical, lowWarning, highWarning, highCritical].map((limit) => limit ?? '–').join(' / ')

const report = ({ identity, reading }: Read): string => {
  const head = [
    `${identity.product} ${identity.version ?? ''}`.trim(),
    ...(identity.systemUuid === null ? [] : [`machine ${identity.systemUuid}`]),
    ...identity.notes.map((note) => `note: ${note}`),
  ]
  if (reading === null) return head.join('\n')
  const { power, powerWatts, sensors, powerSupplies } = reading
  return [
    ...head,
    `power ${power}${powerWatts === null ? '' : `, draws ${powerWatts} W`}`,
    '',
    table(
      ['SENSOR', 'VALUE', 'UNIT', 'HEALTH', 'LIMITS (LOW CRITICAL / WARNING / HIGH WARNING / CRITICAL)'],
      sensors.map(({ name, value, unit, health, limits }) => [name, value, unit, health, limitsText(limits)]),
    ),
    '',
    table(
      ['POWER SUPPLY', 'INPUT', 'WATTS'],
      (powerSupplies ?? []).map(({ name, input, inputWatts }) => [name, input, inputWatts]),
    ),
  ].join('\n')
}

export const probeBmc = async (
  options: BmcProbeOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  const target = bmcTargetOf(options, environment)
  if (isUsageProblem(target)) return failed(EXIT_CODE.usage, target.usage)
  const result = await read(target, Math.round(options.timeout * 1000))
  if (result === null) return failed(EXIT_CODE.failed, `this build has no driver for ${target.address.kind}`)
  if (result.kind !== 'ok') return failure(result)
  const { identity, reading } = result.value
  const output = options.json === true ? JSON.stringify({ identity, reading }, null, 2) : report(result.value)
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const numberOf =
  (least: number, most: number, what: string) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= least && value <= most)) throw new InvalidArgumentError(what)
    return value
  }

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** `bmc probe`: who is a server's management controller, and what do its sensors say. Reads only. */
export const addBmcProbe = (program: Command): void => {
  program
    .command('bmc')
    .description('management controllers of servers, asked directly; needs no running server')
    .command('probe')
    .description('sign in to a BMC and read power state, power supplies and sensors; nothing is switched')
    .requiredOption('--kind <kind>', `one of ${HARDWARE_KINDS.join(', ')}`)
    .requiredOption('--address <address>', 'name or IP address of the BMC; https://name for redfish')
    .option('--port <port>', 'UDP port, 623 by default', numberOf(1, 65_535, 'Give a port.'))
    .option('--user <user>', 'user of the BMC')
    .option('--password-env <variable>', 'environment variable that holds the password')
    .option('--kg-env <variable>', 'environment variable that holds the BMC’s own key Kg, in hexadecimal digits')
    .option(
      '--cipher-suite <suite>',
      'IPMI: 17 or 3; by default 17, and 3 where it is not known',
      numberOf(0, 255, 'Give 17 or 3.'),
    )
    .option('--privilege <level>', 'IPMI: operator (default) or administrator')
    .option('--system <id>', 'Redfish: which computer system, where there are several')
    .option('--mac <address>', 'Wake-on-LAN: address of the network card')
    .option('--fingerprint <fingerprint>', 'trust this certificate (SHA-256); may be repeated', collected, [])
    .option('--timeout <seconds>', 'give up after', numberOf(0.1, 3_600, 'Give seconds.'), 30)
    .option('--json', 'print JSON')
    .action(async (options: BmcProbeOptions) => tell(await probeBmc(options, process.env)))
}
