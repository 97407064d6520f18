import { hostIdOf, type HostId, type ManagerId, vmIdOf } from '../domain/ids'
import type { Inventory, VmFacts } from '../domain/inventory'
import type { Replication } from '../domain/recovery'
import type { VirtualMachine } from '../domain/world'
import { mapInTurns, type Turns } from '../drivers/protocols/turns'

export type ReplicaOf = (vm: VmFacts) => Replication | null

const withReplica = (vm: VmFacts, replica: Replication | null): VmFacts => {
  if (replica === null) return vm
  const { state, rpoSeconds, lastSyncAtMs, rpoViolated } = replica
  return { ...vm, replication: { state, rpoSeconds, lastSyncAtMs, rpoViolated } }
}

interface Placed {
  readonly inventory: Inventory
  readonly replicaOf: ReplicaOf | null
  readonly vms: readonly VirtualMachine[]
}

/**
 * The VMs of one manager as the rest of the engine knows them. A VM of which the same is told, at the same place, stays the same
 * object: whoever passes VMs on can leave out those that they passed on before.
 */
export class PlacedVms {
  readonly #managerId: ManagerId
  readonly #known = new WeakMap<VmFacts, { readonly vm: VirtualMachine; readonly replica: Replication | null }>()
  #last: Placed | null = null
  /** Until it is asked for. */
  #prepared: Placed | null = null

  constructor(managerId: ManagerId) {
    this.#managerId = managerId
  }

  /** `replicaOf`: which replica a VM has on another site; null: none has. */
  of(inventory: Inventory, replicaOf: ReplicaOf | null): readonly VirtualMachine[] {
    const isOf = (one: Placed | null): boolean => one?.inventory === inventory && one.replicaOf === replicaOf
    if (isOf(this.#prepared)) {
      this.#last = this.#prepared
      this.#prepared = null
    }
    if (this.#last === null || !isOf(this.#last)) {
      const hostIds = this.#hostIds(inventory)
      this.#last = { inventory, replicaOf, vms: inventory.vms.map((vm) => this.#place(vm, hostIds, replicaOf)) }
    }
    return this.#last.vms
  }

  /** Does in turns what `of` would do at once. What it is asked for meanwhile stays what it was. */
  async prepare(inventory: Inventory, replicaOf: ReplicaOf | null, turns: Turns): Promise<void> {
    const hostIds = this.#hostIds(inventory)
    const vms = await mapInTurns(inventory.vms, turns, (vm) => this.#place(vm, hostIds, replicaOf))
    this.#prepared = vms === null ? null : { inventory, replicaOf, vms }
  }

  #hostIds({ hosts }: Inventory): ReadonlyMap<string, HostId> {
    return new Map(hosts.map((host) => [host.nativeId, hostIdOf(this.#managerId, host)]))
  }

  #place(facts: VmFacts, hostIds: ReadonlyMap<string, HostId>, replicaOf: ReplicaOf | null): VirtualMachine {
    const hostId = facts.hostNativeId === null ? null : (hostIds.get(facts.hostNativeId) ?? null)
    const replica = replicaOf?.(facts) ?? null
    const known = this.#known.get(facts)
    if (known?.vm.hostId === hostId && known.replica === replica) return known.vm
    const id = vmIdOf(this.#managerId, facts)
    const vm = { ...withReplica(facts, replica), id, managerId: this.#managerId, hostId }
    this.#known.set(facts, { vm, replica })
    return vm
  }
}
