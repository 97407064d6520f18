import type { HostId } from '../domain/ids'
import type { VirtualMachine } from '../domain/world'

type ByHost = ReadonlyMap<HostId, readonly VirtualMachine[]>

const sorted = new WeakMap<readonly VirtualMachine[], ByHost>()

/** Found once for these very VMs: to look through all of them for every host or group would cost the square. */
export const vmsByHost = (vms: readonly VirtualMachine[]): ByHost => {
  const known = sorted.get(vms)
  if (known !== undefined) return known
  const byHost = new Map<HostId, VirtualMachine[]>()
  for (const vm of vms) {
    if (vm.hostId === null) continue
    const others = byHost.get(vm.hostId)
    if (others === undefined) byHost.set(vm.hostId, [vm])
    else others.push(vm)
  }
  sorted.set(vms, byHost)
  return byHost
}
