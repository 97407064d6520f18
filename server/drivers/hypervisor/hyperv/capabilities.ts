import type { ManagerCapabilities } from '../../../domain/manager'
import type { HostTold } from './host-question'

/** What a person must know who signs in with a key to hosts without a cluster. */
export const KEY_MOVES_NOTHING =
  'Live moves between these hosts are off: they are no cluster, and a sign-in by SSH key has no network credentials for the second host. With user and password, and Kerberos constrained delegation between the hosts, VMs move live; until then they are saved.'

export const isClustered = (hosts: readonly HostTold[]): boolean => hosts.some((host) => host.cluster !== null)

/** A cluster moves its own VMs; hosts without one need credentials for each other. */
export const movesLive = (hosts: readonly HostTold[], hasPassword: boolean): boolean =>
  isClustered(hosts) || (hasPassword && hosts.length > 1 && hosts.every((host) => host.VirtualMachineMigrationEnabled))

/** What these hosts can do, beyond what is true of Hyper-V everywhere. */
export const capabilitiesOf = (hosts: readonly HostTold[], hasPassword: boolean): Partial<ManagerCapabilities> => {
  const limits = hosts.flatMap((host) => [
    host.MaximumVirtualMachineMigrations ?? 0,
    host.cluster?.MaximumParallelMigrations ?? 0,
  ])
  const told = limits.filter((limit) => limit > 0)
  return {
    liveMigration: movesLive(hosts, hasPassword),
    hostMaintenance: isClustered(hosts),
    migratesOnlyHighlyAvailable: isClustered(hosts),
    ...(told.length === 0 ? {} : { migrationsPerHost: Math.min(...told) }),
  }
}
