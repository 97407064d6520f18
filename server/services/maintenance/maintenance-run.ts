import type { HostId } from '../../domain/ids'
import type { RunWithSteps } from '../../domain/run'
import type { StoreReads } from '../../store/store'

/** The run that holds this host in maintenance; null when somebody else put it there. */
export const maintenanceRunOf = async (read: Pick<StoreReads, 'runs'>, hostId: HostId): Promise<RunWithSteps | null> =>
  (await read.runs.active()).find((run) => run.kind === 'maintenance' && run.hostId === hostId) ?? null
