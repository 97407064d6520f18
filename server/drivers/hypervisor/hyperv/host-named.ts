import { type CallOptions, refused } from '../../ports'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { isHeard, type SiteReader } from './site-reader'

/** A host of the address. That there is none such is said only when a machine answers. */
export const hostNamed = async (reader: SiteReader, name: string, options: CallOptions): Promise<PowerShellHost> => {
  const host = reader.find(name)
  if (host !== null) return host
  const heard = await reader.everywhere((each) => each.ssh.reach(options))
  const failure = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))[0]
  throw new CallFailed(
    failure !== undefined && !heard.some(isHeard)
      ? failure
      : refused(`${name} is no host of this address.`, 'Name every host, or every node of the cluster, in the address.'),
  )
}

/** Its name as its own network knows it. */
export const computerName = async (reader: SiteReader, host: PowerShellHost, options: CallOptions): Promise<string> =>
  (reader.told(host.name) ?? (await reader.readHost(host, options))).ComputerName
