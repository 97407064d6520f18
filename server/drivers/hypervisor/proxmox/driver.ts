import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  // On the command line only (ha-manager crm-command node-maintenance).
  hostMaintenance: false,
  hostShutdown: true,
  hostPowerOn: true,
  hostReboot: true,
  // Since version 5.0, with the storage to choose since 6.2.
  movesStorage: { to: 'any-datastore', exceptHighlyAvailable: true },
  // The documentation gives `max_workers` 4 per node for bulk actions; moves over one link are held to half of that.
  migrationsPerHost: 2,
  powerOpsPerHost: 4,
  callsPerManager: 8,
}

export const driver: HypervisorDriver = {
  kind: 'proxmox',
  label: 'Proxmox VE',
  capabilities,
  open: (target) => openSession(target, capabilities.callsPerManager),
}
