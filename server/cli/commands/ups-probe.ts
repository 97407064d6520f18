import { type Command, InvalidArgumentError } from 'commander'
import { type UpsProbe, probeUps } from '../../drivers/ups/probe'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { type Outcome, table, tell } from '../outcome'
import { isUsageError, type UpsProbeOptions, targetOf } from './ups-target'

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 600.')
  return value
}

type Row = readonly [name: string, value: string | null, remark: string | null]

const rowsOf = (probe: UpsProbe): readonly Row[] => [
  ['family', probe.family, probe.also.length === 0 ? '' : `also serves ${probe.also.join(', ')}`],
  ['manufacturer', probe.manufacturer, ''],
  ['model', probe.model, ''],
  ['serial', probe.serial, ''],
  ['firmware', probe.firmware, ''],
  ['powerState', probe.powerState, [...probe.flags, ...probe.alarms].join(', ')],
  ...Object.entries(probe.readings).flatMap(([name, { value, unit, source, credible, reason }]): Row[] =>
    name === 'powerState' || value === null
      ? []
      : [[name, `${value} ${unit ?? ''}${credible ? '' : ' ?'}`, [source, reason].filter((one) => one !== null).join(': ')]],
  ),
]

const reportOf = (probe: UpsProbe): string => {
  const silent = Object.values(probe.readings).filter(({ value }) => value === null).length
  const doubtful = Object.values(probe.readings).some(({ credible }) => !credible)
  const legend = doubtful ? ' ? = not believed, for the reason beside it.' : ''
  return `${table(['what', 'value', 'from'], rowsOf(probe))}\n\n${silent} values are not told by the device.${legend}`
}

const failed = (exitCode: Outcome['exitCode'], errors: string): Outcome => ({ exitCode, output: '', errors: `error: ${errors}` })

const answer = async (where: string, options: UpsProbeOptions): Promise<Outcome> => {
  const target = targetOf(where, options, process.env)
  if (isUsageError(target)) return failed(EXIT_CODE.usage, target.usage)
  const probe = await probeUps(target, { deadlineMs: Math.round(options.timeout * 1000) })
  if (probe.kind !== 'ok') return failed(exitCodeOfFailure(probe), `${probe.message}.\n${probe.hint}`)
  const output = options.json === true ? JSON.stringify(probe.value, null, 2) : reportOf(probe.value)
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const upsCommand = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'ups') ??
  program.command('ups').description('UPSs, asked directly; needs no running server')

/** `ups probe HOST[:PORT]`: which UPS is there and what does it say. Exit codes: exit-code.ts. */
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
    .action(async (where: string, options: UpsProbeOptions) => tell(await answer(where, options)))
}
