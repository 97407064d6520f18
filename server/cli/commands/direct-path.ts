import { type Command, InvalidArgumentError } from 'commander'
import { onLocalStore, WHERE_THE_STORE_IS } from '../local-store'
import { tell } from '../outcome'
import { type ProofOptions, testDirectPath } from './direct-path-proof'
import { type DirectPathOptions, setDirectPath } from './direct-path-set'
import { showDirectPaths } from './direct-path-show'

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 3600.')
  return value
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** `direct-path show | set | test`: how hosts are reached without their manager. */
export const addDirectPath = (program: Command): void => {
  const group = program
    .command('direct-path')
    .description('how hosts are reached without their manager; HOST is a host’s name or id')
  group
    .command('show')
    .description('each host’s direct path, and how it was last proved')
    .argument('[host]', 'only this one, with what was found')
    .option('--json', 'print JSON')
    .addHelpText('after', WHERE_THE_STORE_IS)
    .action(async (host: string | undefined, options: { readonly json?: boolean }) =>
      tell(await onLocalStore(process.env, { write: false }, ({ read }) => showDirectPaths(read, host, options))),
    )
  group
    .command('test')
    .description('sign in at the host with what is stored, and compare it; nothing is switched. Exit code 0 works, 1 would not')
    .argument('<host>')
    .option('--timeout <seconds>', 'give up after', seconds, 60)
    .option('--json', 'print JSON')
    .addHelpText('after', WHERE_THE_STORE_IS)
    .action(async (host: string, options: ProofOptions) =>
      tell(await onLocalStore(process.env, { write: false }, ({ read }) => testDirectPath(read, host, options))),
    )
  group
    .command('set')
    .description('try a direct path, and save it where the host that answers is the one that is meant')
    .argument('<host>')
    .requiredOption('--url <url>', 'https://name[:port] of the host; ssh://name of a Hyper-V host')
    .option('--user <user>', 'user of the host itself')
    .option('--password-env <variable>', 'environment variable that holds the password')
    .option('--token-id <id>', 'API token of a Proxmox VE node')
    .option('--token-env <variable>', 'environment variable that holds the token’s secret')
    .option('--ssh-key <file>', 'private key for a Hyper-V host')
    .option('--ssh-passphrase-env <variable>', 'environment variable that holds the key’s passphrase')
    .option('--fingerprint <fingerprint>', 'trust this certificate (SHA-256) or SSH host key; may be repeated', collected, [])
    .option('--reason <text>', 'stands in the journal')
    .option('--timeout <seconds>', 'give up after', seconds, 60)
    .addHelpText('after', WHERE_THE_STORE_IS)
    .action(async (host: string, options: DirectPathOptions) =>
      tell(await onLocalStore(process.env, { write: true }, (store) => setDirectPath(store, host, options, process.env))),
    )
}
