import { type Command, InvalidArgumentError } from 'commander'
import { isRangeRefusal, parseRanges, rangeRefusalText } from '../../domain/address-range'
import { HIGHEST_RATE, MOST_SECRETS, USUAL_RATE } from '../../domain/discovery'
import { endpointOf } from '../../domain/ups-endpoint'
import type { Finding, SearchWays } from '../../drivers/discovery/finding'
import { searchDevices } from '../../drivers/discovery/search'
import { EXIT_CODE } from '../exit-code'
import { type Outcome, table, tell } from '../outcome'
import { nutOptions, upsCommand, v3Options } from './ups-options'
import { isUsageError, nutSecretOf, type NutOptions, snmpSecretsOf, type UsageError, type V3Options } from './ups-target'

export interface UpsDiscoverOptions extends V3Options, NutOptions {
  readonly community: readonly string[]
  readonly snmpVersion?: string
  readonly port: number
  readonly nut?: boolean
  readonly nutPort: number
  readonly rate: number
  readonly json?: boolean
}

const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
  return value
}

const TLS_MODES = ['off', 'starttls', 'required'] as const

const waysOf = (
  options: UpsDiscoverOptions,
  environment: Readonly<Record<string, string | undefined>>,
): SearchWays | UsageError => {
  const secrets = snmpSecretsOf(options, environment)
  if (isUsageError(secrets)) return secrets
  if (secrets.length > MOST_SECRETS) return { usage: `at most ${MOST_SECRETS} credentials are tried` }
  const nut = nutSecretOf(options, environment)
  if (isUsageError(nut)) return nut
  const tls = TLS_MODES.find((mode) => mode === options.nutTls)
  if (tls === undefined) return { usage: `--nut-tls is one of ${TLS_MODES.join(', ')}` }
  if (secrets.length === 0 && options.nut !== true)
    return { usage: 'give --community NAME (may be repeated), --v3-user USER, --nut, or several of them' }
  return {
    snmp: secrets.length === 0 ? null : { port: options.port, secrets },
    nut: options.nut === true ? { port: options.nutPort, tls, secret: nut } : null,
  }
}

type Device = Extract<Finding, { kind: 'device' }>
type Other = Extract<Finding, { kind: 'other' }>

const share = (value: number | null): string | null => (value === null ? null : `${value} %`)

const reportOf = (devices: readonly Device[], others: readonly Other[]): string => {
  const found = devices.map(({ address, credential, systemName, probe }) => [
    endpointOf(address),
    probe.kind ?? 'ups',
    [probe.manufacturer, probe.model].filter((one) => one !== null).join(' ') || null,
    probe.serial,
    probe.family,
    probe.powerState,
    share(probe.readings.chargePercent.value),
    systemName,
    credential + 1,
  ])
  const head = ['address', 'kind', 'device', 'serial', 'family', 'state', 'charge', 'name', 'credential']
  const rest = others.map(({ endpoint, description, problem }) => [endpoint, problem ?? 'no power device', description])
  return [
    ...(found.length === 0 ? ['No UPS, PDU or ATS answered.'] : [table(head, found)]),
    ...(rest.length === 0 ? [] : ['', table(['also answers', 'but', 'calls itself'], rest)]),
  ].join('\n')
}

/** Looks at every address of the ranges. `signal`: what was found so far is told. `progress` gets lines for people. */
export const discoverUpses = async (
  ranges: string,
  options: UpsDiscoverOptions,
  environment: Readonly<Record<string, string | undefined>>,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (done: number, total: number, found: number) => void },
): Promise<Outcome> => {
  const read = parseRanges(ranges)
  const usage = (text: string): Outcome => ({ exitCode: EXIT_CODE.usage, output: '', errors: `error: ${text}` })
  if (isRangeRefusal(read)) return usage(rangeRefusalText(read))
  const ways = waysOf(options, environment)
  if (isUsageError(ways)) return usage(ways.usage)
  const devices: Device[] = []
  const others: Other[] = []
  let done = 0
  await searchDevices({
    hosts: read.hosts(),
    ways,
    ratePerSecond: options.rate,
    isWatched: () => false,
    signal,
    tell: (finding) => {
      if (finding.kind === 'device') devices.push(finding)
      else if (finding.kind === 'other') others.push(finding)
    },
    onVisited: () => {
      done += 1
      progress(done, read.count, devices.length)
    },
  })
  const isWhole = !signal.aborted
  const output =
    options.json === true
      ? JSON.stringify({ complete: isWhole, asked: done, addresses: read.count, found: devices, others }, null, 2)
      : reportOf(devices, others)
  const errors = isWhole ? '' : `stopped: ${done} of ${read.count} addresses asked`
  return { exitCode: EXIT_CODE.ok, output, errors }
}

const TOLD_EVERY_MS = { tty: 1_000, log: 10_000 } as const

/** On a terminal one line that is written over, else a line now and then. */
const progressLine = () => {
  const isTty = process.stderr.isTTY
  let toldAtMs = performance.now()
  return (done: number, total: number, found: number): void => {
    const nowMs = performance.now()
    if (done < total && nowMs - toldAtMs < (isTty ? TOLD_EVERY_MS.tty : TOLD_EVERY_MS.log)) return
    toldAtMs = nowMs
    const line = `${done} of ${total} addresses, ${found} found`
    process.stderr.write(isTty && done < total ? `\r${line}` : `${isTty ? '\r' : ''}${line}\n`)
  }
}

/** `ups discover RANGE…`: who is there? Ctrl-C ends it, and what was found is printed. */
export const addUpsDiscover = (program: Command): void => {
  const discover = upsCommand(program)
    .command('discover')
    .description('search networks for UPSs, PDUs and ATSs')
    .argument('<range...>', 'networks (10.0.4.0/24), spans (10.0.4.10-60), addresses and names')
    .option(
      '--community <name>',
      'SNMP v1 or v2c community; repeated: tried in this order',
      (name, all) => [...all, name],
      [] as readonly string[],
    )
    .option('--snmp-version <version>', 'SNMP version of the communities: 1 or 2c', '2c')
    .option('--port <number>', 'UDP port of the SNMP agents', whole(1, 65_535), 161)
    .option('--nut', 'ask for NUT servers (upsd), too')
    .option('--nut-port <number>', 'TCP port of the NUT servers', whole(1, 65_535), 3493)
    .option('--rate <number>', 'questions (datagrams, connections) per second', whole(1, HIGHEST_RATE), USUAL_RATE)
    .option('--json', 'print JSON')
  nutOptions(v3Options(discover), 'starttls').action(async (ranges: readonly string[], options: UpsDiscoverOptions) => {
    const stop = new AbortController()
    const end = (): void => stop.abort()
    process.once('SIGINT', end)
    try {
      tell(await discoverUpses(ranges.join(' '), options, process.env, { signal: stop.signal, progress: progressLine() }))
    } finally {
      process.off('SIGINT', end)
    }
  })
}
