import { z } from 'zod'
import { managerIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { clusterObject } from './known-cluster'
import { putMembership } from './membership'

/** Dissolves a cluster that was defined here: its hosts are as their platform says again. */
export const dissolveCluster = mutation({
  name: 'clusters.dissolve',
  needs: 'configure',
  input: z.object({ managerId: managerIdSchema, clusterNativeId: z.string().min(1).max(300), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const { managerId, clusterNativeId } = input
    const cluster = (await tx.clusters.list()).find(
      (each) => each.managerId === managerId && each.clusterNativeId === clusterNativeId,
    )
    if (cluster?.name == null) throw notFound('This cluster')
    const known = await tx.clusters.hosts()
    const members = known.filter((setting) => setting.clusterNativeId === clusterNativeId)
    for (const { hostId } of members) await putMembership(tx, known, hostId, null)
    await tx.clusters.remove({ managerId, clusterNativeId })
    await tell(context, {
      kind: 'cluster.dissolved',
      object: clusterObject(managerId, { nativeId: clusterNativeId, name: cluster.name }),
      reason: input.reason,
      message: `Cluster ${cluster.name}, which was defined here, was dissolved; it had ${members.length} host(s)`,
      data: { hostIds: members.map(({ hostId }) => hostId) },
    })
    await configChanged(context)
  },
})
