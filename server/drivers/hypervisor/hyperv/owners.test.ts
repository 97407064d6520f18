import { expect, it } from 'vitest'
import type { HostTold } from './host-question'
import { RoleOwners } from './owners'

const POSSIBLE = [{ role: 'db', node: 'n1' }]
const told = (possible: typeof POSSIBLE | null): { readonly told: HostTold } => ({
  told: {
    mayManage: true,
    ComputerName: 'n1',
    Caption: 'Windows',
    Version: '10.0',
    LastBootUpTime: '',
    TotalMemoryKiB: 1,
    FreeMemoryKiB: 1,
    processors: [],
    PercentTotalRunTime: null,
    MemoryCapacity: 1,
    LogicalProcessorCount: 1,
    VirtualMachineMigrationEnabled: true,
    MaximumVirtualMachineMigrations: 2,
    VirtualMachineMigrationAuthenticationType: 'Kerberos',
    migrationAddresses: [],
    switches: [],
    volumes: [],
    cluster: {
      Name: 'c',
      Id: 'c-1',
      MaximumParallelMigrations: 1,
      ClusterEnforcedAntiAffinity: 0,
      apart: [],
      possible,
      preferred: null,
      nodes: [],
      volumes: [],
    },
    clusterSilent: false,
  },
})
const possibleOf = (readings: readonly { readonly told: HostTold }[]) => readings.map((each) => each.told.cluster?.possible)

it('owners of roles are asked of one node at a time, of another where it did not tell, and rarely', () => {
  const clock = { nowMs: 0 }
  const owners = new RoleOwners(() => clock.nowMs)
  expect(owners.teller(['n1', 'n2'])).toBe('n1')
  // It was silent.
  expect(possibleOf(owners.completed([told(null)]))).toEqual([null])
  expect(owners.teller(['n1', 'n2'])).toBe('n2')
  expect(possibleOf(owners.completed([told(null), told(POSSIBLE)]))).toEqual([POSSIBLE, POSSIBLE])
  expect(owners.teller(['n1', 'n2'])).toBeNull()
  expect(possibleOf(owners.completed([told(null), told(null)]))).toEqual([POSSIBLE, POSSIBLE])
  clock.nowMs += 6 * 60_000
  expect(owners.teller(['n1', 'n2'])).toBe('n1')
})
