import type { HostId } from '../domain/ids'
import type { JournalObject } from '../domain/journal'
import type { Host } from '../domain/world'
import type { StoreReads } from '../store/store'
import { docOf } from './latest-doc'
import { notFound } from './service-error'

export const knownHost = async (read: Pick<StoreReads, 'latest'>, id: HostId): Promise<Host> => {
  const host = docOf('host', await read.latest.get('host', id))
  if (host === null) throw notFound('This host')
  return host
}

export const hostObject = (host: Pick<Host, 'id' | 'name'>): JournalObject => ({ kind: 'host', id: host.id, name: host.name })
