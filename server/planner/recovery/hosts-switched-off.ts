import { feedIsLive } from '../../domain/feed'
import type { HostId } from '../../domain/ids'
import { ACCEPTED, ACCEPTED_IN_PART, isEnded, type HostSwitchedOff, type RunWithSteps, type Step } from '../../domain/run'
import { type EffectiveFeed, type Host, isSeenUp, type PowerDeviceView, type World } from '../../domain/world'
import { hostsOf } from '../unread-managers'

/** What one engine has seen of a host while its run went on. An engine that is started later begins anew. */
export interface HostSight {
  /** It was seen up, and its feeds carried power at each look since. */
  readonly wasUp: boolean
  /** When none of its feeds was seen to carry power, last; null: never, or it was seen up long after. */
  readonly unfedAtMs: number | null
  /** Since when it is told to be off; null: it is not. */
  readonly offSinceMs: number | null
}

export const UNSEEN: HostSight = { wasUp: false, unfedAtMs: null, offSinceMs: null }

/** So long a manager may still call a host up that has lost its power. */
const SETTLED_AFTER_MS = 3 * 60_000
/** A UPS that has answered so long after its host was told to be off has outlived it. */
const OUTLIVED_MS = 5_000

export interface SwitchedOffQuestion {
  readonly run: RunWithSteps
  /** Every run that is on: hosts may be ended by another one's step. */
  readonly active: readonly RunWithSteps[]
  readonly world: World
  readonly devices: readonly PowerDeviceView[]
  readonly sights: ReadonlyMap<HostId, HostSight>
  readonly nowMs: number
}

export interface SwitchedOffNow {
  readonly switchedOff: readonly HostSwitchedOff[]
  readonly sights: ReadonlyMap<HostId, HostSight>
}

const isToldOff = ({ connection, stale, verifiedOff }: Host): boolean => verifiedOff === true || (connection === 'down' && !stale)

/** What is plugged into it gets power, as it tells itself. */
const carries = (feed: EffectiveFeed, device: PowerDeviceView): boolean =>
  device.contact === 'ok' && (device.supply === 'mains' || device.supply === 'battery') && feedIsLive(feed, device)

/** Its call may have arrived: also one that was accepted, and whose end nobody could see within its limit (A1). */
export const wasCalled = ({ attempts }: Pick<Step, 'attempts'>): boolean =>
  attempts.some(
    ({ outcome, message }) =>
      (outcome !== 'refused' && outcome !== 'failed') || message === ACCEPTED || message === ACCEPTED_IN_PART,
  )

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
        if (direction === 'down' && wasCalled(step)) keepLast(downSeq, object.id, seq)
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

const lookAt = (before: HostSight, host: Host, isFed: boolean, readAtMs: number | null, nowMs: number): HostSight => {
  const unfedAtMs = isFed ? before.unfedAtMs : nowMs
  if (isSeenUp(host)) {
    const isCertain = unfedAtMs === null || (readAtMs ?? 0) - unfedAtMs >= SETTLED_AFTER_MS
    return { wasUp: isCertain, unfedAtMs: isCertain ? null : unfedAtMs, offSinceMs: null }
  }
  return { wasUp: before.wasUp && isFed, unfedAtMs, offSinceMs: isToldOff(host) ? (before.offSinceMs ?? nowMs) : null }
}

/**
 * Hosts of a run that are off although they had their power all the time, and that no run's step had called the end of: somebody has
 * switched them off, or they failed, and a person may have his hands in them (R5, R6). That their power never failed is known where they
 * were seen up and fed without a break since, or where a UPS of theirs has been on battery without a break since the run began. One that
 * only its manager calls off is taken for what lost its power as soon as its feeds do, for nobody could tell then. Pure.
 */
export const hostsSwitchedOff = (question: SwitchedOffQuestion): SwitchedOffNow => {
  const { run, active, world, devices, sights, nowMs } = question
  if (run.kind !== 'outage' || run.dryRun || run.abandoned === true || isEnded(run.phase))
    return { switchedOff: run.switchedOff ?? [], sights: new Map() }
  const concerned = hostsOf(run.steps)
  const views = new Map(devices.map((device) => [device.id, device]))
  const carrying = new Map<HostId, PowerDeviceView[]>()
  for (const feed of world.feeds) {
    const device = views.get(feed.deviceId)
    if (device === undefined || !concerned.has(feed.hostId) || !carries(feed, device)) continue
    carrying.set(feed.hostId, [...(carrying.get(feed.hostId) ?? []), device])
  }
  const readAtMs = new Map(world.managers.map(({ id, refreshedAtMs }) => [id, refreshedAtMs]))
  const before = new Map((run.switchedOff ?? []).map((one) => [one.hostId, one]))
  let gone: ReadonlySet<HostId> | null = null
  const isOurs = (id: HostId): boolean => (gone ??= goneByRuns(world, active)).has(id)
  const seen = new Map<HostId, HostSight>()
  const switchedOff = world.hosts.flatMap((host): readonly HostSwitchedOff[] => {
    if (!concerned.has(host.id)) return []
    const feeding = carrying.get(host.id) ?? []
    const sight = lookAt(sights.get(host.id) ?? UNSEEN, host, feeding.length > 0, readAtMs.get(host.managerId) ?? null, nowMs)
    seen.set(host.id, sight)
    const known = before.get(host.id)
    if (known !== undefined) return isOurs(host.id) ? [] : stillOff(known, host, feeding.length > 0)
    const { offSinceMs } = sight
    if (offSinceMs === null || host.inMaintenance || !mayBeSwitchedOff(run)) return []
    const outlived = feeding.some(({ answeredAtMs }) => (answeredAtMs ?? 0) - offSinceMs >= OUTLIVED_MS)
    const isUnbroken = sight.wasUp || feeding.some((device) => hasCarriedSince(device, run.startedAtMs))
    if (!outlived || !isUnbroken || isOurs(host.id)) return []
    return [{ hostId: host.id, name: host.name, atMs: offSinceMs, isVerified: host.verifiedOff === true }]
  })
  return { switchedOff, sights: seen }
}

/** On the way back a host that goes off is not woken anyway: its step up is over, or is its own. */
const mayBeSwitchedOff = ({ phase }: RunWithSteps): boolean => phase === 'shedding' || phase === 'waiting'

/** A UPS that shuts its output down on battery gives none before the mains return. */
const hasCarriedSince = ({ supply, onBatterySinceMs }: PowerDeviceView, atMs: number): boolean =>
  supply === 'battery' && onBatterySinceMs !== null && onBatterySinceMs <= atMs

const stillOff = (known: HostSwitchedOff, host: Host, isFed: boolean): readonly HostSwitchedOff[] => {
  if (isSeenUp(host)) return []
  if (known.isVerified) return [known]
  if (!isFed) return []
  return [host.verifiedOff === true ? { ...known, isVerified: true } : known]
}

/** Hosts that no way back switches on (R5): as runs that still look after their hosts have it, of what only a manager says nothing. */
export const hostsLeftOff = (active: readonly RunWithSteps[]): ReadonlySet<HostId> =>
  new Set(
    active
      .filter(({ abandoned, dryRun }) => abandoned !== true && !dryRun)
      .flatMap(({ switchedOff = [] }) => switchedOff.flatMap(({ hostId, isVerified }) => (isVerified ? [hostId] : []))),
  )
