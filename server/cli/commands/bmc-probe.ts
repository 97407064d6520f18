import type { Command } from 'commander'
import { type HardwareIdentity, type HardwareReading, type SensorLimits } from '../../domain/hardware'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import type { DriverFailure, DriverResult, HardwareTarget } from '../../drivers/ports'
import { budgetOf } from '../../drivers/protocols/call-deadline'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { bmcAddressOptions, bmcCommand, numberOf } from './bmc-options'
import { type BmcProbeOptions, bmcTargetOf } from './bmc-target'
import { collected } from './manager-options'
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

/** `bmc probe`: who is a server's management controller, and what do its sensors say. Reads only. */
export const addBmcProbe = (program: Command): void => {
  const command = bmcCommand(program)
    .command('probe')
    .description(
      'sign in to a BMC directly and read power state, power supplies and sensors; nothing is switched, no server is needed',
    )
  bmcAddressOptions(command)
    .option('--fingerprint <fingerprint>', 'trust this certificate (SHA-256); may be repeated', collected, [])
    .option('--timeout <seconds>', 'give up after', numberOf(0.1, 3_600, 'Give seconds.'), 30)
    .option('--json', 'print JSON')
    .action(async (options: BmcProbeOptions) => tell(await probeBmc(options, process.env)))
}
