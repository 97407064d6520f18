import type { HostId } from '../domain/ids'
import { isOpen, type Step } from '../domain/run'
import { type SafeguardFacts, type SafeguardSetting, startingVms, toSetAside } from '../domain/safeguard'
import { type Host, isSeenUp, type ManagerView, type VirtualMachine, type World } from '../domain/world'

/** Besides the hosts that go, what may be ended in this outage yet: their power is in trouble, or a step says so. */
export interface MayEnd {
  readonly hostIds: ReadonlySet<HostId>
  readonly vmIds: ReadonlySet<string>
}

/** Autostart of several hosts: whichever of them boots starts all of its VMs that are off then. */
export const isOfPool = ({ setting, hostNativeIds }: Pick<SafeguardFacts, 'setting' | 'hostNativeIds'>): boolean =>
  setting.kind === 'autostart' && hostNativeIds.length > 1

const isEnding = ({ direction, state, object }: Step): boolean =>
  direction === 'down' && object.kind === 'vm' && (state === 'done' || isOpen({ state }))

/** VMs that these steps end, or move, or have. */
export const vmsEnding = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(steps.filter(isEnding).map(({ object }) => object.id))

export interface PoolSight {
  readonly world: Pick<World, 'vms'>
  readonly manager: Pick<ManagerView, 'id'>
  readonly safeguard: SafeguardFacts
  /** Of the pool. */
  readonly hosts: readonly Host[]
  readonly going: ReadonlySet<HostId>
  readonly existingSteps: readonly Step[]
}

const runningOn = ({ world, manager, safeguard }: PoolSight, hosts: readonly Host[]): readonly VirtualMachine[] => {
  const [ids, starting] = [new Set(hosts.map(({ id }) => id)), startingVms(safeguard.setting)]
  return world.vms.filter(
    ({ managerId, hostId, nativeId, power }) =>
      managerId === manager.id && power === 'on' && hostId !== null && ids.has(hostId) && starting.has(nativeId),
  )
}

const stayingHosts = ({ hosts, going }: PoolSight): readonly Host[] =>
  hosts.filter((host) => isSeenUp(host) && !host.inMaintenance && !going.has(host.id))

/**
 * VMs of a pool's autostart that need not be silenced: they run on hosts that stay, and nothing that is known lets them be ended in
 * this outage. A host that boots does not start them, for they run; and if their own host fails, their platform starts them (D10).
 * `mayEnd` absent: nobody can tell, and so none.
 */
export const leftRunning = (sight: PoolSight, mayEnd: MayEnd | undefined): readonly VirtualMachine[] => {
  if (mayEnd === undefined || !isOfPool(sight.safeguard)) return []
  const ending = vmsEnding(sight.existingSteps)
  const staying = stayingHosts(sight).filter(({ id }) => !mayEnd.hostIds.has(id))
  return runningOn(sight, staying).filter(({ id }) => !ending.has(id) && !mayEnd.vmIds.has(id))
}

/** VMs that are silenced although their own host stays: while that is so, nothing starts them if it fails. */
export const silencedOnStaying = (sight: PoolSight, silenced: SafeguardSetting): readonly VirtualMachine[] => {
  if (!isOfPool(sight.safeguard)) return []
  const named = startingVms(silenced)
  return runningOn(sight, stayingHosts(sight)).filter(({ nativeId }) => named.has(nativeId))
}

const settingAside = ({ safeguard }: Step): ReadonlySet<string> =>
  safeguard === undefined ? new Set() : startingVms(toSetAside(safeguard))

/** All that is to be set aside is among what this step sets aside. */
export const covers = (step: Step, seen: SafeguardSetting): boolean => {
  const [had, wanted] = [settingAside(step), startingVms(seen)]
  return [...wanted].every((nativeId) => had.has(nativeId))
}

/** It sets VMs aside that none of the run's earlier steps about the same has: hosts go, or may, that were to stay. */
export const goesFurther = (step: Step, earlier: readonly Step[]): boolean => {
  if (step.action !== 'disarm') return false
  const had = earlier.flatMap((other) =>
    other.action === 'disarm' && other.object.id === step.object.id && other.state !== 'cancelled'
      ? [...settingAside(other)]
      : [],
  )
  const known = new Set(had)
  return [...settingAside(step)].some((nativeId) => !known.has(nativeId))
}
