import { type Command, InvalidArgumentError } from 'commander'

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 600.')
  return value
}

/** `ups`, under which all that asks devices directly is found. */
export const upsCommand = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'ups') ??
  program.command('ups').description('UPSs, asked directly; needs no running server')

export const v3Options = (command: Command): Command =>
  command
    .option('--v3-user <user>', 'SNMP v3 user')
    .option('--v3-auth-protocol <protocol>', 'md5, sha, sha224, sha256, sha384 or sha512', 'sha')
    .option('--v3-auth-key-env <variable>', 'environment variable that holds the authentication key')
    .option('--v3-priv-protocol <protocol>', 'aes, aes256b (Blumenthal) or aes256r (Reeder)', 'aes')
    .option('--v3-priv-key-env <variable>', 'environment variable that holds the privacy key')
    .option('--v3-context <name>', 'SNMP v3 context', '')

export const nutOptions = (command: Command, tls: string): Command =>
  command
    .option('--nut-user <user>', 'NUT user; reading needs none')
    .option('--nut-password-env <variable>', 'environment variable that holds the NUT password')
    .option('--nut-tls <mode>', 'off, starttls (encrypt where offered) or required (encrypt and verify)', tls)

/** A subcommand of `ups` that asks one device, with the options that say how to reach it. */
export const addUpsCommand = (program: Command, name: string, description: string): Command => {
  const command = upsCommand(program)
    .command(name)
    .description(description)
    .argument('<host[:port]>', 'address of the network card (UDP port 161) or of upsd (TCP port 3493)')
    .option('--community <name>', 'SNMP v1 or v2c community')
    .option('--snmp-version <version>', 'SNMP version: 1, 2c or 3 (default: 2c, or 3 with --v3-user)')
    .option('--family <family>', 'ask for this family only instead of detecting it', 'auto')
  v3Options(command).option('--nut-ups <name>', 'ask a NUT server (upsd) for the UPS of this name')
  return nutOptions(command, 'off').option('--timeout <seconds>', 'give up after', seconds, 5).option('--json', 'print JSON')
}
