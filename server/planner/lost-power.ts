import type { RunWithSteps, Step } from '../domain/run'
import { isSeenUp, type World } from '../domain/world'
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

const hasLost = ({ hosts, vms }: WorldIndex, { object, before }: Step, outageStartedAtMs: number | null): boolean => {
  const vm = object.kind === 'vm' ? vms.get(object.id) : undefined
  const hostId = object.kind === 'host' ? object.id : before.hostId
  const host = hostId === null ? undefined : hosts.get(hostId)
  const isHostOff = host !== undefined && !isSeenUp(host) && (host.connection === 'down' || host.verifiedOff === true)
  if (object.kind === 'host') return isHostOff
  if (vm === undefined || before.power !== 'on') return false
  if (vm.power !== 'off') return isHostOff && vm.hostId === host.id
  // Its host was on all the time: somebody, or its own guest, has switched it off (R6).
  const stayed =
    host !== undefined && isSeenUp(host) && host.bootedAtMs !== null && host.bootedAtMs <= (outageStartedAtMs ?? Infinity)
  return !stayed
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
  return neverCalled(run.steps).filter((step) => isRead(step) && hasLost(index, step, run.outageStartedAtMs))
}

/** Of these, those that the run has started again since, by name. */
export const namesOfLost = (steps: readonly Step[]): readonly string[] => {
  const starts = steps.filter(({ action }) => action === 'start')
  return starts.flatMap(({ seq, object }) =>
    neverCalled(steps.filter((step) => step.seq < seq)).some((step) => step.object.id === object.id) ? [object.name] : [],
  )
}
