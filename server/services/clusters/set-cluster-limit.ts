import { z } from 'zod'
import { isDefinedHere } from '../../domain/cluster-settings'
import { managerIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { clusterObject, seenManager } from './known-cluster'

/** Sets how busy a migration target of this cluster may become (S1-12). Null: as the platform says, or the product's default. */
export const setClusterLimit = mutation({
  name: 'clusters.setLimit',
  needs: 'configure',
  input: z.object({
    managerId: managerIdSchema,
    clusterNativeId: z.string().min(1).max(300),
    maxCpuPercent: z.number().min(1).max(100).nullable(),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx } = context
    const { managerId, clusterNativeId, maxCpuPercent } = input
    const manager = await seenManager(tx, managerId)
    const settings = await tx.clusters.list()
    const before = settings.find((each) => each.managerId === managerId && each.clusterNativeId === clusterNativeId)
    const name = manager.clusters.find(({ nativeId }) => nativeId === clusterNativeId)?.name ?? before?.name ?? null
    if (name === null) throw notFound('This cluster')
    if (maxCpuPercent === null && !isDefinedHere(clusterNativeId)) await tx.clusters.remove({ managerId, clusterNativeId })
    else await tx.clusters.put({ managerId, clusterNativeId, name: before?.name ?? null, maxCpuPercent })
    await tell(context, {
      kind: 'cluster.limit-changed',
      object: clusterObject(managerId, { nativeId: clusterNativeId, name }),
      reason: input.reason,
      message:
        maxCpuPercent === null
          ? `The CPU limit of cluster ${name} is the platform's again`
          : `No host of cluster ${name} is filled above ${maxCpuPercent} % CPU by a migration`,
      data: { before: before?.maxCpuPercent ?? null, after: maxCpuPercent },
    })
    await configChanged(context)
  },
})
