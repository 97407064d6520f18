import type {
  CheckedHost as Host,
  CheckedManager as ManagerView,
  CheckedStep as Step,
  CheckedVm as VirtualMachine,
  CheckedWorld as World,
} from '../domain/checked-world'
import type { HostId, StepId, VmId } from '../domain/ids'
import { Waits } from './check-behind'

export interface SceneOptions {
  /** Hosts whose power does not outlast the plan: nothing may move to them (D4). */
  readonly hostsInTrouble?: ReadonlySet<HostId>
  /** Steps of other runs, which may shut hosts of the same cluster down, set its safeguards aside, or bring VMs to the same hosts. */
  readonly elsewhere?: readonly Step[]
  /** VMs whose target a person chose; all others leave what their cluster keeps for hosts that fail. Absent: that is not looked at. */
  readonly chosenVmIds?: ReadonlySet<VmId>
}

/** What the independent checker judges, looked up by id. It shares nothing with the planner. */
export interface Scene {
  readonly hosts: ReadonlyMap<HostId, Host>
  readonly vms: ReadonlyMap<VmId, VirtualMachine>
  readonly managers: ReadonlyMap<string, ManagerView>
  /** By manager and its own id; only where a manager tells rules. */
  readonly byNative: ReadonlyMap<string, VirtualMachine>
  readonly residents: ReadonlyMap<HostId, readonly VirtualMachine[]>
  /** In order of issue. */
  readonly steps: readonly Step[]
  readonly byId: ReadonlyMap<StepId, Step>
  /** By object, in order of issue. */
  readonly byObject: ReadonlyMap<string, readonly Step[]>
  /** What each step waits for. */
  readonly waits: Waits
  readonly inTrouble: ReadonlySet<HostId>
  readonly elsewhere: readonly Step[]
  /** Arrivals still to come, per host, of other runs too: all take of the same room. */
  readonly arrivals: ReadonlyMap<HostId, readonly Step[]>
}

export const pending = (step: Step): boolean => step.state === 'pending' || step.state === 'running'
export const moves = (step: Step): boolean => step.action === 'migrate' || step.action === 'migrate-home'
export const stops = (step: Step): boolean =>
  step.action === 'shutdown' || step.action === 'save-state' || step.action === 'power-off'
export const runs = (vm: VirtualMachine): boolean => vm.power !== 'off' && vm.power !== 'saved'

export const sceneOf = (world: World, given: readonly Step[], { hostsInTrouble, elsewhere }: SceneOptions): Scene => {
  const steps = [...given].sort((left, right) => left.seq - right.seq)
  const residents = new Map<HostId, VirtualMachine[]>()
  for (const vm of world.vms) {
    if (vm.hostId === null || !runs(vm)) continue
    const list = residents.get(vm.hostId) ?? []
    list.push(vm)
    residents.set(vm.hostId, list)
  }
  const arrivals = new Map<HostId, Step[]>()
  for (const step of [...steps, ...(elsewhere ?? [])]) {
    if (!pending(step) || step.targetHostId === null || !(moves(step) || step.action === 'start')) continue
    const list = arrivals.get(step.targetHostId) ?? []
    list.push(step)
    arrivals.set(step.targetHostId, list)
  }
  const byObject = new Map<string, Step[]>()
  for (const step of steps) {
    const known = byObject.get(step.object.id)
    if (known === undefined) byObject.set(step.object.id, [step])
    else known.push(step)
  }
  const byId = new Map(steps.map((step) => [step.id, step]))
  return {
    hosts: new Map(world.hosts.map((host) => [host.id, host])),
    vms: new Map(world.vms.map((vm) => [vm.id, vm])),
    byNative: new Map(
      world.managers.some(({ affinityRules }) => affinityRules !== undefined && affinityRules.length > 0)
        ? world.vms.map((vm) => [`${vm.managerId} ${vm.nativeId}`, vm])
        : [],
    ),
    managers: new Map(world.managers.map((manager) => [manager.id, manager])),
    residents,
    steps,
    byId,
    byObject,
    waits: new Waits(byId),
    inTrouble: hostsInTrouble ?? new Set(),
    elsewhere: elsewhere ?? [],
    arrivals,
  }
}

/** What is done with one object, in order of issue. */
export const stepsOf = ({ byObject }: Scene, id: string): readonly Step[] => byObject.get(id) ?? []
