import { type CallOptions, type HostItself, refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { SiteReader } from './site-reader'

/** Who answers, where the address names one host: by the name that Windows itself has. */
export const itself = async (reader: SiteReader, options: CallOptions): Promise<HostItself> => {
  const [host, ...others] = reader.hosts
  if (host === undefined || others.length > 0)
    throw new CallFailed(refused('The address names several hosts.', 'Give the address of one host.'))
  const { ComputerName } = await reader.readHost(host, options)
  return { nativeId: host.name, name: ComputerName, uuid: null }
}
