import type { HostId, VmId } from '../domain/ids'
import { insteadOfMove, type VmAction, type VmFallback } from '../domain/plan'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import { onlyUpsAfter } from '../domain/single-feed'
import type { ManagerView, VirtualMachine, World } from '../domain/world'
import { ALL_STAY, type CompanionOf } from './affinity'
import { type Commitment, release } from './commitments'
import { leftAliveNote } from './last-to-go'
import { judgeMigration, obstacleOfVm } from './preflight'
import { chooseTarget, commitWithCompanions, createTargetFinder, type TargetFinder } from './placement'
import { hasLastingPower, type TargetPower } from './target-power'
import { whyKeptAlive, whyNeverSaved } from './vm-class'
import { indexOf } from './world-index'

export interface ActionWish {
  readonly action: VmAction
  readonly fallback: VmFallback
  readonly targetHostId: HostId | null
}

/** What can be done instead of what was asked. `action` null: nothing may be done, it stays as it is. */
export interface ResolvedAction {
  readonly action: Exclude<VmAction, 'keep'> | null
  readonly fallback: VmFallback
  readonly targetHostId: HostId | null
  /** Each departure from what was asked, with its reason. */
  readonly notes: readonly string[]
}

export interface ActionContext {
  readonly world: World
  readonly power: TargetPower
  readonly excludedHostIds: ReadonlySet<HostId>
  readonly findTarget: TargetFinder
  /** Migrations are booked here, one after the other. */
  readonly ledger: Map<HostId, Commitment>
  /** What the same plan does with VMs that nothing was decided of yet. Left out: they stay where they are. */
  readonly companionOf?: CompanionOf
  /** Where mandatory rules of the platform have sent VMs along with others, their room booked. */
  readonly along: Map<VmId, HostId>
  /** Where VMs of the same plan are to go, their room booked in the ledger already. Absent: none is. */
  readonly placed?: ReadonlyMap<VmId, HostId>
  /** Guests that have not answered since this run moved them (S0-07). Absent: none. */
  readonly silent?: ReadonlySet<VmId>
}

export const actionContext = (given: Omit<ActionContext, 'findTarget' | 'along'>): ActionContext => ({
  ...given,
  along: new Map(),
  findTarget: createTargetFinder(given),
})

const whyNotSaved = (vm: VirtualMachine, manager: ManagerView | undefined): string | null =>
  (manager !== undefined && !manager.capabilities.saveState ? say(P.cannotSave, { manager: manager.name }) : null) ??
  whyNeverSaved(vm)

/** A fallback that may really be taken: never a forbidden save (D9), never a shutdown the platform has not. */
const safeFallback = (action: VmAction, fallback: VmFallback, vm: VirtualMachine, manager: ManagerView | undefined) => {
  if (fallback === action) return { fallback: 'leave' as const, note: null }
  if (fallback === 'save-state') {
    const forbidden = whyNotSaved(vm, manager)
    const instead: VmFallback = action === 'shutdown' ? 'leave' : 'shutdown'
    if (forbidden !== null)
      return { fallback: instead, note: say(P.fallbackReplaced, { action: instead, asked: fallback, why: forbidden }) }
  }
  return { fallback, note: null }
}

/** Books the move, and the place of all that has to come along. */
const book = (context: ActionContext, vm: VirtualMachine, hostId: HostId): void => {
  for (const companion of commitWithCompanions(context.ledger, hostId, { ...context, vm }))
    context.along.set(companion.id, hostId)
}

/** Where it was placed, if that still holds beside all others; its room is given back otherwise. */
const takePlaced = (context: ActionContext, vm: VirtualMachine): boolean => {
  const { world, ledger, power, placed } = context
  const index = indexOf(world)
  const placedOn = placed?.get(vm.id)
  const target = placedOn === undefined ? undefined : index.hosts.get(placedOn)
  if (target === undefined) return false
  release(ledger, target.id, vm)
  const isFit =
    hasLastingPower(power, target.id) &&
    !context.excludedHostIds.has(target.id) &&
    judgeMigration(world, vm, target, ledger, { companionOf: context.companionOf ?? ALL_STAY }).feasible
  if (isFit) book(context, vm, target.id)
  return isFit
}

