import type { HostId, VmId } from '../domain/ids'
import type { AffinityRule } from '../domain/inventory'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { Host, VirtualMachine, World } from '../domain/world'
import type { Commitments } from './commitments'
import { holdsMemory, indexOf, type VmRule, type WorldIndex } from './world-index'

/**
 * What the same plan does with a VM that nothing was decided of yet: it moves live too, it ends (is saved, shut down), or it
 * stays where it is.
 */
export type Companion = 'moves' | 'ends' | 'stays'
export type CompanionOf = (vm: VirtualMachine) => Companion

export const ALL_STAY: CompanionOf = () => 'stays'

export interface AffinityVerdict {
  /** What mandatory rules forbid, in words; each names its rule. */
  readonly obstacles: readonly string[]
  /** What other rules would rather not have. */
  readonly warnings: readonly string[]
}

const NONE: AffinityVerdict = { obstacles: [], warnings: [] }

/** Where the plan so far sends a VM; null: nowhere. */
export const plannedHostOf = (commitments: Commitments, vmId: VmId): HostId | null => {
  for (const [hostId, { vmIds }] of commitments) if (vmIds.includes(vmId)) return hostId
  return null
}

const partnersOf = ({ vms }: VmRule, vm: VirtualMachine): readonly VirtualMachine[] => vms.filter(({ id }) => id !== vm.id)

const namesOfHosts = (index: WorldIndex, vm: VirtualMachine, rule: AffinityRule): string => {
  const hosts = index.hostsOfManager.get(vm.managerId) ?? []
  const names = hosts.filter(({ nativeId }) => rule.hostNativeIds.includes(nativeId)).map(({ name }) => name)
  return names.length === 0 ? 'hosts that are not there' : names.join(', ')
}

interface Question {
  readonly index: WorldIndex
  readonly vm: VirtualMachine
  readonly target: Host
  readonly commitments: Commitments
  readonly companionOf: CompanionOf
}

/** It is there, or will be; what may leave it is still taken to be there. */
const partnerAt = ({ vm, target, commitments }: Question, rule: VmRule): VirtualMachine | undefined =>
  partnersOf(rule, vm).find(
    (partner) =>
      (partner.hostId === target.id && holdsMemory(partner)) || commitments.get(target.id)?.vmIds.includes(partner.id) === true,
  )

/** From one that ends up elsewhere, in words; null: from none. System VMs follow their platform (D6). */
const whyParted = ({ index, vm, target, commitments, companionOf }: Question, rule: VmRule): string | null => {
  for (const partner of partnersOf(rule, vm)) {
    if (partner.systemKind !== null) continue
    const planned = plannedHostOf(commitments, partner.id)
    const stays = planned === null && holdsMemory(partner) && companionOf(partner) === 'stays'
    const place = planned ?? (stays ? partner.hostId : null)
    if (place !== null && place !== target.id)
      return say(planned === null ? P.keptTogetherStays : P.keptTogetherWillBe, {
        vm: partner.name,
        host: index.hosts.get(place)?.name ?? place,
      })
  }
  return null
}

/** Why the VM on this host breaks the rule, in words; null: it does not. */
const whyBroken = (question: Question, given: VmRule): string | null => {
  const { index, vm, target } = question
  const { rule } = given
  switch (rule.kind) {
    case 'on-hosts':
      return rule.hostNativeIds.includes(target.nativeId) ? null : say(P.belongsOn, { hosts: namesOfHosts(index, vm, rule) })
    case 'off-hosts':
      return rule.hostNativeIds.includes(target.nativeId) ? say(P.keptOff, { host: target.name }) : null
    case 'apart': {
      const partner = partnerAt(question, given)
      return partner === undefined ? null : say(P.keptApart, { vm: partner.name, host: target.name })
    }
    case 'together':
      return whyParted(question, given)
  }
}

/** What the platform's own affinity rules say of a VM on a host, with everything that was planned before. */
export const affinityVerdict = (question: Question): AffinityVerdict => {
  const rules = question.index.rulesOfVm.get(question.vm.id)
  if (rules === undefined) return NONE
  const obstacles: string[] = []
  const warnings: string[] = []
  for (const given of rules) {
    const why = whyBroken(question, given)
    if (why !== null) (given.rule.mandatory ? obstacles : warnings).push(say(P.brokenRule, { rule: given.rule.name, why }))
  }
  return { obstacles, warnings }
}

/** The VMs that mandatory rules make come along wherever this one goes: running, to be moved too, and not decided yet. */
export const companionsOf = (
  world: World,
  vm: VirtualMachine,
  commitments: Commitments,
  companionOf: CompanionOf,
): readonly VirtualMachine[] => {
  const { rulesOfVm } = indexOf(world)
  if (!rulesOfVm.has(vm.id)) return []
  const found = new Map<VmId, VirtualMachine>([[vm.id, vm]])
  for (const each of found.values())
    for (const given of rulesOfVm.get(each.id) ?? [])
      if (given.rule.mandatory && given.rule.kind === 'together')
        for (const partner of partnersOf(given, each)) {
          const comes = holdsMemory(partner) && partner.systemKind === null && companionOf(partner) === 'moves'
          if (comes && plannedHostOf(commitments, partner.id) === null) found.set(partner.id, partner)
        }
  found.delete(vm.id)
  return [...found.values()]
}
