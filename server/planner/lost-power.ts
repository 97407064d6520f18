import type { CameThrough, RunWithSteps, Step } from '../domain/run'
import { type Host, isSeenUp, type World } from '../domain/world'
import { openDepartures } from './homecoming'
import { indexOf, type WorldIndex } from './world-index'

/** It was to end, and nobody came to it: mains returned, or its manager was silent for too long. */
const wasNeverCalled = ({ direction, state, attempts }: Step): boolean =>
  direction === 'down' && (state === 'cancelled' || state === 'failed') && attempts.length === 0

/** The last step that counts of each object, where that was never called, and nothing that the run did took the object away. */
export const neverCalled = (steps: readonly Step[]): readonly Step[] => {
  const last = new Map<string, Step>()
  for (const step of steps.toSorted((one, other) => one.seq - other.seq))
    // A way back that mains cut short, failing again, brought nothing back (P6).
    if (step.direction === 'down' || step.state !== 'cancelled') last.set(step.object.id, step)
  const away = new Set<string>(openDepartures(steps).map(({ object }) => object.id))
  return [...last.values()].filter((step) => wasNeverCalled(step) && !away.has(step.object.id))
}

/**
 * Nobody sees it up, and it is told to be down or off, or neither it nor any of its VMs can be told of: so some managers report a host
 * without power.
 */
export const isDark = ({ vmsOnHost }: WorldIndex, host: Host): boolean =>
  !isSeenUp(host) &&
  (host.connection === 'down' ||
    host.verifiedOff === true ||
    (host.connection === 'unknown' && !host.stale && (vmsOnHost.get(host.id) ?? []).every(({ power }) => power === 'unknown')))

type Outage = Pick<RunWithSteps, 'outageStartedAtMs' | 'mainsBackAtMs' | 'steps'>

const toldOf = ({ cameThrough }: Step, { mainsBackAtMs }: Outage): CameThrough['was'] | null =>
  cameThrough !== undefined && cameThrough.atMs >= (mainsBackAtMs ?? Infinity) ? cameThrough.was : null

const wasWoken = (host: Host, { steps }: Outage): boolean =>
  steps.some(
    ({ object, action, state, attempts }) =>
      object.id === host.id && action === 'power-on-host' && state === 'done' && attempts.length > 0,
  )

/** How a VM that is off now came through, on a host that is up. */
const throughOn = (host: Host, told: CameThrough['was'] | null, outage: Outage): CameThrough['was'] => {
  if (told !== null) return told
  // When it booted is not told: only where it was seen off the VM was not switched off by somebody (R6).
  if (host.bootedAtMs === null) return wasWoken(host, outage) ? 'dark' : 'kept'
  return host.bootedAtMs <= (outage.outageStartedAtMs ?? Infinity) ? 'kept' : 'dark'
}

/** How the object of a step that was never called came through the outage; null: nobody can tell (yet). */
const through = (index: WorldIndex, step: Step, outage: Outage): CameThrough['was'] | null => {
  const { object, before } = step
  const told = toldOf(step, outage)
  if (told === 'kept') return told
  const vm = object.kind === 'vm' ? index.vms.get(object.id) : undefined
  const hostId = object.kind === 'host' ? object.id : before.hostId
  const host = hostId === null ? undefined : index.hosts.get(hostId)
  if (object.kind === 'host') return host === undefined ? null : isSeenUp(host) ? 'kept' : isDark(index, host) ? 'dark' : null
  if (vm === undefined || before.power !== 'on') return null
  if (vm.power === 'off') {
    if (host === undefined) return told
    return isSeenUp(host) ? throughOn(host, told, outage) : 'dark'
  }
  if (host !== undefined && isDark(index, host) && vm.hostId === host.id) return 'dark'
  const carrier = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  return vm.power === 'on' && carrier !== undefined && isSeenUp(carrier) ? 'kept' : told
}

/** So long a manager may still tell of a host without power, and of its VMs, that they run. */
const SETTLED_AFTER_MS = 3 * 60_000

/**
 * What is to be remembered of steps that were never called, by step: later nobody could tell what a person has switched off since from
 * what an empty battery took (R6, R5). Only of what was read since the mains returned, and "kept" only once managers have had the time
 * to notice a loss. Pure.
 */
export const cameThroughNow = (run: RunWithSteps, world: World): ReadonlyMap<string, CameThrough['was']> => {
  const { mainsBackAtMs, dryRun } = run
  if (mainsBackAtMs === null || dryRun) return new Map()
  const index = indexOf(world)
  return new Map(
    neverCalled(run.steps).flatMap((step): [string, CameThrough['was']][] => {
      const manager = world.managers.find(({ id }) => step.object.id.startsWith(`${id}:`))
      const readMs = manager?.contact === 'ok' ? (manager.refreshedAtMs ?? 0) - mainsBackAtMs : 0
      const hostId = step.object.kind === 'host' ? step.object.id : step.before.hostId
      const host = hostId === null ? undefined : index.hosts.get(hostId)
      // One that its manager merely has not heard yet may be on.
      if (host?.connection === 'unknown' && host.verifiedOff !== true) return []
      const was = through(index, step, run)
      const isCertain = was === 'dark' ? readMs > 0 : readMs >= SETTLED_AFTER_MS
      return was === null || !isCertain || was === toldOf(step, run) ? [] : [[step.id, was]]
    }),
  )
}

/**
 * Steps that were never called, and whose VM or host has lost its power all the same: the battery was empty before. They
 * come back like what the run has ended (R1). Of managers that are `unread` since the mains returned nothing is believed but what hosts'
 * own controllers say (R4).
 */
export const lostPower = (run: RunWithSteps, world: World, unread: ReadonlySet<string>): readonly Step[] => {
  if (run.dryRun) return []
  const index = indexOf(world)
  const isVerifiedOff = ({ object, before }: Step): boolean => {
    const hostId = object.kind === 'host' ? object.id : before.hostId
    return hostId !== null && index.hosts.get(hostId)?.verifiedOff === true
  }
  const isRead = (step: Step): boolean => isVerifiedOff(step) || !unread.has(step.object.id.slice(0, step.object.id.indexOf(':')))
  return neverCalled(run.steps).filter((step) => isRead(step) && through(index, step, run) === 'dark')
}

/** Of these, those that the run has started again since, by name. */
export const namesOfLost = (steps: readonly Step[]): readonly string[] => {
  const starts = steps.filter(({ action }) => action === 'start')
  return starts.flatMap(({ seq, object }) =>
    neverCalled(steps.filter((step) => step.seq < seq)).some((step) => step.object.id === object.id) ? [object.name] : [],
  )
}
