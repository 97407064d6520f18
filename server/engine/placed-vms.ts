import type { FindKeepAlive } from '../decide/find-keep-alive'
import { hostIdOf, type HostId, type ManagerId, vmIdOf } from '../domain/ids'
import type { Inventory, VmFacts } from '../domain/inventory'
import type { Replication } from '../domain/recovery'
import type { VirtualMachine } from '../domain/world'
import { mapInTurns, type Turns } from '../drivers/protocols/turns'

export type ReplicaOf = (vm: VmFacts) => Replication | null

/** What is known of VMs besides what their own manager tells. */
export interface VmLore {
  /** Which replica a VM has on another site; null: none has. */
  readonly replicaOf: ReplicaOf | null
  /** What of the operation a VM carries (D5). */
  readonly findKeepAlive: FindKeepAlive
}

const withReplica = (vm: VmFacts, replica: Replication | null): VmFacts => {
  if (replica === null) return vm
  const { state, rpoSeconds, lastSyncAtMs, rpoViolated } = replica
  return { ...vm, replication: { state, rpoSeconds, lastSyncAtMs, rpoViolated } }
}

interface Placed {
  readonly inventory: Inventory
  readonly lore: VmLore
  readonly vms: readonly VirtualMachine[]
}

/**
 * The VMs of one manager as the rest of the engine knows them. A VM of which the same is told, at the same place, stays the same
 * object: whoever passes VMs on can leave out those that they passed on before.
 */
export class PlacedVms {
  readonly #managerId: ManagerId
  readonly #known = new WeakMap<
    VmFacts,
    { readonly vm: VirtualMachine; readonly replica: Replication | null; readonly keptBy: FindKeepAlive }
  >()
  #last: Placed | null = null
  /** Until it is asked for. */
  #prepared: Placed | null = null

  constructor(managerId: ManagerId) {
    this.#managerId = managerId
  }

  of(inventory: Inventory, lore: VmLore): readonly VirtualMachine[] {
    const isOf = (one: Placed | null): boolean =>
      one?.inventory === inventory && one.lore.replicaOf === lore.replicaOf && one.lore.findKeepAlive === lore.findKeepAlive
    if (isOf(this.#prepared)) {
      this.#last = this.#prepared
      this.#prepared = null
    }
    if (this.#last === null || !isOf(this.#last)) {
      const hostIds = this.#hostIds(inventory)
      this.#last = { inventory, lore, vms: inventory.vms.map((vm) => this.#place(vm, hostIds, lore)) }
    }
    return this.#last.vms
  }

  /** Does in turns what `of` would do at once. What it is asked for meanwhile stays what it was. */
  async prepare(inventory: Inventory, lore: VmLore, turns: Turns): Promise<void> {
    const hostIds = this.#hostIds(inventory)
    const vms = await mapInTurns(inventory.vms, turns, (vm) => this.#place(vm, hostIds, lore))
    this.#prepared = vms === null ? null : { inventory, lore, vms }
  }

  #hostIds({ hosts }: Inventory): ReadonlyMap<string, HostId> {
    return new Map(hosts.map((host) => [host.nativeId, hostIdOf(this.#managerId, host)]))
  }

  #place(facts: VmFacts, hostIds: ReadonlyMap<string, HostId>, { replicaOf, findKeepAlive }: VmLore): VirtualMachine {
    const hostId = facts.hostNativeId === null ? null : (hostIds.get(facts.hostNativeId) ?? null)
    const replica = replicaOf?.(facts) ?? null
    const known = this.#known.get(facts)
    if (known?.vm.hostId === hostId && known.replica === replica && known.keptBy === findKeepAlive) return known.vm
    const id = vmIdOf(this.#managerId, facts)
    const keepAlive = findKeepAlive(facts, id, this.#managerId)
    const vm = {
      ...withReplica(facts, replica),
      id,
      managerId: this.#managerId,
      hostId,
      ...(keepAlive === null ? {} : { keepAlive }),
    }
    this.#known.set(facts, { vm, replica, keptBy: findKeepAlive })
    return vm
  }
}
