import { feedIsLive } from '../../domain/feed'
import type { HostPower } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import {
  ACCEPTED,
  ACCEPTED_IN_PART,
  isEnded,
  type HostSwitchedOff,
  type RunWithSteps,
  type Step,
  wasCalled,
} from '../../domain/run'
import type { PowerFlag } from '../../domain/power-state'
import { type EffectiveFeed, isSeenUp, type PowerDeviceView, type World } from '../../domain/world'
import { hostsOf } from '../unread-managers'
import { type HostLook, type HostSight, isOffForCertain, lookAgain } from './host-sight'

/** A UPS that has answered so long after its host was told to be off has outlived it. */
const OUTLIVED_MS = 5_000

/** A UPS that tells one of these makes what hangs on it protect itself, or may drop it. */
const WARNINGS: readonly PowerFlag[] = ['low-battery', 'shutdown-pending', 'overload', 'overheated', 'fault']

/** What tells how hosts are, and how they are fed. */
export interface HostWitnesses {
  readonly world: World
  /** Of its feeds those that were not seen to be wired otherwise. */
  readonly trustedFeeds: readonly EffectiveFeed[]
  readonly devices: readonly PowerDeviceView[]
  /** What a host's own controller says now; undefined: it has none that could. */
  readonly powerOf: (hostId: HostId) => HostPower | undefined
}

export interface SwitchedOffQuestion extends HostWitnesses {
  readonly run: RunWithSteps
  /** Every run that is on: hosts may be ended by another one's step. */
  readonly active: readonly RunWithSteps[]
  readonly sights: ReadonlyMap<HostId, HostSight>
  readonly nowMs: number
}

export interface SwitchedOffNow {
  readonly switchedOff: readonly HostSwitchedOff[]
  readonly sights: ReadonlyMap<HostId, HostSight>
}

/** What is plugged into it gets power, as it tells itself. */
const carries = (feed: EffectiveFeed, device: PowerDeviceView): boolean =>
  device.contact === 'ok' && (device.supply === 'mains' || device.supply === 'battery') && feedIsLive(feed, device)

/** Its call may have arrived: also one that was accepted, and whose end nobody could see within its limit (A1). */
export const wasCalledOrAccepted = ({ attempts }: Pick<Step, 'attempts'>): boolean =>
  wasCalled({ attempts }) || attempts.some(({ message }) => message === ACCEPTED || message === ACCEPTED_IN_PART)

/** What some run has called the end of since it last brought it up: hosts and VMs. */
const endedBy = (active: readonly RunWithSteps[]): ReadonlySet<string> =>
  new Set(
    active.flatMap(({ steps }) => {
      const [downSeq, upSeq] = [new Map<string, number>(), new Map<string, number>()]
      const keepLast = (of: Map<string, number>, id: string, seq: number): void => {
        if (seq > (of.get(id) ?? -1)) of.set(id, seq)
      }
      for (const step of steps) {
        const { object, direction, action, state, seq } = step
        if (direction === 'down' && wasCalledOrAccepted(step)) keepLast(downSeq, object.id, seq)
        if ((action === 'power-on-host' || action === 'start') && state === 'done') keepLast(upSeq, object.id, seq)
      }
      return [...downSeq].flatMap(([id, seq]) => (seq > (upSeq.get(id) ?? -1) ? [id] : []))
    }),
  )

/**
 * Hosts that go by what runs have called the end of: themselves, under whichever of their ids they are seen (D11), the machine that is a
 * VM elsewhere, and machines of a runbook, whose end is that of the one VM that stands for them.
 */
const goneByRuns = ({ managers, hosts, vms }: World, active: readonly RunWithSteps[]): ReadonlySet<HostId> => {
  const ended = endedBy(active)
  const uuids = new Set([...hosts, ...vms].flatMap(({ id, uuid }) => (uuid !== null && ended.has(id) ? [uuid] : [])))
  const runbooks = new Set(managers.flatMap(({ id, kind }) => (kind === 'runbook' ? [id] : [])))
  const machines = new Set(vms.flatMap(({ id, managerId, hostId }) => (runbooks.has(managerId) && ended.has(id) ? [hostId] : [])))
  return new Set(
    hosts.flatMap(({ id, uuid }) => (ended.has(id) || machines.has(id) || (uuid !== null && uuids.has(uuid)) ? [id] : [])),
  )
}

/** By host, the UPSs of these feeds that `isOne` holds for. */
const devicesOf = (
  feeds: readonly EffectiveFeed[],
  devices: readonly PowerDeviceView[],
  isOne: (feed: EffectiveFeed, device: PowerDeviceView) => boolean,
): ReadonlyMap<HostId, readonly PowerDeviceView[]> => {
  const views = new Map(devices.map((device) => [device.id, device]))
  const found = new Map<HostId, PowerDeviceView[]>()
  for (const feed of feeds) {
    const device = views.get(feed.deviceId)
    if (device === undefined || !isOne(feed, device)) continue
    const known = found.get(feed.hostId)
    if (known === undefined) found.set(feed.hostId, [device])
    else known.push(device)
  }
  return found
}

