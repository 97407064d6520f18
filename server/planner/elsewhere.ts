import type { HostId } from '../domain/ids'
import type { ManagerKind } from '../domain/manager'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import { type Host, isSeenUp, type VirtualMachine, type World } from '../domain/world'
import type { Commitments } from './commitments'
import { judgeMigration, obstacleOfVm, roomMiB } from './preflight'
import { byName, indexOf, type WorldIndex } from './world-index'

export interface ElsewhereQuestion {
  readonly world: World
  readonly vm: VirtualMachine
  /** Where it ran, which stays away. */
  readonly home: Host
  readonly ledger: Commitments
  /** Hosts whose power is in trouble. */
  readonly avoid: ReadonlySet<HostId>
}

export type Elsewhere = { readonly host: Host } | { readonly no: string }

/**
 * A VM runs exactly once: while nobody knows what its own host does, it may run there, or come up there (A4). Its host is seen, and so
 * its manager's word that it is off, or is verified off by its own controller (A5).
 */
const isProvedOff = (vm: VirtualMachine, home: Host): boolean =>
  vm.power === 'off' && (isSeenUp(home) || (home.connection !== 'up' && home.verifiedOff === true))

/** Each host keeps a list of its own there: one that was off may hold the VM still, and start it when it comes back. */
const LISTS_OF_THEIR_OWN: ReadonlySet<ManagerKind> = new Set(['libvirt', 'hyperv', 'runbook'])

/** What about the VM itself binds it to its host, in words; null: nothing. */
const bondOf = (vm: VirtualMachine, home: Host, kind: ManagerKind | undefined): string | null => {
  if (kind === undefined || LISTS_OF_THEIR_OWN.has(kind)) return say(P.mayStartItToo, { host: home.name })
  if (vm.hostId === home.id) return say(P.registeredThere, { host: home.name })
  const unknown = vm.disks.find(({ local, datastoreNativeId }) => local || datastoreNativeId === null)
  if (unknown !== undefined) return say(P.diskNotShared, { disk: unknown.label })
  return obstacleOfVm(vm)
}

/** Ordinary hosts before spare ones, then those with the most room. */
const byRoom =
  (index: WorldIndex, ledger: Commitments) =>
  (left: Host, right: Host): number =>
    Number(left.isSpare === true) - Number(right.isSpare === true) ||
    (roomMiB(index, right, ledger) ?? 0) - (roomMiB(index, left, ledger) ?? 0) ||
    byName(left, right)

/**
 * Where a VM starts whose own host does not come back (R1): on a host that reaches all that it needs, by the same checks as for a move,
 * where its platform has it registered, or on any where the platform binds it to none. Or why it does not.
 */
export const startElsewhere = ({ world, vm, home, ledger, avoid }: ElsewhereQuestion): Elsewhere => {
  const index = indexOf(world)
  if (!isProvedOff(vm, home)) return { no: say(P.mightRunTwice, { host: home.name }) }
  const bond = bondOf(vm, home, index.managers.get(vm.managerId)?.kind)
  if (bond !== null) return { no: bond }
  const known = index.hostsOfManager.get(vm.managerId) ?? []
  const candidates = known
    .filter(
      (host) => host.id !== home.id && (vm.hostId === null || vm.hostId === host.id) && isSeenUp(host) && !avoid.has(host.id),
    )
    .sort(byRoom(index, ledger))
  let no: string = P.noneUpAndFed
  for (const host of candidates) {
    // As if it moved there: what its own host has is what it needs.
    const verdict = judgeMigration(world, { ...vm, hostId: home.id }, host, ledger, { companionOf: () => 'ends' })
    if (verdict.feasible) return { host }
    no = `${host.name}: ${verdict.reasons.join('; ')}`
  }
  return { no }
}
