import { type CallOptions, refused } from '../../ports'
import { lackings, type Need, rightsUntold, type Ward } from '../../protocols/lacking'
import type { PveClient } from './client'
import { because, type PveFailure } from './failure'
import { type GuestRef, statusFromResource } from './guest'
import { cephFlagsSchema, haStatusSchema, permissionsSchema, type Permissions, resourcesSchema } from './wire'

/** What the calls of this driver require by the official API schema. */
const ON_GUESTS: readonly Need[] = [{ what: 'shut down, power off or start', privileges: ['VM.PowerMgmt'] }]
/** Containers are neither moved live nor saved. */
const ON_VMS: readonly Need[] = [
  { what: 'move', privileges: ['VM.Migrate'] },
  { what: 'save the state of', privileges: ['VM.PowerMgmt', 'VM.Config.Disk'] },
]
const AGENT: Need = { what: 'see whether the guest agent answers in', privileges: ['VM.GuestAgent.Audit'] }
/** The first is VM.GuestAgent.Audit's name before version 9. */
const INSTEAD_OF_AGENT = ['VM.Monitor', 'VM.GuestAgent.Unrestricted']
const ON_NODES: readonly Need[] = [
  { what: 'shut down or wake', privileges: ['Sys.PowerMgmt'] },
  { what: 'read processors, memory and versions of', privileges: ['Sys.Audit'] },
  { what: 'stop tasks that other users began on', privileges: ['Sys.Modify'] },
]
const SEE_CLUSTER: Need = { what: 'see HA, its rules and Ceph of', privileges: ['Sys.Audit'] }
const SET_HA: Need = { what: 'set HA aside on', privileges: ['Sys.Console'] }
const SET_CEPH: Need = { what: 'set the flags of Ceph on', privileges: ['Sys.Modify'] }
const SET_AUTOSTART: Need = { what: 'set the autostart aside of', privileges: ['VM.Config.Options'] }
/** A VM's memory is written to the storage that its configuration names, or to one of its disks'. */
const SAVE_TO: Need = { what: 'save the state of VMs on', privileges: ['Datastore.AllocateSpace'] }

/**
 * What an account holds at a path. The API lists each path that any role was given on (of pools: their guests), with all that holds
 * there; at any other path holds what its nearest listed parent passes on.
 */
export const holdsAt = (permissions: Permissions, path: string, privilege: string): boolean => {
  const own = permissions.get(path)
  if (own !== undefined) return own.has(privilege)
  for (let at = path; at !== '/';) {
    at = at.slice(0, Math.max(1, at.lastIndexOf('/')))
    const held = permissions.get(at)
    if (held !== undefined) return held.get(privilege) === true
  }
  return false
}

const wardAt = (permissions: Permissions, name: string, path: string): Ward => ({
  name,
  holds: (privilege) =>
    holdsAt(permissions, path, privilege) ||
    (AGENT.privileges.includes(privilege) && INSTEAD_OF_AGENT.some((other) => holdsAt(permissions, path, other))),
})

/**
 * Why it cannot be told whether a guest that is not listed was removed: lists leave out what the account may not see (A4). Null: it was,
 * for this account would see it.
 */
export const whyUnseen = async (client: PveClient, { vmid }: GuestRef, options: CallOptions): Promise<PveFailure | null> => {
  const told = await client.get('/access/permissions', {}, permissionsSchema, options)
  if (told.kind !== 'ok') return told
  if (holdsAt(told.value, `/vms/${vmid}`, 'VM.Audit')) return null
  const message = `Proxmox VE shows this account no guest ${vmid}: it may be there all the same.`
  return because('permission', refused(message, 'Give the account a role with VM.Audit on /vms.', 'privileges'))
}

/** What this account, or this token of its, will not be allowed to do, in words. To be told it decides nothing else. */
export const missingPrivileges = async (client: PveClient, budget: () => CallOptions): Promise<readonly string[]> => {
  const [told, listed] = await Promise.all([
    client.get('/access/permissions', {}, permissionsSchema, budget()),
    client.get('/cluster/resources', {}, resourcesSchema, budget()),
  ])
  if (told.kind !== 'ok') return [rightsUntold(told.message)]
  if (listed.kind !== 'ok') return [rightsUntold(listed.message)]
  const ward = (name: string, path: string) => wardAt(told.value, name, path)
  const guests = listed.value.flatMap((resource) => statusFromResource(resource) ?? [])
  const wardsOf = (of: typeof guests) => of.map(({ ref, name }) => ward(name ?? String(ref.vmid), `/vms/${ref.vmid}`))
  const nodes = listed.value.flatMap(({ type, node }) => (type === 'node' && node !== null ? [ward(node, `/nodes/${node}`)] : []))
  const storages = [...new Set(listed.value.flatMap(({ type, storage }) => (type === 'storage' ? (storage ?? []) : [])))]
  const stores = storages.map((name) => ward(name, `/storage/${name}`))
  const cluster = [ward('as a whole', '/')]
  const vms = wardsOf(guests.filter(({ ref }) => ref.kind === 'qemu'))
  const [ha, ceph] = await Promise.all([
    client.get('/cluster/ha/status/current', {}, haStatusSchema, budget()),
    client.get('/cluster/ceph/flags', {}, cephFlagsSchema, budget()),
  ])
  const hasHa = ha.kind === 'ok' && ha.value.some(({ type }) => type === 'service')
  const sees = guests.length > 0 || ward('', '/vms').holds('VM.Audit')
  return [
    ...(sees ? [] : ['The account sees no VM: it lacks VM.Audit on /vms.']),
    ...lackings('guest', [...ON_GUESTS, SET_AUTOSTART], wardsOf(guests)),
    ...lackings('VM', [...ON_VMS, AGENT], vms),
    ...(stores.some(({ holds }) => holds('Datastore.AllocateSpace')) ? [] : lackings('storage', [SAVE_TO], stores)),
    ...lackings('node', ON_NODES, nodes),
    ...lackings('cluster', [SEE_CLUSTER, ...(hasHa ? [SET_HA] : []), ...(ceph.kind === 'ok' ? [SET_CEPH] : [])], cluster),
  ]
}
