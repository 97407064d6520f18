import { z } from 'zod'
import { hostIdSchema, managerIdSchema } from '../../domain/ids'
import { clusterReport, type ClusterReport } from '../../planner/cluster-report'
import { baselineChange, type BaselineChange } from '../../planner/cpu-baseline'
import { query } from '../verb'
import { worldOf } from '../world-of'

const keySchema = z.object({ managerId: managerIdSchema, clusterNativeId: z.string().min(1).max(300).nullable() })

/** Baseline, networks, storage, rules and findings of one cluster, as last seen. */
export const reportCluster = query({
  name: 'clusters.report',
  needs: 'view',
  input: keySchema,
  run: async ({ input, read }): Promise<ClusterReport> => clusterReport(await worldOf(read), input),
})

/** What a CPU baseline made for the named hosts would change (S1-24). Null: none of them tells its features. */
export const whatIfBaseline = query({
  name: 'clusters.whatIfBaseline',
  needs: 'view',
  input: keySchema.extend({ hostIds: z.array(hostIdSchema).max(1_000) }),
  run: async ({ input, read }): Promise<BaselineChange | null> =>
    baselineChange(await worldOf(read), input, new Set(input.hostIds)),
})
