import type { HostId, ManagerId } from '../../domain/ids'
import type { VmFacts } from '../../domain/inventory'
import type { World } from '../../domain/world'
import type { DriverResult, HypervisorDriver } from '../../drivers/ports'
import type { DirectPathRow, HardwareRow, ManagerRow, PlanRow, StoreReads } from '../../store/store'
import { anotherInstallation } from './another-installation'
import type { HostByManager } from './prove-direct'
import type { WayToProve } from './readiness-keeper'
import { vmsByHost } from '../vms-by-host'
import { uncoveredHosts } from './uncovered-hosts'
import { bmcWays, directWays, managerWays } from './ways'

export interface UsedRows {
  readonly managers: readonly ManagerRow[]
  readonly directPaths: readonly DirectPathRow[]
  readonly hardware: readonly HardwareRow[]
  /** As they are published and armed. */
  readonly plans: readonly PlanRow[]
}

export interface WaysInUseParts {
  readonly credentials: Pick<StoreReads['credentials'], 'reveal'>
  readonly world: () => Pick<World, 'managers' | 'hosts' | 'vms'>
  /** Fresh from the manager. */
  readonly observeVm: (id: ManagerId, nativeId: string) => Promise<DriverResult<VmFacts | null>>
  /** What managers are spoken to by. Absent: every driver that there is. */
  readonly drivers?: readonly HypervisorDriver[]
}

/** All that plans could use, as it is configured: managers, hosts past their managers, and BMCs. */
export class WaysInUse {
  readonly #parts: WaysInUseParts
  #rows: UsedRows = { managers: [], directPaths: [], hardware: [], plans: [] }

  constructor(parts: WaysInUseParts) {
    this.#parts = parts
  }

  /** True: something of it has changed. */
  follow(rows: UsedRows): boolean {
    const hasChanged = JSON.stringify(rows) !== JSON.stringify(this.#rows)
    this.#rows = rows
    return hasChanged
  }

  ways(): readonly WayToProve[] {
    const { credentials, world, drivers } = this.#parts
    const { managers, directPaths, hardware } = this.#rows
    const byManager = (hostId: HostId) => this.byManager(hostId)
    const covered = new Set(directPaths.map(({ hostId }) => hostId))
    return [
      ...managerWays(
        managers,
        credentials,
        {
          keyOf: ({ id }) => [...covered].filter((hostId) => hostId.startsWith(`${id}:`)).join(),
          findings: (row, { identity }) => {
            const { id, address } = row
            const { hosts } = world()
            const own = hosts.filter(({ managerId }) => managerId === id)
            const others = hosts.filter(({ managerId }) => managerId !== id)
            return [...anotherInstallation(row, identity), ...uncoveredHosts({ address, identity, hosts: own }, covered, others)]
          },
        },
        drivers,
      ),
      ...directWays(directPaths, credentials, byManager),
      ...bmcWays(hardware, credentials, byManager, (hostId) => this.hardwareUuid(hostId)),
    ]
  }

  /** As its manager tells it; null: it does not. A XenServer's UUID is its installation's, not its hardware's. */
  hardwareUuid(hostId: HostId): string | null {
    const { hosts, managers } = this.#parts.world()
    const host = hosts.find(({ id }) => id === hostId)
    const kind = managers.find(({ id }) => id === host?.managerId)?.kind
    return host === undefined || kind === undefined || kind === 'xapi' ? null : host.uuid
  }

  /** As its manager shows it now; null: it does not. */
  byManager(hostId: HostId): HostByManager | null {
    const { world, observeVm } = this.#parts
    const { hosts, vms, managers } = world()
    const host = hosts.find(({ id }) => id === hostId)
    if (host === undefined) return null
    return {
      host,
      managerName: managers.find(({ id }) => id === host.managerId)?.name ?? 'its manager',
      vms: vmsByHost(vms).get(hostId) ?? [],
      observe: (nativeId) => observeVm(host.managerId, nativeId),
    }
  }
}
