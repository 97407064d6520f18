import type { StartingVm } from '../../protocols/autostart'
import type { VmTold } from './questions'

export const ALWAYS = 'AlwaysAutoTurnOnVM'
export const NEVER = 'NeverAutoTurnOnVM'
/** Its delay is a setting of its own, which stays as it is. */
export const ALWAYS_STARTED: StartingVm['how'] = { StartAction: ALWAYS }

/** “TurnOnVMIfRunningWhenVSStopped” starts nothing that was shut down before its host; a cluster starts highly available VMs itself. */
export const startsWithHost = ({ StartAction, IsHighlyAvailable }: Pick<VmTold, 'StartAction' | 'IsHighlyAvailable'>): boolean =>
  StartAction === ALWAYS && IsHighlyAvailable !== true
