import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

/** Two live moves at once are what Hyper-V allows by default; hosts tell their own limit. */
const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  hostShutdown: false,
  hostPowerOn: false,
  movesStorage: {
    no: 'SCVMM moves highly available VMs, whose disks lie on shared volumes; others with their storage it is not asked to',
  },
  migrationsPerHost: 2,
  powerOpsPerHost: 8,
  callsPerManager: 4,
  migratesOnlyHighlyAvailable: true,
  // Loading its module, signing in and having it look at a host take SCVMM some seconds each.
  answersWithinMs: 45_000,
}

export const driver: HypervisorDriver = {
  kind: 'scvmm',
  label: 'Microsoft System Center VMM over SSH',
  capabilities,
  open: openSession,
}
