import { type CallOptions, refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { SiteReader } from './site-reader'
import type { VirshHost } from './virsh-host'

export const hostNamed = async (reader: SiteReader, name: string, options: CallOptions): Promise<VirshHost> => {
  const host = await reader.find(name, options)
  if (host === null) throw new CallFailed(refused(`${name} is no host of this manager.`, 'Read the inventory again.'))
  return host
}
