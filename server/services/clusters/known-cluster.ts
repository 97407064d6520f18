import type { JournalObject } from '../../domain/journal'
import type { ManagerId } from '../../domain/ids'
import type { Cluster, ManagerView } from '../../domain/world'
import type { StoreReads } from '../../store/store'
import { docOf } from '../latest-doc'
import { notFound } from '../service-error'

/** A manager as it was last seen; a cluster is known by its inventory alone. */
export const seenManager = async (read: Pick<StoreReads, 'latest'>, id: ManagerId): Promise<ManagerView> => {
  const manager = docOf('manager', await read.latest.get('manager', id))
  if (manager === null) throw notFound('This manager')
  return manager
}

export const clusterObject = (managerId: ManagerId, { nativeId, name }: Pick<Cluster, 'nativeId' | 'name'>): JournalObject => ({
  kind: 'setting',
  id: `${managerId}/${nativeId}`,
  name,
})
