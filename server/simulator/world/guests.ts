import { fail, failedOperation, openOperation, succeed } from './operations'
import { note, vmsOn, type HostState, type Operation, type VmState, type WorldState } from './state'

const HARD_STOP_MS = 1_000
const LOCK_WAIT_MS = 10_000
/** Kept for the hypervisor itself. */
const HOST_RESERVE_MIB = 4_096

export const freeMiB = (state: WorldState, host: HostState): number => {
  const used = vmsOn(state, host.config.name)
    .filter((vm) => vm.power === 'on' || vm.activity?.kind === 'starting' || vm.activity?.kind === 'resuming')
    .reduce((sum, vm) => sum + vm.config.memoryMiB, 0)
  const coming = [...state.vms.values()]
    .filter((vm) => vm.activity?.kind === 'migrating' && vm.activity.targetName === host.config.name)
    .reduce((sum, vm) => sum + vm.config.memoryMiB, 0)
  return host.config.memoryMiB - HOST_RESERVE_MIB - used - coming
}

const turnOff = (state: WorldState, vm: VmState, event: string): void => {
  vm.power = 'off'
  vm.startedAtMs = null
  vm.guestStopsAtMs = null
  vm.activity = null
  note(state, 'vm', vm.config.name, event, vm.hostName)
}

/** Its host is gone: what ran is killed, what was on its way fails. */
export const cutOff = (state: WorldState, vm: VmState, cause: 'power-cut' | 'host-shutdown'): void => {
  const { activity } = vm
  if (activity !== null) fail(state, activity.operation, `node ${vm.hostName} went away`)
  vm.activity = null
  if (vm.power !== 'on') return
  state.kills.push({ atMs: state.nowMs, vm: vm.config.name, host: vm.hostName, cause })
  turnOff(state, vm, `killed-by-${cause}`)
}

const busy = (vm: VmState): string | null => (vm.activity === null ? null : `VM is locked (${vm.activity.kind})`)

export const startGuest = (state: WorldState, vm: VmState): Operation => {
  const kind = vm.power === 'saved' ? 'resume' : 'start'
  const host = state.hosts.get(vm.hostName)
  if (vm.power === 'on') return failedOperation(state, kind, vm, `VM ${vm.config.vmid} already running`)
  const reason = busy(vm)
  if (reason !== null) return failedOperation(state, kind, vm, reason)
  if (host?.phase !== 'up') return failedOperation(state, kind, vm, `node ${vm.hostName} is not online`)
  if (freeMiB(state, host) < vm.config.memoryMiB) return failedOperation(state, kind, vm, 'start failed: cannot allocate memory')
  const operation = openOperation(state, kind, vm)
  vm.activity =
    kind === 'resume'
      ? { kind: 'resuming', operation, remainingMiB: vm.config.memoryMiB }
      : { kind: 'starting', operation, endsAtMs: state.nowMs + vm.config.startSeconds * 1_000 }
  note(state, 'vm', vm.config.name, `${kind}-requested`, vm.hostName)
  return operation
}

export const powerOnWithHost = (state: WorldState, vm: VmState): void => {
  if (vm.startsWithHost && vm.power === 'off') startGuest(state, vm)
}

export const shutDownGuest = (
  state: WorldState,
  vm: VmState,
  options: { timeoutSeconds: number; forceStop: boolean },
): Operation => {
  const reason = vm.power !== 'on' ? `VM ${vm.config.vmid} not running` : busy(vm)
  if (reason !== null) return failedOperation(state, 'shutdown', vm, reason)
  const operation = openOperation(state, 'shutdown', vm)
  const timeoutAtMs = state.nowMs + options.timeoutSeconds * 1_000
  vm.activity = { kind: 'shutdown', operation, timeoutAtMs, forceStop: options.forceStop }
  if (!vm.hung) vm.guestStopsAtMs ??= state.nowMs + vm.stopSeconds * 1_000
  note(state, 'vm', vm.config.name, 'shutdown-requested', vm.hostName)
  return operation
}

