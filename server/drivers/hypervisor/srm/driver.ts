import type { ManagerCapabilities } from '../../../domain/manager'
import type { HypervisorDriver } from '../../ports'
import { openSession } from './session'

/** It knows recovery plans and replicas, and neither VMs nor hosts. */
const capabilities: ManagerCapabilities = {
  shutdownGuest: false,
  saveState: false,
  liveMigration: false,
  hostMaintenance: false,
  hostShutdown: false,
  hostPowerOn: false,
  migrationsPerHost: 1,
  powerOpsPerHost: 1,
  callsPerManager: 3,
  answersWithinMs: 15_000,
}

export const driver: HypervisorDriver = {
  kind: 'srm',
  label: 'VMware Site Recovery Manager (Live Site Recovery)',
  capabilities,
  open: openSession,
}
