import type { HostId, ManagerId } from '../domain/ids'
import type { ManagerKind } from '../domain/manager'
import { unreadSince } from '../domain/read-since'
import { isEnded, type RunWithSteps, type Step } from '../domain/run'
import { type Host, isSeenUp, type ManagerView, type World } from '../domain/world'
import { openDepartures } from './homecoming'
import { neverCalled } from './lost-power'

/** A manager of what a run took down that was not read since the mains returned: what is known of it proves nothing (R4). */
export interface UnreadManager {
  readonly id: ManagerId
  readonly name: string
  /** It can answer only from what runs have shut down: it is not waited for, for without us it never will (R1, R4). */
  readonly isAsleep: boolean
}

/** Their hosts answer for themselves, or for each other: no machine beside them does. */
const ANSWERED_BY_HOSTS: ReadonlySet<ManagerKind> = new Set(['libvirt', 'proxmox', 'hyperv', 'xapi'])

const wasHeard = ({ state, attempts }: Step): boolean =>
  state === 'done' || attempts.some(({ outcome }) => outcome !== 'refused' && outcome !== 'failed')

/** What outage runs have shut down, or have called the end of, and not brought up again: hosts and VMs. */
const shutDownBy = (active: readonly RunWithSteps[]): ReadonlySet<string> =>
  new Set(
    active
      .flatMap(({ steps }) => openDepartures(steps))
      .filter((step) => wasHeard(step) && step.action !== 'migrate')
      .map(({ object }) => object.id),
  )

/** Hosts that steps were to end, or VMs of theirs, called or not: the battery may have been empty before (R1). */
export const hostsOf = (steps: readonly Step[]): ReadonlySet<HostId> =>
  new Set(
    steps.flatMap(({ direction, object, before }) => {
      const id = object.kind === 'host' ? object.id : before.hostId
      return direction === 'up' || id === null ? [] : [id]
    }),
  )

/** What the runs have shut down for certain, and the hosts that they were to end. */
interface Taken {
  readonly shutDown: ReadonlySet<string>
  readonly hostIds: ReadonlySet<HostId>
}

const answersNowhere = (manager: ManagerView, { hosts, vms }: World, { shutDown, hostIds }: Taken): boolean => {
  // While its manager is silent a host keeps the last that was told of it, which was "up".
  const isGone = (host: Host): boolean =>
    shutDown.has(host.id) || host.connection === 'down' || host.verifiedOff === true || (!isSeenUp(host) && hostIds.has(host.id))
  const own = hosts.filter(({ managerId }) => managerId === manager.id)
  const isOnHosts = manager.isHost === true || ANSWERED_BY_HOSTS.has(manager.kind)
  if (isOnHosts && own.length > 0 && own.every(isGone)) return true
  const gone = new Set<HostId>(hosts.filter(isGone).map(({ id }) => id))
  return vms.some(
    ({ id, hostId, keepAlive }) =>
      keepAlive?.some(({ role, of }) => role === 'manager' && of === manager.name) === true &&
      (shutDown.has(id) || (hostId !== null && gone.has(hostId))),
  )
}

/**
 * Managers of what this run took down that were not read since the mains returned, each with whether the runs themselves are why.
 * Pure. `active`: every run that is on; hosts of one manager may go by several.
 */
export const unreadManagers = (run: RunWithSteps, world: World, active: readonly RunWithSteps[]): readonly UnreadManager[] => {
  const unread = unreadSince(run, world.managers)
  if (unread.length === 0) return []
  const beside = active.filter(({ id, phase }) => id !== run.id && !isEnded(phase))
  const acting = [...beside, run].filter(({ kind, dryRun }) => kind === 'outage' && !dryRun)
  const taken = { shutDown: shutDownBy(acting), hostIds: hostsOf(acting.flatMap(({ steps }) => steps)) }
  return unread.map((manager) => ({
    id: manager.id,
    name: manager.name,
    isAsleep: manager.contact !== 'ok' && manager.awaited !== true && answersNowhere(manager, world, taken),
  }))
}

/**
 * Hosts of managers that are `unread` since the mains returned, that nobody has seen up since, and that the run was to end, or VMs that
 * ran there, before the battery may have been empty: they are woken into the dark, which does nothing to one that is on (R1, R7). Never
 * one in maintenance (R5). Pure.
 */
export const hostsInTheDark = (run: RunWithSteps, world: World, unread: ReadonlySet<string>): ReadonlySet<HostId> => {
  if (run.dryRun || unread.size === 0) return new Set()
  const ended = hostsOf(
    neverCalled(run.steps).filter(
      ({ object, before }) => !before.inMaintenance && (object.kind === 'host' || before.power === 'on'),
    ),
  )
  const isDark = (host: Host): boolean =>
    unread.has(host.managerId) && ended.has(host.id) && !isSeenUp(host) && !host.inMaintenance
  return new Set(world.hosts.filter(isDark).map(({ id }) => id))
}
