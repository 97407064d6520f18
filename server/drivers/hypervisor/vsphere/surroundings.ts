import { startedBy } from './autostart'
import type { ObjectProperties } from './property-collector'
import { flagAt } from './read'
import { refOf } from './soap'
import { isShared } from './surrounding-facts'
import { taskWork } from './task'
import type { Surroundings } from './vm-facts'

/** What the other objects of a retrieval say about its VMs. */
export const surroundingsOf = (objects: readonly ObjectProperties[]): Surroundings => {
  const clusters = new Map<string, string>()
  const ha = new Map<string, boolean | null>()
  const local = new Map<string, boolean>()
  const work = new Map<string, string>()
  const started = new Set<string>()
  for (const object of objects) {
    switch (object.ref.type) {
      case 'HostSystem': {
        const parent = refOf(object.properties.get('parent') ?? null)
        if (parent?.type === 'ClusterComputeResource') clusters.set(object.ref.id, parent.id)
        for (const id of startedBy(object)) started.add(id)
        break
      }
      case 'ClusterComputeResource':
        ha.set(object.ref.id, flagAt(object, 'configuration.dasConfig.enabled'))
        break
      case 'Datastore':
        if (object.properties.has('summary')) local.set(object.ref.id, !isShared(object))
        break
      case 'Task': {
        const running = taskWork(object)
        if (running !== null) work.set(running.entityId, running.description)
        break
      }
    }
  }
  return {
    clusterOfHost: (host) => clusters.get(host) ?? null,
    isHaCluster: (cluster) => ha.get(cluster) ?? null,
    isLocal: (datastore) => local.get(datastore) ?? null,
    isStartedByHost: (vm) => started.has(vm),
    runningTask: (vm) => work.get(vm) ?? null,
  }
}
