import { freeMiB } from './guests'
import { isUp } from './hosts'
import { fail, failedOperation, openOperation, succeed } from './operations'
import { note, type Operation, type VmActivity, type VmState, type WorldState } from './state'

type Migrating = Extract<VmActivity, { kind: 'migrating' }>

/** A guest that writes faster than the link carries is slowed down to this part of the link (auto-converge). */
const THROTTLED_FRACTION = 0.8
/** What may be left for the last, short pause. */
const SWITCHOVER_MIB = 64

interface Moving {
  readonly vm: VmState
  readonly activity: Migrating
}

const moving = (state: WorldState): Moving[] =>
  [...state.vms.values()].flatMap((vm) => (vm.activity?.kind === 'migrating' ? [{ vm, activity: vm.activity }] : []))

const activeOn = (all: readonly Moving[], hostName: string): number =>
  all.filter(({ vm, activity }) => !activity.waiting && (vm.hostName === hostName || activity.targetName === hostName)).length

/** Why it cannot go there at all; null: it can. */
export const migrationObstacle = (state: WorldState, vm: VmState, targetName: string, withDisks: boolean): string | null => {
  const target = state.hosts.get(targetName)
  if (target === undefined || target.phase !== 'up') return `target node '${targetName}' is not online`
  if (targetName === vm.hostName) return `target is local node.`
  if (vm.config.disk === 'local' && !withDisks)
    return `can't migrate VM - local disk 'local-lvm:vm-${vm.config.vmid}-disk-0' needs with-local-disks`
  if (vm.config.hasLocalCdrom) return `can't migrate local cdrom 'local:iso/installer.iso'`
  if (vm.power === 'on' && freeMiB(state, target) < vm.config.memoryMiB) return `not enough memory on '${targetName}'`
  return null
}

export const migrateGuest = (state: WorldState, vm: VmState, targetName: string, withDisks = false): Operation => {
  const reason = vm.activity === null ? migrationObstacle(state, vm, targetName, withDisks) : `VM is locked (${vm.activity.kind})`
  if (reason !== null) return failedOperation(state, 'migrate', vm, reason)
  const operation = openOperation(state, 'migrate', vm)
  // A stopped guest's disks are shared: only its configuration moves.
  const diskMiB = withDisks && vm.config.disk === 'local' ? vm.config.diskGibibytes * 1_024 : 0
  const remainingMiB = (vm.power === 'on' ? vm.config.memoryMiB : 1) + diskMiB
  vm.activity = { kind: 'migrating', operation, targetName, remainingMiB, waiting: true, elapsedMs: 0 }
  note(state, 'vm', vm.config.name, 'migration-requested', `${vm.hostName} -> ${targetName}`)
  return operation
}

export const cancelMigration = (state: WorldState, operation: Operation): boolean => {
  const vm = state.vms.get(operation.vmid)
  if (vm?.activity?.kind !== 'migrating' || vm.activity.operation !== operation) return false
  vm.activity = null
  fail(state, operation, 'migration aborted')
  return true
}

const transfer = (state: WorldState, all: readonly Moving[], { vm, activity }: Moving, tickMs: number): void => {
  const seconds = tickMs / 1_000
  const busiest = Math.max(activeOn(all, vm.hostName), activeOn(all, activity.targetName), 1)
  const share = state.config.limits.migrationMiBPerSecond / busiest
  const dirty = vm.power === 'on' ? Math.min(vm.config.dirtyMiBPerSecond, share * THROTTLED_FRACTION) : 0
  activity.elapsedMs += tickMs
  activity.remainingMiB -= (share - dirty) * seconds
  const total = vm.config.memoryMiB
  activity.operation.progressPercent = Math.min(99, Math.max(0, 100 * (1 - activity.remainingMiB / total)))
  if (activity.remainingMiB > SWITCHOVER_MIB) return
  const from = vm.hostName
  vm.hostName = activity.targetName
  vm.activity = null
  succeed(state, activity.operation)
  note(state, 'vm', vm.config.name, 'migrated', `${from} -> ${vm.hostName}`)
}

export const tickMigrations = (state: WorldState, tickMs: number): void => {
  for (const { vm, activity } of moving(state)) {
    if (isUp(state.hosts.get(activity.targetName))) continue
    vm.activity = null
    fail(state, activity.operation, `target node '${activity.targetName}' went away`)
  }
  const all = moving(state)
  const limit = state.config.limits.migrationsPerHost
  for (const { vm, activity } of all) {
    if (!activity.waiting || activeOn(all, vm.hostName) >= limit || activeOn(all, activity.targetName) >= limit) continue
    activity.waiting = false
    note(state, 'vm', vm.config.name, 'migration-started', `${vm.hostName} -> ${activity.targetName}`)
  }
  for (const item of all) if (!item.activity.waiting) transfer(state, all, item, tickMs)
}
