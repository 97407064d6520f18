import { z } from 'zod'
import { managerIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docsOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { managerObject } from './manager-object'
import { requireNoRunWith } from './run-through'

/** Removes a manager, with what is known of its hosts and VMs; not while a run touches them. */
export const removeManager = mutation({
  name: 'managers.remove',
  needs: 'configure',
  input: z.object({ managerId: managerIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const manager = await tx.managers.get(input.managerId)
    if (manager === null) throw notFound('This manager')
    const hosts = docsOf('host', await tx.latest.all('host')).filter(({ managerId }) => managerId === manager.id)
    const vms = docsOf('vm', await tx.latest.all('vm')).filter(({ managerId }) => managerId === manager.id)
    await requireNoRunWith(tx, manager)
    await tx.managers.remove(manager.id)
    await tx.credentials.remove(manager.credentialId)
    for (const host of hosts) await tx.feeds.setForHost(host.id, [])
    for (const { hostId, credentialId } of await tx.hardware.list()) {
      if (!hosts.some(({ id }) => id === hostId)) continue
      await tx.hardware.remove(hostId)
      await tx.credentials.remove(credentialId)
      await tx.latest.remove('hardware', [hostId], nowMs)
    }
    for (const { hostId, credentialId } of await tx.directPaths.list()) {
      if (!hosts.some(({ id }) => id === hostId)) continue
      await tx.directPaths.remove(hostId)
      await tx.credentials.remove(credentialId)
    }
    for (const { id } of hosts) await tx.clusters.removeHost(id)
    for (const cluster of await tx.clusters.list()) if (cluster.managerId === manager.id) await tx.clusters.remove(cluster)
    await tx.latest.remove(
      'host',
      hosts.map(({ id }) => id),
      nowMs,
    )
    await tx.latest.remove(
      'vm',
      vms.map(({ id }) => id),
      nowMs,
    )
    await tx.latest.remove('manager', [manager.id], nowMs)
    await tell(context, {
      kind: 'manager.removed',
      object: managerObject(manager),
      reason: input.reason,
      message: `Manager ${manager.name} was removed, with ${hosts.length} host(s) and ${vms.length} VM(s)`,
    })
    await configChanged(context)
  },
})
