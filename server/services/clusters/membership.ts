import type { HostSetting } from '../../domain/cluster-settings'
import type { HostId } from '../../domain/ids'
import type { StoreWrites } from '../../store/store'

const put = async (tx: Pick<StoreWrites, 'clusters'>, setting: HostSetting): Promise<void> => {
  if (setting.clusterNativeId === null && !setting.isSpare) await tx.clusters.removeHost(setting.hostId)
  else await tx.clusters.putHost(setting)
}

const settingOf = (known: readonly HostSetting[], hostId: HostId): HostSetting =>
  known.find((setting) => setting.hostId === hostId) ?? { hostId, clusterNativeId: null, isSpare: false }

/** Puts a host into a cluster that was defined here, or takes it out; what else was set of it stays. */
export const putMembership = (
  tx: Pick<StoreWrites, 'clusters'>,
  known: readonly HostSetting[],
  hostId: HostId,
  clusterNativeId: string | null,
): Promise<void> => put(tx, { ...settingOf(known, hostId), clusterNativeId })

export const putSpare = (
  tx: Pick<StoreWrites, 'clusters'>,
  known: readonly HostSetting[],
  hostId: HostId,
  isSpare: boolean,
): Promise<void> => put(tx, { ...settingOf(known, hostId), isSpare })
