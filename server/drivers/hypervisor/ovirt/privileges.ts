import type { CallOptions } from '../../ports'
import { type Need, rightsUntold } from '../../protocols/lacking'
import { all, find, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'
import { idOf, idsOf } from './references'

/** Permits by the engine's own names. */
const NEEDS: readonly Need[] = [
  { what: 'shut VMs down', privileges: ['shut_down_vm'] },
  { what: 'power VMs off', privileges: ['stop_vm'] },
  { what: 'save VMs', privileges: ['hibernate_vm'] },
  { what: 'start VMs', privileges: ['run_vm'] },
  { what: 'start VMs on a chosen host', privileges: ['edit_admin_vm_properties'] },
  { what: 'move VMs', privileges: ['migrate_vm'] },
  { what: 'put hosts into maintenance, or switch them off and on', privileges: ['manipulate_host'] },
  { what: 'set fencing of clusters aside', privileges: ['edit_cluster_configuration'] },
]

/** What a permission may be given on instead of the whole system. */
const PARTS = ['data_center', 'cluster', 'host', 'vm', 'vm_pool', 'storage_domain', 'disk', 'template', 'network', 'vnic_profile']

interface Held {
  /** On the whole system. */
  readonly everywhere: ReadonlySet<string>
  /** On some object. */
  readonly somewhere: ReadonlySet<string>
}

const permitsIn = (permits: XmlElement): readonly string[] =>
  all(permits, 'permit').flatMap((permit) => text(permit, 'name') ?? [])

/** `path`: of a user or a group. An engine before 4.2 follows no links; its roles are then asked one by one. */
const heldBy = async (client: EngineClient, path: string, budget: () => CallOptions): Promise<OvirtResult<Held>> => {
  const told = await client.get(`${path}/permissions?follow=role.permits`, 'permissions', budget())
  if (told.kind !== 'ok') return told
  const permissions = all(told.value, 'permission')
  const roles = new Map<string, readonly string[]>()
  for (const permission of permissions) {
    const id = idOf(find(permission, 'role'))
    if (id === null || roles.has(id)) continue
    const inside = find(permission, 'role', 'permits')
    const read =
      inside === null || inside.children.length === 0 ? await client.get(`/roles/${id}/permits`, 'permits', budget()) : null
    if (read !== null && read.kind !== 'ok') return read
    roles.set(id, permitsIn(read?.value ?? inside ?? permission))
  }
  const of = (chosen: readonly XmlElement[]) => new Set(chosen.flatMap((each) => roles.get(idOf(find(each, 'role')) ?? '') ?? []))
  const onSystem = permissions.filter((permission) => PARTS.every((part) => find(permission, part) === null))
  return { kind: 'ok', value: { everywhere: of(onSystem), somewhere: of(permissions) } }
}

const isComplete = ({ everywhere }: Held): boolean =>
  NEEDS.every(({ privileges }) => privileges.every((permit) => everywhere.has(permit)))

const union = (held: readonly Held[]): Held => ({
  everywhere: new Set(held.flatMap(({ everywhere }) => [...everywhere])),
  somewhere: new Set(held.flatMap(({ somewhere }) => [...somewhere])),
})

/** What it holds itself, and where that is not enough what it holds as a member of groups. */
const heldByUser = async (client: EngineClient, user: string, budget: () => CallOptions): Promise<OvirtResult<Held>> => {
  const own = await heldBy(client, `/users/${user}`, budget)
  if (own.kind !== 'ok' || isComplete(own.value)) return own
  const groups = await client.get(`/users/${user}/groups`, 'groups', budget())
  if (groups.kind !== 'ok') return groups
  const ofGroups = await Promise.all(idsOf(all(groups.value, 'group')).map((id) => heldBy(client, `/groups/${id}`, budget)))
  const held = [own.value]
  for (const each of ofGroups) {
    if (each.kind !== 'ok') return each
    held.push(each.value)
  }
  return { kind: 'ok', value: union(held) }
}

/** What this account will not be allowed to do, in words. `api`: the engine's own description. To be told it decides nothing else. */
export const missingPermits = async (
  client: EngineClient,
  api: XmlElement,
  budget: () => CallOptions,
): Promise<readonly string[]> => {
  const user = idOf(find(api, 'effective_user')) ?? idOf(find(api, 'authenticated_user'))
  if (user === null) return [rightsUntold('this version of the engine does not name the user of a session.')]
  const held = await heldByUser(client, user, budget)
  if (held.kind !== 'ok') return [rightsUntold(held.message)]
  const { everywhere, somewhere } = held.value
  return NEEDS.flatMap(({ what, privileges }) => {
    const missing = privileges.filter((permit) => !everywhere.has(permit))
    if (missing.length === 0) return []
    return missing.every((permit) => somewhere.has(permit))
      ? [`The account may ${what} only in parts of the system: no role on the whole of it holds ${missing.join(', ')}.`]
      : [`The account may not ${what}: no role of it holds the permit ${missing.join(', ')}.`]
  })
}
