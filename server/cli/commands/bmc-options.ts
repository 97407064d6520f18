import { type Command, InvalidArgumentError } from 'commander'
import { HARDWARE_KINDS } from '../../domain/hardware'

export const numberOf =
  (least: number, most: number, what: string) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= least && value <= most)) throw new InvalidArgumentError(what)
    return value
  }

export const bmcCommand = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'bmc') ??
  program.command('bmc').description('management controllers of servers: asked directly, or as the server knows them')

/** Where a BMC is found, and how it is signed in to, as every command about one takes it. */
export const bmcAddressOptions = (command: Command): Command =>
  command
    .option('--kind <kind>', `one of ${HARDWARE_KINDS.join(', ')}`)
    .option('--address <address>', 'name or IP address of the BMC; https://name for redfish')
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
