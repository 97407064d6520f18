import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

/** libvirt sets no limits of its own; these keep a 1 GbE network and a host's processors usable. */
const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  // Of guests without an agent; to those with one the same is said once more.
  shutdownPressesButton: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: false,
  hostShutdown: true,
  hostPowerOn: false,
  hostReboot: true,
  // Under the path that they have: a definition that names another one would have to be rewritten.
  movesStorage: { to: 'same-name', leavesSource: true },
  migrationsPerHost: 4,
  powerOpsPerHost: 8,
  callsPerManager: 8,
}

export const driver: HypervisorDriver = {
  kind: 'libvirt',
  label: 'libvirt / KVM (and Virtuozzo) over SSH',
  capabilities,
  open: openSession,
}
