import { REFUSAL_SENTENCES as R } from '../domain/refusal-sentences'
import { say } from '../domain/sentence'
import type { HostId } from '../domain/ids'
import { isOpen, type RunWithSteps } from '../domain/run'
import { startingAtBoot } from '../domain/starts-at-boot'
import type { VirtualMachine, World } from '../domain/world'

export interface RebootRefusal {
  readonly message: string
  readonly hint: string
}

const namesOf = (vms: readonly Pick<VirtualMachine, 'name'>[]): string => {
  const names = vms.slice(0, 5).map(({ name }) => name)
  return `${names.join(', ')}${vms.length > names.length ? ` and ${vms.length - names.length} more` : ''}`
}

const no = (message: string, hint: string): RebootRefusal => ({ message, hint })

/**
 * Why this host is not rebooted now; null: it may be. Only one that our own run holds in maintenance, that is empty, that starts nothing
 * by itself as far as is told, not even by a definition that a VM left behind there, and that could be seen to have booted anew (R5, A5,
 * A4).
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
  if (host === undefined) return no(R.hostNotKnown, R.checkManager)
  const { name } = host
  const manager = world.managers.find(({ id }) => id === host.managerId)
  if (run === null) return no(say(R.notHeldByUs, { host: name }), R.onlyEmptiedHere)
  if (run.phase !== 'in-maintenance') return no(say(R.notYetOrLeaving, { host: name }), R.openItsRun)
  if (run.heldSinceMs !== null) return no(say(R.maintenanceHeld, { host: name }), R.continueFirst)
  const open = run.steps.find(isOpen)
  if (open !== undefined)
    return no(say(R.stillUnderWay, { action: open.action.replaceAll('-', ' '), object: open.object.name }), R.openItsRun)
  if (outage !== null) return no(say(R.outageActive, { run: outage.title }), R.rebootAfterOutage)
  if (manager?.contact !== 'ok')
    return no(
      say(R.managerUnusable, { manager: manager?.name ?? 'Its manager', message: manager?.message ?? 'it has not answered yet' }),
      R.rebootUnfollowed,
    )
  if (manager.capabilities.hostReboot !== true) return no(say(R.cannotReboot, { manager: manager.name }), R.rebootByHand)
  if (host.connection !== 'up' || host.stale) return no(say(R.notSeenUp, { host: name }), R.lookOnManager)
  if (host.bootedAtMs === null) return no(say(R.bootUntold, { host: name }), R.rebootAtHost)
  const registered = world.vms.filter((vm) => vm.hostId === hostId)
  const there = registered.filter(({ power }) => power !== 'off' && power !== 'saved')
  if (there.length > 0) return no(say(R.notEmpty, { host: name, names: namesOf(there) }), R.emptyFirst)
  const starting = startingAtBoot(
    world.vms.filter(({ managerId }) => managerId === host.managerId),
    manager,
    host,
  )
  if (starting.length === 0) return null
  return no(say(R.wouldStart, { host: name, names: namesOf(starting) }), R.startOffFirst)
}
