import type { HostId, VmId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { VirtualMachine } from '../domain/world'
import type { WorldIndex } from './world-index'

/** What earlier decisions of the same plan will put on a host. Room that others will free is never counted on. */
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

/** Books a VM on a host in a ledger that the caller owns. */
export const commit = (ledger: Map<HostId, Commitment>, hostId: HostId, vm: VirtualMachine): void => {
  const before = ledger.get(hostId) ?? { memoryMiB: 0, cpuThreads: 0, vmIds: [] }
  ledger.set(hostId, {
    memoryMiB: before.memoryMiB + (vm.memoryMiB ?? 0),
    cpuThreads: before.cpuThreads + (busyThreads(vm) ?? vm.cpuThreads ?? 0),
    vmIds: [...before.vmIds, vm.id],
  })
}

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
