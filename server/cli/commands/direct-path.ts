import { type Command, InvalidArgumentError } from 'commander'
import { WHERE_IT_IS_ORDERED, withAccount } from '../as-account'
import { onLocalStore, WHERE_THE_STORE_IS } from '../local-store'
import { tell } from '../outcome'
import { withChange } from './change-options'
import { type ProofOptions, testDirectPath } from './direct-path-proof'
import { type DirectPathOptions, setDirectPath } from './direct-path-set'
import { withSignIn } from './manager-options'
import { withPins } from './pins-options'
import { showDirectPaths } from './direct-path-show'

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 3600.')
  return value
}

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
  const set = group
    .command('set')
    .description(
      'give a host a direct path, or change it; the engine signs in first and saves what leads to the host that is meant',
    )
    .argument('<host>')
    .option('--url <url>', 'https://name[:port] of the host; ssh://name of a Hyper-V host')
  withChange(withPins(withSignIn(withAccount(set))))
    .addHelpText('after', `${WHERE_IT_IS_ORDERED} What is not given stays as it is stored.`)
    .action(async (host: string, options: DirectPathOptions) => tell(await setDirectPath(host, options, process.env)))
}
