import { hostsInTrouble } from '../../decide/hosts-in-trouble'
import type { HostId } from '../../domain/ids'
import { vouchedMains } from '../../domain/vouched-mains'
import type { PowerDeviceView, World } from '../../domain/world'
import { maintenancePowerOf } from '../../planner/maintenance-power'
import type { TargetPower } from '../../planner/target-power'
import type { StoreReads } from '../../store/store'
import { docsOf } from '../latest-doc'

export interface PowerNow {
  readonly power: TargetPower
  /** As it is where a person vouches for the mains of the host; null: there is nothing to vouch for. */
  readonly ifVouched: TargetPower | null
}

/** Where VMs may be brought to as far as power goes, by what the engine last saw of all UPSs (D4). */
export const powerNow = async (read: Pick<StoreReads, 'latest'>, world: World): Promise<TargetPower> =>
  powerBy(world, await viewsNow(read))

/** The same, of a host whose UPSs may merely not answer. */
export const powerOfReturn = async (read: Pick<StoreReads, 'latest'>, world: World, hostId: HostId): Promise<PowerNow> => {
  const views = await viewsNow(read)
  const vouched = vouchedMains(hostId, world.feeds, views)
  return { power: powerBy(world, views), ifVouched: vouched === null ? null : powerBy(world, vouched) }
}

const viewsNow = async (read: Pick<StoreReads, 'latest'>): Promise<readonly PowerDeviceView[]> =>
  docsOf('device', await read.latest.all('device')).map((doc) => ({ ...doc, runtimeCurve: null }))

const powerBy = (world: World, views: readonly PowerDeviceView[]): TargetPower =>
  maintenancePowerOf(world, views, hostsInTrouble(world, views))
