import { note, type Operation, type OperationKind, type VmState, type WorldState } from './state'

export const openOperation = (state: WorldState, kind: OperationKind, vm: VmState): Operation => {
  const operation: Operation = {
    id: state.operations.size + 1,
    kind,
    vmid: vm.config.vmid,
    hostName: vm.hostName,
    startedMs: state.nowMs,
    endedMs: null,
    error: null,
    progressPercent: 0,
    log: [],
  }
  state.operations.set(operation.id, operation)
  return operation
}

export const succeed = (state: WorldState, operation: Operation): void => {
  operation.endedMs = state.nowMs
  operation.progressPercent = 100
}

export const fail = (state: WorldState, operation: Operation, error: string): void => {
  operation.endedMs = state.nowMs
  operation.error = error
  operation.log.push(`ERROR: ${error}`)
  const name = state.vms.get(operation.vmid)?.config.name ?? String(operation.vmid)
  note(state, 'vm', name, `${operation.kind}-failed`, error)
}

/** An operation that is refused after it was taken on: the manager shows a failed task. */
export const failedOperation = (state: WorldState, kind: OperationKind, vm: VmState, error: string): Operation => {
  const operation = openOperation(state, kind, vm)
  fail(state, operation, error)
  return operation
}