/**
 * Hosts of a run that are off although they had their power all the time, and that no run's step had called the end of: somebody has
 * switched them off, they failed, or ended themselves. That their power never failed is known where they were seen up well after
 * anything that may have taken it, and fed without a break since. Only one that its own controller tells off for certain is left off,
 * for a person may have his hands in it (R5); any other is named, and woken with the rest (R1). Pure.
 */
export const hostsSwitchedOff = (question: SwitchedOffQuestion): SwitchedOffNow => {
  const { run, active, world, trustedFeeds, devices, powerOf, sights, nowMs } = question
  if (run.kind !== 'outage' || run.dryRun || run.abandoned === true || isEnded(run.phase))
    return { switchedOff: run.switchedOff ?? [], sights: new Map() }
  const concerned = hostsOf(run.steps)
  const carrying = devicesOf(trustedFeeds, devices, carries)
  const warning = devicesOf(world.feeds, devices, (_, { flags }) => flags.some((flag) => WARNINGS.includes(flag)))
  const inDanger = (run.danger ?? null) !== null
  const readAtMs = new Map(world.managers.map(({ id, refreshedAtMs }) => [id, refreshedAtMs]))
  const looks = new Map(
    world.hosts.flatMap((host): [HostId, HostLook][] => {
      if (!concerned.has(host.id)) return []
      const look = {
        host,
        power: powerOf(host.id),
        isFed: carrying.has(host.id),
        isWarned: inDanger || warning.has(host.id),
        readAtMs: readAtMs.get(host.managerId) ?? null,
        outageStartedAtMs: run.outageStartedAtMs,
      }
      return [[host.id, look]]
    }),
  )
  const seen = new Map([...looks].map(([id, look]) => [id, lookAgain(sights.get(id), look, nowMs)]))
  let gone: ReadonlySet<HostId> | null = null
  const isOurs = (id: HostId): boolean => (gone ??= goneByRuns(world, active)).has(id)
  const before = run.switchedOff ?? []
  const known = new Set(before.map(({ hostId }) => hostId))
  const still = before.flatMap((one): readonly HostSwitchedOff[] => {
    const [look, sight] = [looks.get(one.hostId), seen.get(one.hostId)]
    // One that its manager does not list for a moment is as it was.
    if (look === undefined || sight === undefined) return [one]
    return isOurs(one.hostId) ? [] : stillOff(one, look, sight)
  })
  const went = [...seen].flatMap(([id, sight]): readonly HostSwitchedOff[] => {
    const [look, { offSinceMs }] = [looks.get(id), sight]
    if (look === undefined || offSinceMs === null || known.has(id) || look.host.inMaintenance) return []
    const outlived = (carrying.get(id) ?? []).some(({ answeredAtMs }) => (answeredAtMs ?? 0) - offSinceMs >= OUTLIVED_MS)
    if (!outlived || !sight.wasUp || !mayBeSwitchedOff(run, id) || isOurs(id)) return []
    return [{ hostId: id, name: look.host.name, atMs: offSinceMs, isVerified: isOffForCertain(look, sight) }]
  })
  return { switchedOff: [...still, ...went], sights: seen }
}

/** On the way back what the run has woken may still be on its way; it looks after all others, and nothing else would tell of them. */
const mayBeSwitchedOff = ({ phase, steps }: RunWithSteps, id: HostId): boolean =>
  phase === 'shedding' ||
  phase === 'waiting' ||
  (phase === 'recovering' &&
    !steps.some(({ object, action, state }) => object.id === id && action === 'power-on-host' && state !== 'cancelled'))

const stillOff = (known: HostSwitchedOff, look: HostLook, sight: HostSight): readonly HostSwitchedOff[] => {
  if (isSeenUp(look.host) || look.power === 'on' || look.host.isStandby === true) return []
  if (known.isVerified) return [known]
  if (!look.isFed) return []
  return [isOffForCertain(look, sight) ? { ...known, isVerified: true } : known]
}

/** Hosts that no way back switches on (R5): as runs that still look after their hosts have it, of what only a manager says nothing. */
export const hostsLeftOff = (active: readonly RunWithSteps[]): ReadonlySet<HostId> =>
  new Set(
    active
      .filter(({ abandoned, dryRun }) => abandoned !== true && !dryRun)
      .flatMap(({ switchedOff = [] }) => switchedOff.flatMap(({ hostId, isVerified }) => (isVerified ? [hostId] : []))),
  )
