import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { idOfDefined, isDefinedHere, type HostSetting } from '../../domain/cluster-settings'
import { hostIdSchema, managerIdSchema, type HostId } from '../../domain/ids'
import type { StoreWrites } from '../../store/store'
import { tell } from '../acting'
import { displayNameSchema, reasonSchema } from '../inputs'
import { knownHost } from '../known-host'
import { configChanged } from '../orders/place-order'
import { conflict, notFound, refused } from '../service-error'
import { mutation } from '../verb'
import { putMembership } from './membership'
import { clusterObject, seenManager } from './known-cluster'

/** Hosts may be grouped by a person only where their platform groups them not (S1-08). */
const requireFreeHosts = async (tx: StoreWrites, input: { managerId: string; hostIds: readonly HostId[] }, own: string) => {
  const hosts = await Promise.all(input.hostIds.map((id) => knownHost(tx, id)))
  for (const { name, managerId, clusterNativeId } of hosts) {
    if (managerId !== input.managerId)
      throw refused(`${name} is under another manager`, 'VMs cannot move live from one manager to another: leave it out.')
    if (clusterNativeId === null || clusterNativeId === own) continue
    if (isDefinedHere(clusterNativeId)) throw conflict(`${name} is in another cluster already`, 'Take it out of that one first.')
    throw refused(`${name} is in a cluster of its own platform`, 'Change that cluster on the platform.')
  }
  return hosts
}

/** Makes a cluster (`clusterNativeId` null) of hosts whose platform has none, or changes its name and hosts: VMs move only inside it. */
export const defineCluster = mutation({
  name: 'clusters.define',
  needs: 'configure',
  input: z.object({
    managerId: managerIdSchema,
    clusterNativeId: z.string().min(1).max(300).nullable(),
    name: displayNameSchema,
    hostIds: z.array(hostIdSchema).min(1).max(1_000),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx } = context
    const { managerId, name } = input
    const manager = await seenManager(tx, managerId)
    const settings = (await tx.clusters.list()).filter((each) => each.managerId === managerId && each.name !== null)
    const before = settings.find(({ clusterNativeId }) => clusterNativeId === input.clusterNativeId)
    if (input.clusterNativeId !== null && before === undefined) throw notFound('This cluster')
    const clusterNativeId = before?.clusterNativeId ?? idOfDefined(randomUUID())
    const taken = [...settings.map((each) => ({ nativeId: each.clusterNativeId, name: each.name })), ...manager.clusters]
    if (taken.some((each) => each.name === name && each.nativeId !== clusterNativeId))
      throw conflict(`Another cluster of ${manager.name} is called “${name}”`, 'Choose another name.')
    const hosts = await requireFreeHosts(tx, input, clusterNativeId)
    const members = new Set<HostId>(input.hostIds)
    const known = await tx.clusters.hosts()
    const isMember = (setting: HostSetting): boolean => setting.clusterNativeId === clusterNativeId
    await tx.clusters.put({ managerId, clusterNativeId, name, maxCpuPercent: before?.maxCpuPercent ?? null })
    for (const { hostId } of known.filter((setting) => isMember(setting) && !members.has(setting.hostId)))
      await putMembership(tx, known, hostId, null)
    for (const hostId of members) await putMembership(tx, known, hostId, clusterNativeId)
    await tell(context, {
      kind: before === undefined ? 'cluster.defined' : 'cluster.changed',
      object: clusterObject(managerId, { nativeId: clusterNativeId, name }),
      reason: input.reason,
      message: `Cluster ${name}: VMs move among ${hosts.map((host) => host.name).join(', ')}`,
      data: {
        before: before === undefined ? null : { name: before.name, hostIds: known.filter(isMember).map(({ hostId }) => hostId) },
        after: { name, hostIds: [...members] },
      },
    })
    await configChanged(context)
    return { clusterNativeId }
  },
})
