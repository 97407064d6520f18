import { type HostId, safeguardIdOf } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isOpen, type Step, type StepSafeguard } from '../domain/run'
import { startingVms, withoutVms } from '../domain/safeguard'
import { isSeenUp, type VirtualMachine, type World } from '../domain/world'
import { isSetAside, mustStartWithHost } from './safeguard-steps'
import { createStepWriter, type StepSource, type StepWriter } from './step-writer'

/** Only refusals use it up. */
const LIMIT_SECONDS = 600

/**
 * VMs that must start with their host, as is known since, and do not, for this step has set their autostart aside before that was known
 * (D5). Empty: none, or its manager shows that they start again.
 */
export const keptAside = ({ safeguard }: Step, { managers, vms }: Pick<World, 'managers' | 'vms'>): readonly VirtualMachine[] => {
  if (safeguard?.found.kind !== 'autostart') return []
  const { managerId, found } = safeguard
  const told = managers.find(({ id }) => id === managerId)?.safeguards ?? []
  const starting = new Set(told.flatMap(({ setting }) => [...startingVms(setting)]))
  const aside = startingVms(found)
  return vms.filter(
    (vm) => vm.managerId === managerId && aside.has(vm.nativeId) && !starting.has(vm.nativeId) && mustStartWithHost(vm),
  )
}

/** Says it of hosts that go: such a VM does not come back with its host until it is put back with the rest. */
export const noteKeptAside = (writer: StepWriter, world: World, steps: readonly Step[], going: ReadonlySet<HostId>): void => {
  for (const step of isSetAside(steps))
    if (step.safeguard?.hostIds.some((id) => going.has(id)) === true)
      for (const vm of keptAside(step, world)) writer.noteVm(vm, P.keptStillAside)
}

const isOfSame = (one: StepSafeguard | undefined, other: StepSafeguard): boolean =>
  one?.managerId === other.managerId && one.nativeId === other.nativeId

/** VMs, by their manager's ids, that were put back before the rest since then, or on whom that was tried: nothing is fought for (A3). */
const triedSince = (steps: readonly Step[], { seq }: Step, safeguard: StepSafeguard): ReadonlySet<string> =>
  new Set(
    steps.flatMap((step) =>
      step.seq > seq && step.state !== 'cancelled' && step.safeguard?.early === true && isOfSame(step.safeguard, safeguard)
        ? [...startingVms(step.safeguard.found)]
        : [],
    ),
  )

export interface KeptBackQuestion extends StepSource {
  readonly world: World
  /** Of its run. */
  readonly steps: readonly Step[]
}

/**
 * Puts back at once what the operation has come to stand on while its autostart is aside, and a host of it is there to be told (D5, R8):
 * the host may lose its power at any moment, and nothing else would start that VM. The rest stays aside until the health gate. Not
 * while the same is being set aside: two calls would fight.
 */
export const planKeptBack = (question: KeptBackQuestion): readonly Step[] => {
  const { world, steps } = question
  const writer = createStepWriter(question)
  const aside = isSetAside(steps)
  const sight = { managers: world.managers, vms: aside.length === 0 ? [] : world.vms.filter(mustStartWithHost) }
  if (sight.vms.length === 0) return []
  const up = new Set(world.hosts.filter(isSeenUp).map(({ id }) => id))
  for (const step of aside) {
    const { safeguard, object } = step
    if (safeguard?.found.kind !== 'autostart' || !safeguard.hostIds.some((id) => up.has(id))) continue
    if (steps.some((other) => other.action === 'disarm' && isOpen(other) && isOfSame(other.safeguard, safeguard))) continue
    const tried = triedSince(steps, step, safeguard)
    const kept = keptAside(step, sight).filter(({ nativeId }) => !tried.has(nativeId))
    if (kept.length === 0) continue
    const ids = new Set(kept.map(({ nativeId }) => nativeId))
    const others = [...startingVms(safeguard.found)].filter((nativeId) => !ids.has(nativeId))
    const { managerId, nativeId, hostIds } = safeguard
    writer.safeguard(
      // Of its own: the rest of it stays set aside, whatever becomes of this.
      { id: safeguardIdOf(managerId, { nativeId: `${nativeId} kept` }), name: object.name },
      { direction: 'up', action: 'restore', limitSeconds: LIMIT_SECONDS },
      { managerId, nativeId, found: withoutVms(safeguard.found, new Set(others)), isKept: false, hostIds, early: true },
    )
  }
  return writer.result().steps
}
