import type { HostId, VmId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../../domain/read-since'
import { isRecordOnly, type RunWithSteps, type Step } from '../../domain/run'
import type { PowerDeviceView } from '../../domain/world'
import { hostsWithoutMains } from '../../planner/fed-hosts'
import { openDepartures } from '../../planner/homecoming'
import { lostPower, neverCalled } from '../../planner/lost-power'
import { startsAfter } from '../../planner/recovery/start-order'
import { planRecovery } from '../../planner/recovery-steps'
import type { PlannedSteps } from '../../planner/step-writer'
import { hostsInTheDark } from '../../planner/unread-managers'
import { accepted, type Endangered, hostsInTrouble, makeId, managerOf, type NewSteps, nextSeq, type Sight } from './outage-steps'

/** The way back, as far as it is free. */
export interface WayBack extends NewSteps {
  /** Starts that wait until a manager was read; they are to be looked at again. */
  readonly isDelayed: boolean
  /** Something stays away until a person continues, or aborts, another run. */
  readonly isWaiting: boolean
}

/** Of what a way back is planned. */
export interface Reach {
  /** Managers that were not read since the mains returned: their hosts are woken, and nothing else is done from what is known of them (R4). */
  readonly unread: ReadonlySet<string>
  /** Of these, those that may still be read soon: what hangs on something that they know does not start before (R3). Absent: none. */
  readonly patientWith?: ReadonlySet<string>
  /** Of these, those of which what merely ran as the outage began keeps the run no more. Absent: none. */
  readonly givenUp?: ReadonlySet<string>
  /** Hosts that somebody else has switched off, as any run has seen: they are not woken (R5). Absent: none. */
  readonly switchedOff?: ReadonlySet<HostId>
  /** Of VMs that other runs are bringing back, those runs' titles: each VM gets one start (D11). Absent: there are none. */
  readonly broughtBack?: ReadonlyMap<string, string>
  /** What it started for another run is not seen to run yet: it does not end before. Absent: there is nothing of the kind. */
  readonly hasUnseenGuests?: boolean
  /** Only what these know. Absent: everything. */
  readonly only?: ReadonlySet<string>
}

const EVERYTHING: Reach = { unread: new Set() }

/** What may have been missing came only after it had failed: a host that its cluster needs for its quorum, or HA that is armed again. */
const failedTooEarly = ({ state, action, endedAtMs, object }: Step, { steps }: RunWithSteps): boolean =>
  state === 'failed' &&
  action === 'start' &&
  endedAtMs !== null &&
  steps.some(
    (later) =>
      (later.action === 'power-on-host' || later.action === 'restore') &&
      later.state === 'done' &&
      (later.endedAtMs ?? 0) > endedAtMs &&
      managerOf(later) === managerOf({ object }),
  )

/** A start that failed where the VM ran is tried once more where else it may run; what a person skipped is not (A6). */
const triesElsewhere = (planned: Step, earlier: readonly Step[]): boolean =>
  planned.action === 'start' &&
  planned.targetHostId !== planned.before.hostId &&
  earlier.every(({ state, targetHostId }) => state === 'failed' && targetHostId !== planned.targetHostId)

/** What a manager that is not read yet still has to give back; not where a person skipped the waking of all that would let it answer (A6). */
const awaitsReading = (steps: readonly Step[], { unread, givenUp }: Reach): boolean =>
  [...openDepartures(steps), ...neverCalled(steps)].some((departure) => {
    const id = managerOf(departure)
    if (departure.object.kind !== 'vm' || !unread.has(id)) return false
    if (isRecordOnly(departure) && givenUp?.has(id) === true) return false
    const wakes = steps.filter((step) => step.action === 'power-on-host' && managerOf(step) === id)
    const last = new Map(wakes.map((step) => [step.object.id, step.state]))
    return last.size === 0 || [...last.values()].some((state) => state !== 'skipped')
  })

/** Nothing waits for hosts of a manager that may sleep for long, but what that manager itself brings back (R8). */
const apartFrom = (planned: readonly Step[], { unread }: Reach): readonly Step[] => {
  const ofUnread = new Set(planned.filter((step) => unread.has(managerOf(step))).map(({ id }) => id))
  return planned.map((step) =>
    unread.has(managerOf(step)) ? step : { ...step, after: step.after.filter((id) => !ofUnread.has(id)) },
  )
}

/** By VM, the names of what it hangs on, itself or through others, and that cannot be started yet: these managers were not read. */
const hangingOn = (
  managerIds: ReadonlySet<string>,
  planned: readonly Step[],
  run: Pick<RunWithSteps, 'steps'>,
  content: PlanContent,
): ReadonlyMap<string, readonly string[]> => {
  const waitsFor = startsAfter(run.steps, content)
  const names = new Map<string, string>(
    run.steps.flatMap(({ object, direction }) => (direction === 'down' ? [[object.id, object.name]] : [])),
  )
  const hanging = new Map<string, readonly string[]>()
  // Each comes behind what it waits for.
  for (const { object, action } of planned) {
    if (action !== 'start' || object.kind !== 'vm' || managerIds.has(managerOf({ object }))) continue
    const awaited = (waitsFor.get(object.id) ?? []).flatMap((id) => {
      const name = names.get(id)
      return name === undefined ? [] : managerIds.has(managerOf({ object: { id } })) ? [name] : (hanging.get(id) ?? [])
    })
    if (awaited.length > 0) hanging.set(object.id, [...new Set(awaited)])
  }
  return hanging
}

const PATIENCE_MINUTES = LONGEST_WAIT_FOR_MANAGERS_MS / 60_000

const whyDelayed = ({ object }: Step, awaited: readonly string[]): string =>
  `${object.name}: it waits for ${awaited.join(', ')}, whose manager has not been read since the mains returned, for ${PATIENCE_MINUTES} minutes at most (R3)`

/** VMs that start although what they hang on cannot be started yet: a person is told (R3). */
const startingBefore = (fresh: readonly Step[], hanging: ReadonlyMap<string, readonly string[]>): PlannedSteps['notes'] =>
  fresh.flatMap(({ object, action }) => {
    const names = hanging.get(object.id)
    if (action !== 'start' || object.kind !== 'vm' || names === undefined) return []
    const message = `${object.name}: it starts before ${names.join(', ')}, whose manager has not been read since the mains returned (R3)`
    return [{ vmId: object.id, hostId: null, message }]
  })

const isReached = (step: Step, { unread, only }: Reach): boolean =>
  (step.object.kind === 'host' || !unread.has(managerOf(step))) && (only === undefined || only.has(managerOf(step)))

/**
 * The way back, also of what was `left` to other runs, but not to hosts that are `endangered`; what had its step up since the mains
 * returned is not tried again by itself. What only the next outage cancelled has had none (R1).
 */
export const recoverySteps = (
  site: Sight,
  run: RunWithSteps,
  content: PlanContent,
  views: readonly PowerDeviceView[],
  left: readonly Step[],
  endangered: Endangered,
  reach: Reach = EVERYTHING,
): WayBack => {
  const lastDownSeq = Math.max(0, ...run.steps.filter((step) => step.direction === 'down').map((step) => step.seq))
  const had = run.steps.filter(
    (step) => step.direction === 'up' && step.seq > lastDownSeq && step.state !== 'cancelled' && !failedTooEarly(step, run),
  )
  const withoutMains = hostsWithoutMains(site.world, views)
  const inTrouble = hostsInTrouble(site, views)
  const avoid = new Set([...inTrouble, ...withoutMains.hostIds, ...endangered.keys()])
  const earlier = (step: Step): readonly Step[] => had.filter(({ object }) => object.id === step.object.id)
  const lost = new Map(lostPower(run, site.world, reach.unread).map((step) => [step.id, { ...step, state: 'done' as const }]))
  const planned = planRecovery({
    runId: run.id,
    content,
    world: site.world,
    // As if the run had ended it: it comes back in the same order, to the same place.
    steps: [...run.steps.map((step) => lost.get(step.id) ?? step), ...left],
    avoid,
    durations: site.durations,
    dark: hostsInTheDark(run, site.world, reach.unread),
    ...(reach.switchedOff === undefined ? {} : { switchedOff: reach.switchedOff }),
    nextSeq: nextSeq(run),
    makeId,
  })
  const fresh = apartFrom(planned.steps, reach).filter(
    (step) => isReached(step, reach) && (earlier(step).length === 0 || triesElsewhere(step, earlier(step))),
  )
  const whyLeft = ({ object, targetHostId }: Step): string | undefined => {
    const other = reach.broughtBack?.get(object.id)
    if (other !== undefined) return `left to the run of ${other}, which brings it back (D11)`
    const hostId = object.kind === 'host' ? object.id : targetHostId
    if (hostId === null) return undefined
    const power = withoutMains.onBattery.get(hostId) ?? (inTrouble.has(hostId) ? 'its power is in trouble' : undefined)
    return (
      endangered.get(hostId) ?? (power === undefined ? undefined : `${power}: nothing is brought there before it is well (R2)`)
    )
  }
  const notes = fresh.flatMap((step) => {
    const why = whyLeft(step)
    return why === undefined ? [] : [{ vmId: null, hostId: null, message: `${step.object.name}: ${why}` }]
  })
  const delayed = hangingOn(reach.patientWith ?? new Set(), planned.steps, run, content)
  const isTold = ({ vmId }: { readonly vmId: VmId | null }): boolean =>
    vmId === null || !reach.unread.has(managerOf({ object: { id: vmId } }))
  const cutOff = [...lost.values()].map(({ object }) => ({
    vmId: null,
    hostId: null,
    message: `${object.name}: it lost its power before its shutdown was called, and comes back like what was shut down (R1)`,
  }))
  const away = fresh.filter((step) => whyLeft(step) === undefined)
  const waiting = away.flatMap((step) => {
    const awaited = delayed.get(step.object.id)
    return awaited === undefined ? [] : [{ vmId: null, hostId: null, message: whyDelayed(step, awaited) }]
  })
  const free = away.filter(({ object }) => !delayed.has(object.id))
  const told = [
    ...planned.notes.filter(isTold),
    ...notes,
    ...waiting,
    ...cutOff,
    ...startingBefore(free, hangingOn(reach.unread, planned.steps, run, content)),
  ]
  const isDelayed = waiting.length > 0
  const isWaiting = notes.length > 0 || isDelayed || reach.hasUnseenGuests === true || awaitsReading(run.steps, reach)
  return {
    ...accepted(site, run, { ...planned, steps: free, notes: told }, views, withoutMains.onBattery.keys(), () => true),
    isWaiting,
    isDelayed,
  }
}
