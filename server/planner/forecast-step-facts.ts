import type { HostId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { ManagerView, VirtualMachine } from '../domain/world'
import type { DurationBook } from './durations'
import type { LoadModel } from './load-model'
import { slotsOf, type Task } from './scheduler'
import { outcomeOfHostStep, outcomeOfVmStep, type Quantile, type StepOutcome } from './step-outcome'
import type { WorldIndex } from './world-index'

/** What a step takes, and what it holds; null: its object is not there. */
export type KnownSteps = Map<Step, StepFacts | null>

export interface StepFacts {
  readonly outcome: StepOutcome
  readonly watts: number
  readonly slots: Task['slots']
}

/** Switching a cluster's safeguard off, until it shows; at worst its hosts wait for the whole of its limit. */
const SAFEGUARD_SECONDS = 5

const NO_SLOTS: Task['slots'] = []

interface Scene {
  readonly index: WorldIndex
  readonly load: LoadModel
  readonly durations: DurationBook
  readonly quantile: Quantile
}

/** What a simulation asks of each step; `known`: what was found before in the same scene. */
export const stepFacts = (
  { index, load, durations, quantile }: Scene,
  known?: KnownSteps,
): ((step: Step) => StepFacts | null) => {
  const slotsOn = new Map<ManagerView | undefined, Map<HostId, Task['slots']>>()

  /** One list for all that act on the same host in the same way: what is one object need not be compared. */
  const slotsFor = (step: Step, vm: VirtualMachine, manager: ManagerView | undefined): Task['slots'] => {
    const isMove = step.action === 'migrate' || step.action === 'migrate-home'
    if (isMove || vm.hostId === null || step.action === 'start') return slotsOf(step.action, vm, step.targetHostId, manager)
    const ofManager = slotsOn.get(manager) ?? new Map<HostId, Task['slots']>()
    const slots = ofManager.get(vm.hostId) ?? slotsOf(step.action, vm, step.targetHostId, manager)
    slotsOn.set(manager, ofManager.set(vm.hostId, slots))
    return slots
  }

  const factsOf = (step: Step): StepFacts | null => {
    if (step.object.kind === 'host') {
      const host = index.hosts.get(step.object.id)
      if (host === undefined) return null
      return {
        outcome: outcomeOfHostStep(step, host, durations, quantile),
        watts: load.hostWatts.get(host.id) ?? 0,
        slots: NO_SLOTS,
      }
    }
    if (step.object.kind === 'safeguard')
      return {
        outcome: { seconds: quantile === 'worst' ? step.limitSeconds : SAFEGUARD_SECONDS, ends: true },
        watts: 0,
        slots: NO_SLOTS,
      }
    const vm = index.vms.get(step.object.id)
    if (vm === undefined) return null
    const manager = index.managers.get(vm.managerId)
    return {
      outcome: outcomeOfVmStep(step, vm, manager, durations, quantile),
      watts: load.vmWatts.get(vm.id) ?? 0,
      slots: slotsFor(step, vm, manager),
    }
  }

  return (step) => {
    const remembered = known?.get(step)
    if (remembered !== undefined) return remembered
    const facts = factsOf(step)
    known?.set(step, facts)
    return facts
  }
}
