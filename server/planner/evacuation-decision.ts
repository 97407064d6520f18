import type { HostId } from '../domain/ids'
import type { EvacuationChoice } from '../domain/order'
import type { CarriedStorage, CheckResults, EvacuationCandidate, EvacuationItem } from '../domain/preflight'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { Host, VirtualMachine } from '../domain/world'
import { type Companion, plannedHostOf } from './affinity'
import { bookedBeside } from './booked-beside'
import type { EvacuationContext } from './evacuation-context'
import { chooseTarget, commitWithCompanions, judgeWithCompanions } from './placement'
import { judgeMigration, NOT_NEEDED, obstacleOfVm } from './preflight'
import { commitStorage, judgeStorageMove } from './storage-move'
import { storageOffers, withOffers } from './storage-offers'
import { hasLastingPower, whyNoLastingPower } from './target-power'
import { guestToolsWarning, whyKeptAlive, whyNeverSaved, whySystemVm } from './vm-class'
import { clusterIdOf, holdsMemory } from './world-index'

export interface Decided {
  readonly action: EvacuationItem['action']
  readonly target: Host | null
  readonly why: string
  readonly checks: CheckResults
  readonly candidates: readonly EvacuationCandidate[]
  /** Rules of the platform that the chosen target breaks though it may. */
  readonly warnings: readonly string[]
  /** The disks that are copied too. Absent: none is. */
  readonly storage?: CarriedStorage
}

const decided = (action: Decided['action'], why: string, more: Partial<Decided> = {}): Decided => ({
  action,
  target: null,
  why,
  checks: NOT_NEEDED,
  candidates: [],
  warnings: [],
  ...more,
})

const whyNotSaved = (context: EvacuationContext, vm: VirtualMachine): string | null =>
  (context.manager.capabilities.saveState ? null : say(P.cannotSave, { manager: context.manager.name })) ?? whyNeverSaved(vm)

/** A mandatory rule of the platform has sent it along with another already, and its room is booked. */
const comeAlong = (context: EvacuationContext, vm: VirtualMachine, hostId: HostId): Decided | null => {
  const { world, index, ledger } = context
  const target = index.hosts.get(hostId)
  if (target === undefined) return null
  const others = new Map(ledger)
  others.delete(hostId)
  const { checks } = judgeMigration(world, vm, target, others, { companionOf: context.companionOf })
  return decided('migrate', say(P.movesAlong, { host: target.name }), { target, checks })
}

/** The disks that go along to a target that was found fit for them, booked. */
const carriedTo = ({ index, storage }: EvacuationContext, vm: VirtualMachine, target: Host): Pick<Decided, 'storage'> => {
  const fit = judgeStorageMove(index, vm, target, storage)
  if (fit === null || 'why' in fit) return {}
  commitStorage(storage, vm.managerId, fit.carried)
  return { storage: fit.carried }
}

const withDisks = ({ storage }: Pick<Decided, 'storage'>): string =>
  storage === undefined ? '' : `, its disks to ${storage.datastoreName}`

/** Books it with all that comes along: these are decided then. */
const settle = ({ world, ledger, placed, companionOf }: EvacuationContext, vm: VirtualMachine, target: Host): void => {
  const companions = commitWithCompanions(ledger, target.id, { world, vm, companionOf })
  for (const { id } of [vm, ...companions]) placed.delete(id)
}

