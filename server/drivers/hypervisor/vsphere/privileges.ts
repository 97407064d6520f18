import { lackings, type Need, rightsUntold, type Ward } from '../../protocols/lacking'
import { all, escapeXml, find, flag, text } from '../../protocols/xml/xml'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { type ObjectProperties, retrieve } from './property-collector'
import { textAt } from './read'
import { refElement, refOf, type ObjectRef } from './soap'
import { isTemplate, systemKindOf } from './vm-facts'

/** What each class of objects is asked to do, and what its methods require by the API reference. */
const CLASSES: readonly { readonly type: string; readonly noun: string; readonly needs: readonly Need[] }[] = [
  {
    type: 'VirtualMachine',
    noun: 'VM',
    needs: [
      { what: 'shut down or power off', privileges: ['VirtualMachine.Interact.PowerOff'] },
      { what: 'suspend', privileges: ['VirtualMachine.Interact.Suspend'] },
      { what: 'start', privileges: ['VirtualMachine.Interact.PowerOn'] },
      { what: 'move live', privileges: ['Resource.HotMigrate'] },
      { what: 'move while off', privileges: ['Resource.ColdMigrate'] },
    ],
  },
  {
    type: 'HostSystem',
    noun: 'host',
    needs: [
      { what: 'put into maintenance, shut down or reboot', privileges: ['Host.Config.Maintenance'] },
      { what: 'set the autostart aside of', privileges: ['Host.Config.AutoStart'] },
    ],
  },
  {
    type: 'ClusterComputeResource',
    noun: 'cluster',
    needs: [
      // Asked of the pool that the VM comes to: the root pool of a cluster has the rights of the cluster.
      { what: 'bring VMs to', privileges: ['Resource.AssignVMToPool'] },
      { what: 'set HA and DRS aside on', privileges: ['Host.Inventory.EditCluster'] },
    ],
  },
  {
    type: 'Datastore',
    noun: 'datastore',
    // Only where disks go that a person has chosen to move along in maintenance.
    needs: [{ what: 'copy the disks of VMs to', privileges: ['Datastore.AllocateSpace'] }],
  },
]

/** Few enough for an answer of some hundred kilobytes. */
const OBJECTS_PER_CALL = 250

const ON_ANY = { VirtualMachine: ['name', 'config.template', 'config.managedBy'], HostSystem: ['name'] } as const
const ON_VCENTER = { ...ON_ANY, ClusterComputeResource: ['name'], Datastore: ['name'] } as const

interface Named {
  readonly ref: ObjectRef
  readonly name: string
}

/** All VMs, hosts, clusters and datastores by name, through a list of the manager's own that lives as long as the session. */
const listed = async (connection: Connection, unknown: Set<string>, budget: Budget): Promise<readonly ObjectProperties[]> => {
  const { rootFolder, viewManager, standalone } = await connection.serviceContent(budget)
  const wanted = standalone ? ON_ANY : ON_VCENTER
  const types = Object.keys(wanted).map((type) => `<type>${type}</type>`)
  const body = `${refElement('container', rootFolder)}${types.join('')}<recursive>true</recursive>`
  const doing = 'list its objects'
  const prepare = async () => {
    const answer = await connection.call({ method: 'CreateContainerView', target: viewManager, body, doing }, budget)
    const start = refOf(find(answer, 'returnval')) ?? rootFolder
    return { wanted, start, skipStart: true, steps: [{ name: 'members', type: 'ContainerView', path: 'view' }] }
  }
  return retrieve(connection, prepare, unknown, budget)
}

/** Templates and the platform's own VMs are left alone, so nothing is needed there. */
const actedOn = (object: ObjectProperties): readonly Named[] =>
  object.ref.type === 'VirtualMachine' && (isTemplate(object) || systemKindOf(object) !== null)
    ? []
    : [{ ref: object.ref, name: textAt(object, 'name') ?? object.ref.id }]

/** What the account holds on each of these objects, as vCenter itself reckons it from roles, groups and what is inherited. */
const wardsOf = async (
  connection: Connection,
  manager: ObjectRef,
  objects: readonly Named[],
  needs: readonly Need[],
  budget: Budget,
): Promise<readonly Ward[]> => {
  const wanted = [...new Set(needs.flatMap(({ privileges }) => privileges))].map((id) => `<privId>${id}</privId>`).join('')
  const wards: Ward[] = []
  for (let at = 0; at < objects.length; at += OBJECTS_PER_CALL) {
    const asked = objects.slice(at, at + OBJECTS_PER_CALL)
    const session = `<sessionId>${escapeXml((await connection.sessionKey(budget)) ?? '')}</sessionId>`
    const body = `${asked.map(({ ref }) => refElement('entity', ref)).join('')}${session}${wanted}`
    const doing = 'tell what the account may do'
    const answer = await connection.call({ method: 'HasPrivilegeOnEntities', target: manager, body, doing }, budget)
    const names = new Map(asked.map(({ ref, name }) => [ref.id, name]))
    for (const entity of all(answer, 'returnval')) {
      const name = names.get(refOf(find(entity, 'entity'))?.id ?? '')
      const told = all(entity, 'privAvailability')
      const lacking = new Set(told.flatMap((each) => (flag(each, 'isGranted') === false ? (text(each, 'privId') ?? []) : [])))
      if (name !== undefined) wards.push({ name, holds: (privilege) => !lacking.has(privilege) })
    }
  }
  return wards
}

/** What this account will not be allowed to do, in words. To be told it must not decide whether one is let in. */
export const missingPrivileges = async (
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<readonly string[]> => {
  const { authorizationManager } = await connection.serviceContent(budget)
  if (authorizationManager === null) return []
  try {
    const objects = (await listed(connection, unknown, budget)).flatMap(actedOn)
    const notes: string[] = []
    for (const { type, noun, needs } of CLASSES) {
      const own = objects.filter(({ ref }) => ref.type === type)
      notes.push(...lackings(noun, needs, await wardsOf(connection, authorizationManager, own, needs, budget)))
    }
    return notes
  } catch (error) {
    if (error instanceof CallFailed) return [rightsUntold(error.failure.message)]
    throw error
  }
}
