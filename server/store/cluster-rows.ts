import type { ClusterSetting, HostSetting } from '../domain/cluster-settings'
import { hostIdSchema, managerIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { ClusterSetting as ClusterRecord, HostSetting as HostRecord } from './generated/sqlite/client'
import type { StoreReads, StoreWrites } from './store'

const toCluster = (row: ClusterRecord): ClusterSetting => ({ ...row, managerId: managerIdSchema.parse(row.managerId) })
const toHost = (row: HostRecord): HostSetting => ({ ...row, hostId: hostIdSchema.parse(row.hostId) })

export const clusterReads = (client: StoreTransaction): StoreReads['clusters'] => ({
  list: async () =>
    (await client.clusterSetting.findMany({ orderBy: [{ managerId: 'asc' }, { clusterNativeId: 'asc' }] })).map(toCluster),
  hosts: async () => (await client.hostSetting.findMany({ orderBy: { hostId: 'asc' } })).map(toHost),
})

export const clusterWrites = (tx: StoreTransaction): StoreWrites['clusters'] => ({
  ...clusterReads(tx),
  put: async ({ managerId, clusterNativeId, name, maxCpuPercent }) => {
    const key = { managerId, clusterNativeId }
    const values = { name, maxCpuPercent }
    await tx.clusterSetting.upsert({
      where: { managerId_clusterNativeId: key },
      create: { ...key, ...values },
      update: values,
    })
  },
  remove: async ({ managerId, clusterNativeId }) =>
    void (await tx.clusterSetting.deleteMany({ where: { managerId, clusterNativeId } })),
  putHost: async ({ hostId, clusterNativeId, isSpare }) => {
    const values = { clusterNativeId, isSpare }
    await tx.hostSetting.upsert({ where: { hostId }, create: { hostId, ...values }, update: values })
  },
  removeHost: async (hostId) => void (await tx.hostSetting.deleteMany({ where: { hostId } })),
})
