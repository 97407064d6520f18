import type { StepPlace } from '../../decide/schedule'
import type { Step, StepAction } from '../../domain/run'
import { toSetAside } from '../../domain/safeguard'
import type { World } from '../../domain/world'
import {
  type ActBegun,
  type CallOptions,
  type DriverResult,
  type ManagerAct,
  type ManagerSession,
  unsupported,
} from '../../drivers/ports'

export type ManagerOrder = (session: ManagerSession, options: CallOptions) => Promise<DriverResult<ActBegun>>

/** Where a step's work happens now; null: its object or its manager is not known. */
export const placeOf = ({ managers, hosts, vms }: World, step: Step): StepPlace | null => {
  const { object } = step
  const vm = object.kind === 'vm' ? vms.find((candidate) => candidate.id === object.id) : undefined
  const host = object.kind === 'host' ? hosts.find((candidate) => candidate.id === object.id) : undefined
  const managerId = vm?.managerId ?? host?.managerId ?? step.safeguard?.managerId
  const manager = managers.find((candidate) => candidate.id === managerId)
  if (managerId === undefined || manager === undefined) return null
  const hostId = step.action === 'start' ? (step.targetHostId ?? step.before.hostId) : (vm?.hostId ?? step.before.hostId ?? null)
  const silent = manager.contact === 'ok' ? {} : { silentSinceMs: manager.refreshedAtMs ?? 0 }
  return { managerId, hostId: host?.id ?? hostId, capabilities: manager.capabilities, ...silent }
}

/** What a step's end is judged by, in the platform's own ids. */
export interface StepTargets {
  readonly targetHostNativeId: string | null
  /** The platform has no maintenance state: an empty host that Ridethrough holds stands for it. */
  readonly emulatedMaintenance: boolean
  readonly shutdownPressesButton: boolean
}

export const targetsOf = (world: World, step: Step): StepTargets => {
  const capabilities = placeOf(world, step)?.capabilities
  return {
    targetHostNativeId: world.hosts.find((host) => host.id === step.targetHostId)?.nativeId ?? null,
    emulatedMaintenance: capabilities?.hostMaintenance === false,
    shutdownPressesButton: capabilities?.shutdownPressesButton === true,
  }
}

/** What is asked of the manager; null: it is not known whom to ask, or about what. */
export const orderFor = (world: World, step: Step, action: StepAction): ManagerOrder | null => {
  const { safeguard } = step
  if (safeguard !== undefined && (action === 'disarm' || action === 'restore')) {
    const { nativeId } = safeguard
    const found = action === 'disarm' ? toSetAside(safeguard) : safeguard.found
    return async (session, options) =>
      session.setSafeguard === undefined
        ? unsupported('Its manager knows no such switch.', '')
        : session.setSafeguard({ do: action, nativeId, found }, options)
  }
  const act = actFor(world, step, action)
  return act === null ? null : (session, options) => session.act(act, options)
}

/** The manager's act for a step's action; null: there is none, or its object or target is not known. */
export const actFor = (world: World, step: Step, action: StepAction): ManagerAct | null => {
  switch (step.object.kind) {
    case 'safeguard':
      return null
    case 'host':
      return hostAct(world, step, action)
    case 'vm':
      return vmAct(world, step, action)
  }
}

const hostAct = (world: World, { object }: Step, action: StepAction): ManagerAct | null => {
  const host = world.hosts.find((candidate) => candidate.id === object.id)
  if (host === undefined) return null
  const hostNativeId = host.nativeId
  switch (action) {
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
      return { act: action, hostNativeId }
    case 'shutdown':
    case 'save-state':
    case 'migrate':
    case 'power-off':
    case 'keep':
    case 'start':
    case 'migrate-home':
    case 'disarm':
    case 'restore':
      return null
  }
}

const vmAct = (world: World, { object, targetHostId, storage }: Step, action: StepAction): ManagerAct | null => {
  const vm = world.vms.find((candidate) => candidate.id === object.id)
  if (vm === undefined) return null
  const vmNativeId = vm.nativeId
  const target = world.hosts.find((host) => host.id === targetHostId)
  switch (action) {
    case 'shutdown':
      return { act: 'shutdown-guest', vmNativeId }
    case 'power-off':
      return { act: 'power-off', vmNativeId }
    case 'save-state':
      return { act: 'save-state', vmNativeId }
    case 'start':
      return { act: 'start', vmNativeId, hostNativeId: target?.nativeId ?? vm.hostNativeId }
    case 'migrate':
    case 'migrate-home':
      if (target === undefined) return null
      return {
        act: 'migrate',
        vmNativeId,
        toHostNativeId: target.nativeId,
        ...(storage === undefined ? {} : { toDatastoreNativeId: storage.datastoreNativeId }),
      }
    case 'keep':
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
    case 'disarm':
    case 'restore':
      return null
  }
}
