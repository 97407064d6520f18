import type { HostId, ManagerId } from '../domain/ids'
import type { ManagerKind } from '../domain/manager'
import { isEnded, type RunWithSteps, type Step } from '../domain/run'
import type { Host, ManagerView, World } from '../domain/world'
import { openDepartures } from './homecoming'

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
      .filter(({ kind, dryRun }) => kind === 'outage' && !dryRun)
      .flatMap(({ steps }) => openDepartures(steps))
      .filter((step) => wasHeard(step) && step.action !== 'migrate')
      .map(({ object }) => object.id),
  )

const answersNowhere = (manager: ManagerView, { hosts, vms }: World, shutDown: ReadonlySet<string>): boolean => {
  const isGone = ({ id, connection, verifiedOff }: Host): boolean =>
    shutDown.has(id) || connection === 'down' || verifiedOff === true
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
  const { mainsBackAtMs } = run
  const taken = run.steps.filter(({ direction }) => direction === 'down').map(({ object }) => object.id)
  const isFresh = ({ contact, refreshedAtMs }: ManagerView): boolean =>
    mainsBackAtMs !== null && contact === 'ok' && refreshedAtMs !== null && refreshedAtMs > mainsBackAtMs
  const unread = world.managers.filter((manager) => !isFresh(manager) && taken.some((id) => id.startsWith(`${manager.id}:`)))
  if (unread.length === 0) return []
  const shutDown = shutDownBy([...active.filter(({ id, phase }) => id !== run.id && !isEnded(phase)), run])
  return unread.map((manager) => ({
    id: manager.id,
    name: manager.name,
    isAsleep: manager.contact !== 'ok' && manager.awaited !== true && answersNowhere(manager, world, shutDown),
  }))
}
