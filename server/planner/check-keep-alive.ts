import type { CheckedStep as Step, CheckedVm as VirtualMachine } from '../domain/checked-world'
import type { HostId } from '../domain/ids'
import { pending, type Scene, stops } from './check-scene'

const isKept = (vm: VirtualMachine | undefined): boolean => (vm?.keepAlive?.length ?? 0) > 0

/** Its platform shuts one host down after all others: a host that carries such a VM cannot be waited for and wait. */
const goesWithCoordinator = (scene: Scene, hostId: HostId, vm: VirtualMachine): boolean => {
  const host = scene.hosts.get(hostId)
  if (host === undefined || host.managerId !== vm.managerId) return false
  return scene.managers.get(host.managerId)?.capabilities.coordinatorGoesLast === true
}

/** Nobody needs to wait for it: it is kept itself, or ends a host after one that is. */
const comesWithKept = (scene: Scene, { object, action }: Step, vm: VirtualMachine): boolean => {
  if (object.kind === 'vm') return isKept(scene.vms.get(object.id))
  if (object.kind === 'safeguard') return true
  if (action !== 'shutdown-host') return false
  return (scene.residents.get(object.id) ?? []).some(isKept) || goesWithCoordinator(scene, object.id, vm)
}

/**
 * What a step does to a VM that the operation stands on and must not, in words (D5): it may move; it ends only by its guest's own
 * shutdown, and only behind all else of the run that goes down.
 */
export const checkKeepAlive = (scene: Scene, step: Step, vm: VirtualMachine): readonly string[] => {
  if (!isKept(vm) || step.direction === 'up') return []
  const problems = step.fallback === 'leave' ? [] : [`the operation stands on it, and “${step.fallback}” is no fallback for it`]
  if (!stops(step)) return problems
  if (step.action !== 'shutdown') problems.push(`the operation stands on it: it must not end by “${step.action}”`)
  const behind = scene.waits.of(step)
  const early = scene.steps.find(
    (other) =>
      other.direction === 'down' &&
      pending(other) &&
      other.id !== step.id &&
      !behind.has(other.id) &&
      !comesWithKept(scene, other, vm),
  )
  if (early !== undefined) problems.push(`the operation stands on it, and it would not wait for ${early.object.name}`)
  return problems
}
