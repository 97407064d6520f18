import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

/** Until the hosts have told: as for hosts without a cluster. Two moves at once is what Windows Server allows by default. */
const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: false,
  hostShutdown: true,
  hostPowerOn: false,
  hostReboot: true,
  movesStorage: { no: 'moving a Hyper-V VM together with its storage (Move-VM -IncludeStorage) is not built yet' },
  migrationsPerHost: 2,
  powerOpsPerHost: 8,
  callsPerManager: 6,
  // PowerShell starts, and loads its modules, for every question.
  answersWithinMs: 15_000,
}

export const driver: HypervisorDriver = {
  kind: 'hyperv',
  label: 'Microsoft Hyper-V and failover clusters over SSH',
  capabilities,
  open: openSession,
}