const move = (context: EvacuationContext, vm: VirtualMachine, withStorage: boolean): Decided => {
  const { world, ledger, power, companionOf } = context
  const booked = plannedHostOf(ledger, vm.id)
  const along = booked === null ? null : comeAlong(context, vm, booked)
  if (along !== null) return along
  const obstacle = obstacleOfVm(vm)
  const storage = withStorage ? context.storage : undefined
  const commitments = bookedBeside(context, vm)
  const preferredHostId = context.placed.get(vm.id) ?? null
  const choice = chooseTarget({ world, vm, commitments, power, companionOf, storage, preferredHostId })
  const { target, checks, candidates, warnings } = choice
  if (target !== null && context.withheld.has(vm.id)) return decided('blocked', P.keptForFailures, { checks, candidates })
  if (obstacle !== null) return decided('blocked', obstacle, { checks, candidates })
  if (target === null) return decided('blocked', choice.reason, { checks, candidates })
  settle(context, vm, target)
  const carried = withStorage ? carriedTo(context, vm, target) : {}
  const why = `moves live to ${choice.reason}${withDisks(carried)}`
  return decided('migrate', why, { target, checks, candidates, warnings, ...carried })
}

/** The admin named the target: that one or nothing (S1-16). */
const moveTo = (context: EvacuationContext, vm: VirtualMachine, targetHostId: HostId, withStorage: boolean): Decided => {
  const { world, index, ledger, power, companionOf } = context
  const target = index.hosts.get(targetHostId)
  const { candidates } = chooseTarget({ world, vm, commitments: bookedBeside(context, vm), power, companionOf })
  if (target === undefined) return decided('blocked', P.hostUnknownChoose, { candidates })
  const booked = plannedHostOf(ledger, vm.id)
  if (booked === target.id) return comeAlong(context, vm, target.id) ?? decided('blocked', P.hostUnknown)
  const storage = withStorage ? context.storage : undefined
  const verdict = judgeWithCompanions({ world, vm, commitments: ledger, companionOf, storage }, target)
  const { checks } = verdict
  if (!hasLastingPower(power, target.id))
    return decided('blocked', say(P.chosenWithoutPower, { host: target.name, why: whyNoLastingPower(power, target.id) }), {
      target,
      checks,
      candidates,
    })
  if (!verdict.feasible)
    return decided('blocked', say(P.chosenUnfit, { host: target.name, reasons: verdict.reasons.join('; ') }), {
      target,
      checks,
      candidates,
    })
  settle(context, vm, target)
  const carried = withStorage ? carriedTo(context, vm, target) : {}
  return decided(
    'migrate',
    carried.storage === undefined
      ? say(P.movesAsChosen, { host: target.name })
      : say(P.movesAsChosenWithDisks, { host: target.name, store: carried.storage.datastoreName }),
    {
      target,
      checks,
      candidates,
      warnings: verdict.warnings,
      ...carried,
    },
  )
}

/** D5: not even where a person chose it: the console that could undo it, or the manager that it needs, would be gone. */
const blockedAsKept = (why: string): Decided => decided('blocked', say(P.blockedAsKept, { why }))

const asChosen = (context: EvacuationContext, vm: VirtualMachine, choice: EvacuationChoice): Decided => {
  const { capabilities, name } = context.manager
  const kept = whyKeptAlive(vm)
  if (kept !== null && choice.action !== 'migrate') return blockedAsKept(kept)
  switch (choice.action) {
    case 'migrate':
      if (!capabilities.liveMigration) return decided('blocked', say(P.cannotMoveChoose, { manager: name }))
      return choice.targetHostId === null
        ? move(context, vm, choice.withStorage === true)
        : moveTo(context, vm, choice.targetHostId, choice.withStorage === true)
    case 'save-state': {
      const forbidden = whyNotSaved(context, vm)
      if (forbidden !== null) return decided('blocked', say(P.savingForbidden, { why: forbidden }))
      return decided('save-state', P.savedAsChosen)
    }
    case 'shutdown':
      if (!capabilities.shutdownGuest) return decided('blocked', say(P.cannotShutDownChoose, { manager: name }))
      return decided('shutdown', [P.shutDownAsChosen, guestToolsWarning(vm)].filter((part) => part !== null).join('; '))
  }
}

