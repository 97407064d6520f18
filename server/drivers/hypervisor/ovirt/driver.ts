import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  // By the power management of the host, where that is set up; the act itself goes through maintenance.
  coordinatorGoesLast: true,
  hostShutdown: true,
  // By the power management of the host, where that is set up.
  hostPowerOn: true,
  movesStorage: { no: 'oVirt moves either a running VM or its disks, never both at once' },
  // What oVirt documents as its default: two outgoing migrations of a host.
  migrationsPerHost: 2,
  powerOpsPerHost: 4,
  callsPerManager: 8,
}

export const driver: HypervisorDriver = {
  kind: 'ovirt',
  label: 'oVirt / Red Hat Virtualization',
  capabilities,
  open: (target) => openSession(target, capabilities.callsPerManager),
}
