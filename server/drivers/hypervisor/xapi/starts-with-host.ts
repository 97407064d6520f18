import type { StartingVm } from '../../protocols/autostart'
import type { RecordOf } from './wire'

/** The mark that the toolstack's script for the boot looks for: at the pool, whether it starts VMs at all, and at each VM. */
export const MARK = 'auto_poweron'
/** The script compares the very word. */
export const MARKED = 'true'
export const STARTED: StartingVm['how'] = { [MARK]: MARKED }

export const isMarked = ({ other_config: config }: Pick<RecordOf<'VM'>, 'other_config'>): boolean => config[MARK] === MARKED
