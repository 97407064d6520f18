import type { Command } from 'commander'

export const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export const managerCommand = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'manager') ??
  program.command('manager').description('hypervisor managers: asked directly, or as the server knows them')

/** How to sign in to a manager, as every command about one takes it. */
export const withSignIn = (command: Command): Command =>
  command
    .option('--user <user>', 'user, e.g. administrator@vsphere.local, monitor@pve or root')
    .option('--password-env <variable>', 'environment variable that holds the password')
    .option('--token-id <id>', 'API token of Proxmox VE, e.g. monitor@pve!ridethrough')
    .option('--token-env <variable>', 'environment variable that holds the token’s secret')
    .option('--ssh-key <file>', 'private key for what is reached over SSH')
    .option('--ssh-passphrase-env <variable>', 'environment variable that holds the key’s passphrase')
    .option('--bearer-env <variable>', 'environment variable that holds the token for a webhook')
    .option('--hmac-env <variable>', 'environment variable that holds the key that requests to a webhook are signed with')