/** A running shutdown holds the guest's lock: without `overruleShutdown` the stop waits for it in vain, as on the real platform. */
export const stopGuest = (state: WorldState, vm: VmState, options: { overruleShutdown: boolean }): Operation => {
  const { activity } = vm
  if (activity !== null && !(activity.kind === 'shutdown' && options.overruleShutdown)) {
    const operation = openOperation(state, 'stop', vm)
    state.waitingForLock.push({ operation, untilMs: state.nowMs + LOCK_WAIT_MS })
    return operation
  }
  if (activity !== null) fail(state, activity.operation, 'received interrupt')
  const operation = openOperation(state, 'stop', vm)
  vm.activity = { kind: 'stopping', operation, endsAtMs: state.nowMs + HARD_STOP_MS }
  note(state, 'vm', vm.config.name, 'stop-requested', vm.hostName)
  return operation
}

export const saveGuest = (state: WorldState, vm: VmState): Operation => {
  const reason = vm.power !== 'on' ? `VM ${vm.config.vmid} not running` : busy(vm)
  if (reason !== null) return failedOperation(state, 'save', vm, reason)
  const operation = openOperation(state, 'save', vm)
  vm.activity = { kind: 'saving', operation, remainingMiB: vm.config.memoryMiB }
  note(state, 'vm', vm.config.name, 'save-requested', vm.hostName)
  return operation
}

const turnOn = (state: WorldState, vm: VmState, operation: Operation, event: string): void => {
  vm.power = 'on'
  vm.startedAtMs = state.nowMs
  vm.activity = null
  succeed(state, operation)
  note(state, 'vm', vm.config.name, event, vm.hostName)
}

/** Memory written to or read from storage, the host's throughput shared by all that do so there. */
const tickTransfer = (state: WorldState, vm: VmState, tickMs: number): void => {
  const { activity } = vm
  if (activity?.kind !== 'saving' && activity?.kind !== 'resuming') return
  const sharers = vmsOn(state, vm.hostName).filter(
    (other) => other.activity?.kind === 'saving' || other.activity?.kind === 'resuming',
  )
  activity.remainingMiB -= (state.config.limits.saveMiBPerSecond / sharers.length) * (tickMs / 1_000)
  activity.operation.progressPercent = Math.min(99, 100 - (100 * activity.remainingMiB) / vm.config.memoryMiB)
  if (activity.remainingMiB > 0) return
  if (activity.kind === 'resuming') return turnOn(state, vm, activity.operation, 'resumed')
  succeed(state, activity.operation)
  turnOff(state, vm, 'saved')
  vm.power = 'saved'
}

const tickGuest = (state: WorldState, vm: VmState, tickMs: number): void => {
  const { activity } = vm
  if (vm.guestStopsAtMs !== null && state.nowMs >= vm.guestStopsAtMs && (activity === null || activity.kind === 'shutdown')) {
    if (activity !== null) succeed(state, activity.operation)
    return turnOff(state, vm, 'stopped')
  }
  switch (activity?.kind) {
    case 'starting':
      if (state.nowMs >= activity.endsAtMs) turnOn(state, vm, activity.operation, 'started')
      return
    case 'stopping':
      if (state.nowMs < activity.endsAtMs) return
      succeed(state, activity.operation)
      return turnOff(state, vm, 'stopped-hard')
    case 'shutdown':
      if (state.nowMs < activity.timeoutAtMs) return
      vm.activity = null
      if (!activity.forceStop) return fail(state, activity.operation, 'VM quit/powerdown failed - got timeout')
      succeed(state, activity.operation)
      return turnOff(state, vm, 'stopped-hard')
    case 'saving':
    case 'resuming':
      return tickTransfer(state, vm, tickMs)
    case 'migrating':
    case undefined:
      return
  }
}

export const tickGuests = (state: WorldState, tickMs: number): void => {
  for (const vm of state.vms.values()) tickGuest(state, vm, tickMs)
  const expired = state.waitingForLock.filter((waiting) => state.nowMs >= waiting.untilMs)
  for (const { operation } of expired)
    fail(state, operation, `can't lock file '/var/lock/qemu-server/lock-${operation.vmid}.conf' - got timeout`)
  state.waitingForLock = state.waitingForLock.filter((waiting) => state.nowMs < waiting.untilMs)
}

export const agentReady = (state: WorldState, vm: VmState): boolean =>
  vm.power === 'on' &&
  !vm.hung &&
  vm.config.agentSeconds !== null &&
  vm.startedAtMs !== null &&
  state.nowMs - vm.startedAtMs >= vm.config.agentSeconds * 1_000
