import type { PlanContent } from '../../domain/plan'
import type { VirtualMachine } from '../../domain/world'
import type { ManagerRow } from '../../store/store'

interface Surroundings {
  readonly vms: readonly VirtualMachine[]
  readonly managers: readonly ManagerRow[]
  readonly ownMacs: readonly string[]
}

/**
 * D5, D6: what the operation itself stands on must not stop before the last stage, and the platform's own VMs are not stopped
 * like any VM. Returns what the plan gets wrong, in words. Known today: the VM this product runs in (by its MAC), a manager's VM
 * (named like the manager's address), VMs the platform marks as its own.
 */
export const keepAliveProblems = (content: PlanContent, { vms, managers, ownMacs }: Surroundings): readonly string[] => {
  const byId = new Map(vms.map((vm) => [vm.id, vm]))
  const own = new Set(ownMacs.map((mac) => mac.toLowerCase()))
  const managerNames = new Set(managers.flatMap(({ address }) => hostLabelsOf(address.url)))
  return content.stages.flatMap((stage, index) =>
    stage.placements.flatMap(({ vmId, action }) => {
      const vm = byId.get(vmId)
      if (vm === undefined || action === 'keep' || action === 'migrate') return []
      if (vm.systemKind !== null)
        return [`${vm.name} belongs to the platform itself (${vm.systemKind}); its platform's procedure stops it`]
      if (index === content.stages.length - 1) return []
      if (vm.macs.some((mac) => own.has(mac.toLowerCase())))
        return [`Ridethrough itself runs in ${vm.name}; it must stop in the last stage, not in “${stage.name}”`]
      if (managerNames.has(vm.name.toLowerCase()))
        return [`${vm.name} looks like the VM of a manager; it must stop in the last stage, not in “${stage.name}”`]
      return []
    }),
  )
}

/** "https://vcenter.example:443" → vcenter, vcenter.example */
const hostLabelsOf = (url: string): readonly string[] => {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : ''
  const label = host.split('.')[0]
  return host === '' || label === undefined || /^[\d.]+$/.test(host) ? [] : [host, label]
}
