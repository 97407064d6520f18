import { hostsInTrouble } from '../../decide/hosts-in-trouble'
import type { World } from '../../domain/world'
import { maintenancePowerOf } from '../../planner/maintenance-power'
import type { TargetPower } from '../../planner/target-power'
import type { StoreReads } from '../../store/store'
import { docsOf } from '../latest-doc'

/** Where VMs may be brought to as far as power goes, by what the engine last saw of all UPSs (D4). */
export const powerNow = async (read: Pick<StoreReads, 'latest'>, world: World): Promise<TargetPower> => {
  const views = docsOf('device', await read.latest.all('device')).map((doc) => ({ ...doc, runtimeCurve: null }))
  return maintenancePowerOf(world, views, hostsInTrouble(world, views))
}
