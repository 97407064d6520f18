import type { HostId } from '../../domain/ids'
import { isUnderWay, type RunWithSteps } from '../../domain/run'
import type { StoreReads } from '../../store/store'

/** The run that holds this host in maintenance; null when somebody else put it there. */
export const maintenanceRunOf = async (read: Pick<StoreReads, 'runs'>, hostId: HostId): Promise<RunWithSteps | null> =>
  (await read.runs.active()).find((run) => run.kind === 'maintenance' && run.hostId === hostId) ?? null

/** The outage run that has the site for itself: no host enters maintenance and nothing is brought back beside it (D11). Null: none. */
export const outageUnderWay = async (read: Pick<StoreReads, 'runs'>): Promise<RunWithSteps | null> =>
  (await read.runs.active()).find(isUnderWay) ?? null