const moveOf = (context: ActionContext, vm: VirtualMachine, wish: ActionWish) => {
  const { world, ledger, silent } = context
  if (silent?.has(vm.id) === true) return { hostId: null, why: P.guestSilent }
  const along = context.along.get(vm.id)
  if (along !== undefined) return { hostId: along, why: null }
  const manager = indexOf(world).managers.get(vm.managerId)
  if (manager !== undefined && !manager.capabilities.liveMigration)
    return { hostId: null, why: say(P.cannotMove, { manager: manager.name }) }
  const obstacle = obstacleOfVm(vm)
  if (obstacle !== null) return { hostId: null, why: obstacle }
  if (takePlaced(context, vm)) return { hostId: context.placed?.get(vm.id) ?? null, why: null }
  const found = wish.targetHostId === null ? context.findTarget(vm, ledger, context.companionOf) : null
  if (found !== null) {
    book(context, vm, found.id)
    return { hostId: found.id, why: null }
  }
  const choice = chooseTarget({ ...context, vm, commitments: ledger, preferredHostId: wish.targetHostId })
  if (choice.target === null) return { hostId: null, why: choice.reason }
  book(context, vm, choice.target.id)
  if (wish.targetHostId === null || wish.targetHostId === choice.target.id) return { hostId: choice.target.id, why: null }
  const named = choice.candidates.find((candidate) => candidate.hostId === wish.targetHostId)
  const reason = named === undefined ? P.noSuchTarget : named.reason
  return {
    hostId: choice.target.id,
    why: `moves to ${choice.reason} instead of ${named?.hostName ?? 'its named host'}: ${reason}`,
  }
}

/** It is moved all the same: a host with one UPS is better than one without power. But it is said (P5). */
const singleUpsNote = (world: World, vm: VirtualMachine, to: HostId): string | null => {
  const only = onlyUpsAfter(world.feeds, vm.hostId, to)
  if (only === null) return null
  const group = world.groups.find(({ deviceIds }) => deviceIds.includes(only))
  const host = indexOf(world).hosts.get(to)?.name ?? to
  return group === undefined ? say(P.singleUps, { host }) : say(P.singleUpsIn, { host, group: group.name })
}

/**
 * What a plan's wish for a VM comes to on this platform, now: a migration only where a target has lasting power and room (D4),
 * a saved state only where it is allowed (D9), else the next in line, said. What the operation stands on is moved or left alone (D5).
 */
export const resolveAction = (context: ActionContext, vm: VirtualMachine, asked: ActionWish): ResolvedAction => {
  const kept = whyKeptAlive(vm)
  // D5: a move that comes to nothing leaves it where it is.
  const wish: ActionWish = kept === null ? asked : { ...asked, fallback: 'leave' }
  const manager = indexOf(context.world).managers.get(vm.managerId)
  const notes: string[] = []
  const take = (action: Exclude<VmAction, 'keep'>, targetHostId: HostId | null = null): ResolvedAction => {
    const { fallback, note } = safeFallback(action, wish.fallback, vm, manager)
    return { action, fallback, targetHostId, notes: note === null ? notes : [...notes, note] }
  }
  const none = (): ResolvedAction => ({ action: null, fallback: 'leave', targetHostId: null, notes })
  const shutdownOr = (why: string | null): ResolvedAction => {
    if (why !== null) notes.push(say(P.shutDownInstead, { why }))
    if (manager === undefined || manager.capabilities.shutdownGuest) return take('shutdown')
    notes.push(say(P.cannotShutDown, { manager: manager.name }))
    return wish.fallback === 'power-off' ? take('power-off') : none()
  }
  if (kept !== null && wish.action !== 'migrate' && wish.action !== 'keep') {
    notes.push(leftAliveNote(kept))
    return none()
  }
  switch (wish.action) {
    case 'keep':
      return none()
    case 'power-off':
      return take('power-off')
    case 'shutdown':
      return shutdownOr(null)
    case 'save-state': {
      const forbidden = whyNotSaved(vm, manager)
      return forbidden === null ? take('save-state') : shutdownOr(forbidden)
    }
    case 'migrate': {
      const { hostId, why } = moveOf(context, vm, wish)
      if (hostId !== null) {
        if (why !== null) notes.push(why)
        const single = singleUpsNote(context.world, vm, hostId)
        if (single !== null) notes.push(single)
        const onBattery = context.power.onBattery?.get(hostId)
        if (onBattery !== undefined) notes.push(onBattery)
        return take('migrate', hostId)
      }
      notes.push(say(P.cannotBeMoved, { why: why ?? P.noHostAtAll }))
      if (wish.fallback === 'leave') return none()
      const action = insteadOfMove(wish.fallback)
      notes.push(say(P.fallbackDone, { fallback: action.replaceAll('-', ' ') }))
      const fallback = action === wish.fallback ? 'leave' : wish.fallback
      const instead = resolveAction(context, vm, { ...wish, action, fallback })
      return { ...instead, notes: [...notes, ...instead.notes] }
    }
  }
}
