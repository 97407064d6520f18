import type { StartingVm } from '../../protocols/autostart'
import type { VmTold } from './vm-question'

export const ALWAYS = 'Start'
/** Its delay is a setting of its own, which stays as it is. */
export const ALWAYS_STARTED: StartingVm['how'] = { AutomaticStartAction: ALWAYS }

/** “StartIfRunning” starts nothing that was shut down before its host; a cluster starts its VMs itself. */
export const startsWithHost = ({
  AutomaticStartAction,
  IsClustered,
}: Pick<VmTold, 'AutomaticStartAction' | 'IsClustered'>): boolean => AutomaticStartAction === ALWAYS && !IsClustered
