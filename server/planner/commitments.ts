import type { HostId, VmId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { VirtualMachine } from '../domain/world'
import type { WorldIndex } from './world-index'

/**
 * What earlier decisions of the same plan will put on a host. Room that others will free is counted on only where they leave to make
 * it, and what comes waits for them.
 */
export interface Commitment {
  readonly memoryMiB: number
  readonly cpuThreads: number
  /** Who comes. */
  readonly vmIds: readonly VmId[]
}
export type Commitments = ReadonlyMap<HostId, Commitment>

/** CPU threads that a VM keeps busy; null: the manager did not say enough. */
export const busyThreads = (vm: VirtualMachine): number | null =>
  vm.cpuThreads === null || vm.cpuUsedPercent === null ? null : (vm.cpuThreads * vm.cpuUsedPercent) / 100

const change = (
  ledger: Map<HostId, Commitment>,
  hostId: HostId,
  vm: VirtualMachine,
  sign: 1 | -1,
  vmIds: (before: readonly VmId[]) => readonly VmId[],
): void => {
  const before = ledger.get(hostId) ?? { memoryMiB: 0, cpuThreads: 0, vmIds: [] }
  ledger.set(hostId, {
    memoryMiB: before.memoryMiB + sign * (vm.memoryMiB ?? 0),
    cpuThreads: before.cpuThreads + sign * (busyThreads(vm) ?? vm.cpuThreads ?? 0),
    vmIds: vmIds(before.vmIds),
  })
}

/** Books a VM on a host in a ledger that the caller owns. */
export const commit = (ledger: Map<HostId, Commitment>, hostId: HostId, vm: VirtualMachine): void =>
  change(ledger, hostId, vm, 1, (before) => [...before, vm.id])

/** Takes a booking back in a ledger that the caller owns. */
export const release = (ledger: Map<HostId, Commitment>, hostId: HostId, vm: VirtualMachine): void =>
  change(ledger, hostId, vm, -1, (before) => before.filter((id) => id !== vm.id))

/** Books that a VM leaves a host to make room there, in a ledger that the caller owns. */
export const commitDeparture = (ledger: Map<HostId, Commitment>, hostId: HostId, vm: VirtualMachine): void =>
  change(ledger, hostId, vm, -1, (before) => before)

const arrives = (step: Step): boolean =>
  step.targetHostId !== null && (step.action === 'migrate' || step.action === 'migrate-home' || step.action === 'start')

/** A ledger that already holds what open steps of the run will bring. */
export const commitmentsOf = (index: WorldIndex, steps: readonly Step[]): Map<HostId, Commitment> => {
  const ledger = new Map<HostId, Commitment>()
  for (const step of steps) {
    if (step.object.kind !== 'vm' || step.targetHostId === null || !arrives(step)) continue
    if (step.state !== 'pending' && step.state !== 'running') continue
    const vm = index.vms.get(step.object.id)
    if (vm !== undefined && !(vm.hostId === step.targetHostId && step.action !== 'start')) commit(ledger, step.targetHostId, vm)
  }
  return ledger
}
