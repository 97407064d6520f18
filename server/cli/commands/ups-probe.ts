import { type Command, InvalidArgumentError } from 'commander'
import { type UpsProbe, probeUps } from '../../drivers/ups/probe'
import type { DriverFailure } from '../../drivers/ports'
import { isUsageError, type UpsProbeOptions, targetOf } from './ups-target'

const EXIT_USAGE = 2
const EXIT_UNREACHABLE = 3
const EXIT_REFUSED = 4

const exitCodeOf = ({ kind }: DriverFailure): number =>
  kind === 'unreachable' || kind === 'unknown' ? EXIT_UNREACHABLE : EXIT_REFUSED

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 600.')
  return value
}

const rowsOf = (probe: UpsProbe): readonly (readonly [string, string, string])[] => [
  ['family', probe.family, probe.also.length === 0 ? '' : `also serves ${probe.also.join(', ')}`],
  ['manufacturer', probe.manufacturer ?? '–', ''],
  ['model', probe.model ?? '–', ''],
  ['serial', probe.serial ?? '–', ''],
  ['firmware', probe.firmware ?? '–', ''],
  ['powerState', probe.powerState, [...probe.flags, ...probe.alarms].join(', ')],
  ...Object.entries(probe.readings).flatMap(([name, { value, unit, source, credible, reason }]): [string, string, string][] =>
    name === 'powerState' || value === null
      ? []
      : [[name, `${value} ${unit ?? ''}${credible ? '' : ' ?'}`, [source, reason].filter((one) => one !== null).join(': ')]],
  ),
]

const tableOf = (probe: UpsProbe): string => {
  const rows = rowsOf(probe)
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const lines = rows.map(([name, value, remark]) => `${name.padEnd(width(0))}  ${value.padEnd(width(1))}  ${remark}`.trimEnd())
  const silent = Object.values(probe.readings).filter(({ value }) => value === null).length
  const doubtful = Object.values(probe.readings).some(({ credible }) => !credible)
  return [
    ...lines,
    '',
    `${silent} values are not told by the device.${doubtful ? ' ? = not believed, for the reason beside it.' : ''}`,
  ].join('\n')
}

const jsonOf = (probe: UpsProbe): string => JSON.stringify(probe, null, 2)

const act = async (where: string, options: UpsProbeOptions): Promise<void> => {
  const target = targetOf(where, options, process.env)
  if (isUsageError(target)) {
    process.stderr.write(`error: ${target.usage}\n`)
    process.exitCode = EXIT_USAGE
    return
  }
  const probe = await probeUps(target, { deadlineMs: Math.round(options.timeout * 1000) })
  if (probe.kind !== 'ok') {
    process.stderr.write(`error: ${probe.message}.\n${probe.hint}\n`)
    process.exitCode = exitCodeOf(probe)
    return
  }
  process.stdout.write(`${options.json === true ? jsonOf(probe.value) : tableOf(probe.value)}\n`)
}

const upsCommand = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'ups') ??
  program.command('ups').description('UPSs, asked directly; needs no running server')

/** `ups probe HOST[:PORT]`: which UPS is there and what does it say. Exit code 0, 2 usage, 3 unreachable, 4 refused or not a UPS. */
export const addUpsProbe = (program: Command): void => {
  upsCommand(program)
    .command('probe')
    .description('ask a UPS who it is and what it says')
    .argument('<host[:port]>', 'address of the network card (UDP port 161) or of upsd (TCP port 3493)')
    .option('--community <name>', 'SNMP v1 or v2c community')
    .option('--snmp-version <version>', 'SNMP version: 1, 2c or 3 (default: 2c, or 3 with --v3-user)')
    .option('--family <family>', 'ask for this family only instead of detecting it', 'auto')
    .option('--v3-user <user>', 'SNMP v3 user')
    .option('--v3-auth-protocol <protocol>', 'md5, sha, sha224, sha256, sha384 or sha512', 'sha')
    .option('--v3-auth-key-env <variable>', 'environment variable that holds the authentication key')
    .option('--v3-priv-protocol <protocol>', 'aes, aes256b (Blumenthal) or aes256r (Reeder)', 'aes')
    .option('--v3-priv-key-env <variable>', 'environment variable that holds the privacy key')
    .option('--v3-context <name>', 'SNMP v3 context', '')
    .option('--nut-ups <name>', 'ask a NUT server (upsd) for the UPS of this name')
    .option('--nut-user <user>', 'NUT user; reading needs none')
    .option('--nut-password-env <variable>', 'environment variable that holds the NUT password')
    .option('--nut-tls <mode>', 'off, starttls (encrypt where offered) or required (encrypt and verify)', 'off')
    .option('--timeout <seconds>', 'give up after', seconds, 5)
    .option('--json', 'print JSON')
    .action(act)
}
