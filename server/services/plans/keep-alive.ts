import { keepAliveWords } from '../../domain/keep-alive'
import type { PlanContent } from '../../domain/plan'
import type { VirtualMachine } from '../../domain/world'

/**
 * D5, D6: what the operation itself stands on is only shut down, and only in the last stage, where it goes after everything else; the
 * platform's own VMs are not stopped like any VM. Returns what the plan gets wrong, in words. What it does not place goes last with
 * its host, or is left alone where hosts stay on.
 */
export const keepAliveProblems = (content: PlanContent, vms: readonly VirtualMachine[]): readonly string[] => {
  const byId = new Map(vms.map((vm) => [vm.id, vm]))
  return content.stages.flatMap((stage, index) =>
    stage.placements.flatMap(({ vmId, action }) => {
      const vm = byId.get(vmId)
      if (vm === undefined || action === 'keep' || action === 'migrate') return []
      if (vm.systemKind !== null)
        return [`${vm.name} belongs to the platform itself (${vm.systemKind}); its platform's procedure stops it`]
      const kept = vm.keepAlive?.[0]
      if (kept === undefined) return []
      const why = `${vm.name}: ${keepAliveWords(kept)}`
      if (index < content.stages.length - 1) return [`${why}; it must stop in the last stage, not in “${stage.name}”`]
      return action === 'shutdown' ? [] : [`${why}; it must be shut down by its guest: “${action}” would end it by force`]
    }),
  )
}
