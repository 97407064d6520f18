import type { HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { Step } from '../domain/run'
import { startingVms } from '../domain/safeguard'
import type { VirtualMachine, World } from '../domain/world'
import { isSetAside, mustStartWithHost } from './safeguard-steps'
import type { StepWriter } from './step-writer'

/**
 * VMs that must start with their host, as is known since, and do not, for this step has set their autostart aside before that was known
 * (D5). Empty: none, or its manager shows that they start again.
 */
export const keptAside = ({ safeguard }: Step, { managers, vms }: Pick<World, 'managers' | 'vms'>): readonly VirtualMachine[] => {
  if (safeguard?.found.kind !== 'autostart') return []
  const { managerId, found } = safeguard
  const told = managers.find(({ id }) => id === managerId)?.safeguards ?? []
  const starting = new Set(told.flatMap(({ setting }) => [...startingVms(setting)]))
  const aside = startingVms(found)
  return vms.filter(
    (vm) => vm.managerId === managerId && aside.has(vm.nativeId) && !starting.has(vm.nativeId) && mustStartWithHost(vm),
  )
}

/** Says it of hosts that go: such a VM does not come back with its host until it is put back with the rest. */
export const noteKeptAside = (writer: StepWriter, world: World, steps: readonly Step[], going: ReadonlySet<HostId>): void => {
  for (const step of isSetAside(steps))
    if (step.safeguard?.hostIds.some((id) => going.has(id)) === true)
      for (const vm of keptAside(step, world)) writer.noteVm(vm, P.keptStillAside)
}
