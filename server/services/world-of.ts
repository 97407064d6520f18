import type { World } from '../domain/world'
import type { StoreReads } from '../store/store'
import { docsOf } from './latest-doc'

/** What planning reads, as the engine last saw it. */
export const worldOf = async (read: Pick<StoreReads, 'latest' | 'feeds' | 'groups'>): Promise<World> => {
  const [managers, hosts, vms, feeds, groups] = await Promise.all([
    read.latest.all('manager'),
    read.latest.all('host'),
    read.latest.all('vm'),
    read.feeds.list(),
    read.groups.list(),
  ])
  return { managers: docsOf('manager', managers), hosts: docsOf('host', hosts), vms: docsOf('vm', vms), feeds, groups }
}
