import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

/** What machines without a hypervisor can do. Few commands at once: sshd lets ten run over one connection, and looks need theirs. */
const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: false,
  liveMigration: false,
  hostMaintenance: false,
  hostShutdown: true,
  hostPowerOn: true,
  migrationsPerHost: 1,
  powerOpsPerHost: 1,
  callsPerManager: 4,
  // A sign-in over SSH, and then a look.
  answersWithinMs: 12_000,
}

export const driver: HypervisorDriver = {
  kind: 'runbook',
  label: 'Runbook: commands over SSH or a webhook, for machines without a hypervisor',
  capabilities,
  open: openSession,
}
