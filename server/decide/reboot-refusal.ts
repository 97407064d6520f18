import type { HostId } from '../domain/ids'
import { isOpen, type RunWithSteps } from '../domain/run'
import type { VirtualMachine, World } from '../domain/world'

export interface RebootRefusal {
  readonly message: string
  readonly hint: string
}

const namesOf = (vms: readonly VirtualMachine[]): string => {
  const names = vms.slice(0, 5).map(({ name }) => name)
  return `${names.join(', ')}${vms.length > names.length ? ` and ${vms.length - names.length} more` : ''}`
}

const no = (message: string, hint: string): RebootRefusal => ({ message, hint })

/**
 * Why this host is not rebooted now; null: it may be. Only one that our own run holds in maintenance, that is empty, that starts
 * nothing by itself as far as is told, and that could be seen to have booted anew (R5, A5, A4).
 */
export const rebootRefusal = (input: {
  readonly world: World
  readonly hostId: HostId
  /** The maintenance run that holds it; null: none does. */
  readonly run: RunWithSteps | null
  /** An outage's run that is under way; null: none is. */
  readonly outage: RunWithSteps | null
}): RebootRefusal | null => {
  const { world, hostId, run, outage } = input
  const host = world.hosts.find(({ id }) => id === hostId)
  if (host === undefined) return no('This host is not known.', 'Check its manager.')
  const { name } = host
  const manager = world.managers.find(({ id }) => id === host.managerId)
  if (run === null)
    return no(
      `${name} is not held in maintenance by Ridethrough (R5).`,
      'Only a host that was emptied here is rebooted from here.',
    )
  if (run.phase !== 'in-maintenance') return no(`${name} is not in maintenance yet, or is leaving it.`, 'Open its run.')
  if (run.heldSinceMs !== null) return no(`The maintenance of ${name} is held: no step begins.`, 'Let its run continue first.')
  const open = run.steps.find(isOpen)
  if (open !== undefined)
    return no(`${open.action.replaceAll('-', ' ')} is still under way on ${open.object.name}.`, 'Open its run.')
  if (outage !== null) return no(`An outage run is active (${outage.title}).`, 'Reboot the host when it has ended.')
  if (manager?.contact !== 'ok')
    return no(
      `${manager?.name ?? 'Its manager'} cannot be used now: ${manager?.message ?? 'it has not answered yet'}`,
      'Put that right first: a reboot that begins could not be followed.',
    )
  if (manager.capabilities.hostReboot !== true)
    return no(
      `${manager.name} cannot reboot a host so that it could be verified.`,
      'Reboot it at the host itself, or by its BMC.',
    )
  if (host.connection !== 'up' || host.stale) return no(`${name} is not seen up.`, 'Look at it on its manager.')
  if (host.bootedAtMs === null)
    return no(`${name} does not tell when it booted: a reboot could not be verified.`, 'Reboot it at the host itself.')
  const registered = world.vms.filter((vm) => vm.hostId === hostId)
  const there = registered.filter(({ power }) => power !== 'off' && power !== 'saved')
  if (there.length > 0) return no(`${name} is not empty: ${namesOf(there)}.`, 'Move, save or shut down what is still there.')
  const starting = registered.filter(({ startsWithHost }) => startsWithHost === true)
  if (starting.length === 0) return null
  return no(
    `${name} would start VMs by itself when it boots, in the middle of its maintenance: ${namesOf(starting)}.`,
    'Switch off their start at boot on its manager first, and on again when the maintenance has ended.',
  )
}
