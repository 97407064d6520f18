import type { HostId } from '../domain/ids'
import type { EvacuationChoice } from '../domain/order'
import type { World } from '../domain/world'
import { whyNeverSaved, whySystemVm } from './vm-class'

/**
 * "Save all" (SCVMM's second option of maintenance): every running VM of the host is saved, except those of which something else was
 * chosen, and those whose state must not be saved (D9) or that the platform takes care of (D6): the preview decides about these.
 */
export const choicesSavingAll = (
  world: Pick<World, 'vms'>,
  hostId: HostId,
  choices: readonly EvacuationChoice[],
): readonly EvacuationChoice[] => {
  const chosen = new Set<string>(choices.map(({ vmId }) => vmId))
  const saved = world.vms.filter(
    (vm) =>
      vm.hostId === hostId && vm.power === 'on' && !chosen.has(vm.id) && whyNeverSaved(vm) === null && whySystemVm(vm) === null,
  )
  return [...choices, ...saved.map(({ id }) => ({ vmId: id, action: 'save-state' as const, targetHostId: null }))]
}