/** Why live migration is not this VM's way at all (S0-02, S0-04); null: it is. */
const whyNotLive = (context: Pick<EvacuationContext, 'index' | 'host' | 'manager'>, vm: VirtualMachine): string | null => {
  const { index, host, manager } = context
  if (!manager.capabilities.liveMigration) return say(P.cannotMove, { manager: manager.name })
  const cluster = clusterIdOf(index, vm)
  const others = (index.hostsOfManager.get(host.managerId) ?? []).filter(
    (other) => other.id !== host.id && other.clusterNativeId === cluster,
  )
  if (others.length === 0) return say(P.standsAlone, { host: host.name })
  if (manager.capabilities.migratesOnlyHighlyAvailable === true && vm.highlyAvailable === false) return P.notHighlyAvailable
  return null
}

/** Where it goes is left to the planner, which looks at all such VMs together. */
export const movesByItself = (
  context: Pick<EvacuationContext, 'index' | 'host' | 'manager'>,
  vm: VirtualMachine,
  choice: EvacuationChoice | undefined,
): boolean => {
  if (!holdsMemory(vm) || vm.power === 'unknown' || whySystemVm(vm) !== null || obstacleOfVm(vm) !== null) return false
  if (choice === undefined) return whyNotLive(context, vm) === null
  const isOpen = choice.action === 'migrate' && choice.targetHostId === null && choice.withStorage !== true
  return isOpen && context.manager.capabilities.liveMigration
}

/** One that could stay, but leaves its host to make room there (S1-06). Null: it cannot go there, or not any more. */
export const decideMakingRoom = (context: EvacuationContext, vm: VirtualMachine, targetHostId: HostId): Decided | null => {
  const { world, index, power, companionOf } = context
  const target = index.hosts.get(targetHostId)
  if (target === undefined || !hasLastingPower(power, target.id)) return null
  const verdict = judgeMigration(world, vm, target, bookedBeside(context, vm), { companionOf })
  if (!verdict.feasible) return null
  const from = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  const why = say(P.makesRoom, { host: target.name, from: from?.name ?? '' })
  return decided('migrate', why, { target, checks: verdict.checks, warnings: verdict.warnings })
}

const automatically = (context: EvacuationContext, vm: VirtualMachine): Decided => {
  if (vm.power === 'unknown') return decided('blocked', P.runsUntold)
  if (vm.lockedBy !== null) return decided('blocked', obstacleOfVm(vm) ?? vm.lockedBy)
  const notLive = whyNotLive(context, vm)
  if (notLive === null) return move(context, vm, false)
  const kept = whyKeptAlive(vm)
  if (kept !== null) return blockedAsKept(`${notLive}, and ${kept}`)
  const notSaved = whyNotSaved(context, vm)
  return notSaved === null
    ? decided('save-state', say(P.savedInstead, { why: notLive }))
    : decided('blocked', say(P.notSavedEither, { why: notLive, kept: notSaved }))
}

/** What will become of a VM of the host before its turn: where it is not said to end, a live move is tried. */
export const fateOf = (
  context: Pick<EvacuationContext, 'index' | 'host' | 'manager'>,
  vm: VirtualMachine,
  choice: EvacuationChoice | undefined,
): Companion => {
  if (choice !== undefined) return choice.action === 'migrate' ? 'moves' : 'ends'
  return whyNotLive(context, vm) === null ? 'moves' : 'ends'
}

/** What happens to one VM of a host that enters maintenance. Moves are booked in the context's ledger. */
export const decideEvacuation = (
  context: EvacuationContext,
  vm: VirtualMachine,
  choice: EvacuationChoice | undefined,
): Decided => {
  const system = whySystemVm(vm)
  if (system !== null) return decided('none', say(P.leftAlone, { why: system }))
  if (!holdsMemory(vm)) return decided('none', vm.power === 'saved' ? P.savedAlready : P.offAlready)
  const offers = storageOffers(context, vm)
  const taken = choice === undefined ? automatically(context, vm) : asChosen(context, vm, choice)
  return { ...taken, candidates: withOffers(taken.candidates, offers) }
}
