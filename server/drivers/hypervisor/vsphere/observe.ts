import type { HostFacts, VmFacts } from '../../../domain/inventory'
import { AUTOSTART_PROPERTY } from './autostart'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { hostFacts } from './host-facts'
import { HOST_PROPERTIES, TASK_PROPERTIES, VM_PROPERTIES } from './properties'
import { NO_SENSORS, type PowerSensors } from './power-sensors'
import { isNotFound, retrieve, type ObjectProperties, type Retrieval } from './property-collector'
import { surroundingsOf } from './surroundings'
import { vmFacts, vmRecord } from './vm-facts'

/** Null where the manager does not know the starting object (any more). */
const readObject = async (
  retrieval: Retrieval,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<{ readonly object: ObjectProperties; readonly others: readonly ObjectProperties[] } | null> => {
  try {
    const others = await retrieve(connection, () => retrieval, unknown, budget)
    const object = others.find(({ ref }) => ref.type === retrieval.start.type && ref.id === retrieval.start.id)
    return object === undefined ? null : { object, others }
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

const STEPS = {
  stores: { name: 'stores', type: 'VirtualMachine', path: 'datastore' },
  tasks: { name: 'tasks', type: 'VirtualMachine', path: 'recentTask' },
  host: { name: 'host', type: 'VirtualMachine', path: 'runtime.host' },
  cluster: {
    name: 'host',
    type: 'VirtualMachine',
    path: 'runtime.host',
    next: [{ name: 'cluster', type: 'HostSystem', path: 'parent' }],
  },
} as const

const ON_ANY = {
  VirtualMachine: VM_PROPERTIES,
  HostSystem: ['parent', AUTOSTART_PROPERTY],
  Datastore: ['summary'],
  Task: TASK_PROPERTIES,
} as const
const ON_VCENTER = { ...ON_ANY, ClusterComputeResource: ['configuration.dasConfig.enabled'] } as const

/** One VM with all that describes it, in a single request: nothing in it is older than the answer. */
export const observeVm = async (
  id: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<VmFacts | null> => {
  const { standalone } = await connection.serviceContent(budget)
  const retrieval: Retrieval = {
    start: { type: 'VirtualMachine', id },
    wanted: standalone ? ON_ANY : ON_VCENTER,
    steps: standalone ? [STEPS.stores, STEPS.tasks, STEPS.host] : [STEPS.stores, STEPS.tasks, STEPS.cluster],
  }
  const found = await readObject(retrieval, connection, unknown, budget)
  return found === null ? null : vmFacts(vmRecord(found.object), surroundingsOf(found.others))
}

export const observeHost = async (
  id: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
  sensors: PowerSensors = NO_SENSORS,
): Promise<HostFacts | null> => {
  const start = { type: 'HostSystem', id }
  const found = await readObject({ wanted: { HostSystem: HOST_PROPERTIES }, start }, connection, unknown, budget)
  return found === null ? null : hostFacts(found.object, sensors)
}
