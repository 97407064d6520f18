import { CHECK_SENTENCES as S } from '../domain/check-sentences'
import type { NetworkFacts } from '../domain/inventory'
import type { CheckResult } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { CardVlan, HostVlan, Vlan } from '../domain/vlan'
import type { Host, VirtualMachine } from '../domain/world'
import type { WorldIndex } from './world-index'

const pass: CheckResult = { state: 'pass', reason: null }
const fail = (reason: string): CheckResult => ({ state: 'fail', reason })
const warn = (reason: string): CheckResult => ({ state: 'warn', reason })
const unknown = (reason: string): CheckResult => ({ state: 'unknown', reason })

const vlansByNetwork = new WeakMap<readonly HostVlan[], ReadonlyMap<string, HostVlan>>()

/** What a host's own network leads to; null: the platform does not tell. */
export const hostVlanOf = (host: Host, networkNativeId: string): HostVlan | null => {
  const { vlans } = host
  if (vlans === undefined) return null
  const known = vlansByNetwork.get(vlans) ?? new Map(vlans.map((each) => [each.networkNativeId, each]))
  vlansByNetwork.set(vlans, known)
  return known.get(networkNativeId) ?? null
}

const networksById = new WeakMap<readonly NetworkFacts[], ReadonlyMap<string, NetworkFacts>>()

const networkOf = (index: WorldIndex, vm: VirtualMachine, nativeId: string): NetworkFacts | null => {
  const networks = index.managers.get(vm.managerId)?.networks
  if (networks === undefined) return null
  const known = networksById.get(networks) ?? new Map(networks.map((each) => [each.nativeId, each]))
  networksById.set(networks, known)
  return known.get(nativeId) ?? null
}

/** "VLAN 40", "untagged": read back by screens. */
const vlanWords = (vlan: Vlan): string => {
  switch (vlan) {
    case 'untagged':
      return 'untagged'
    case 'trunk':
      return 'a trunk of VLANs'
    case 'inside':
      return 'inside its host only'
    default:
      return `VLAN ${vlan}`
  }
}

/** The VLAN of a network that the target lacks is that which the VM has now: "DMZ (VLAN 40)". */
const missingName = (index: WorldIndex, vm: VirtualMachine, source: Host | undefined, nativeId: string): string => {
  const network = networkOf(index, vm, nativeId)
  const name = network?.name ?? nativeId
  const card = vm.cardVlans?.find((each) => each.networkNativeId === nativeId)?.vlan
  const told = card ?? network?.vlan ?? (source === undefined ? null : hostVlanOf(source, nativeId)?.vlan)
  return typeof told !== 'number' || name.includes(String(told)) ? name : `${name} (VLAN ${told})`
}

const isWithin = (vlan: number, ranges: Exclude<HostVlan['tags'], 'on-demand' | undefined>): boolean =>
  ranges.some(([from, to]) => from <= vlan && vlan <= to)

/** Whether what the VM's card bears gets through on the target. */
const checkTag = (network: string, card: CardVlan, own: HostVlan | null, there: HostVlan, target: Host): CheckResult => {
  const vlan = vlanWords(card.vlan)
  const notCarried = fail(say(S.tagNotCarried, { network, host: target.name, vlan }))
  const { tags } = there
  if (tags === undefined) return pass
  if (tags !== 'on-demand') {
    const carries = card.vlan === 'trunk' ? tags.length > 0 : isWithin(card.vlan, tags)
    return carries ? pass : notCarried
  }
  if (card.vlan === 'trunk') return notCarried
  return own?.tags === 'on-demand' ? pass : warn(say(S.tagOnDemand, { network, host: target.name, vlan }))
}

/** A network of which each host has its own leads to the same there as here. */
const checkOwnNetwork = (vm: VirtualMachine, network: NetworkFacts, source: Host | undefined, target: Host): CheckResult => {
  const [own, there] = [source, target].map((host) => (host === undefined ? null : hostVlanOf(host, network.nativeId)))
  if (there == null) return unknown(say(S.vlanUntold, { network: network.name, host: target.name }))
  const tags = (vm.cardVlans ?? [])
    .filter(({ networkNativeId }) => networkNativeId === network.nativeId)
    .map((card) => checkTag(network.name, card, own ?? null, there, target))
  const refused = tags.find(({ state }) => state === 'fail')
  if (refused !== undefined) return refused
  if (source === undefined || own == null)
    return unknown(say(S.vlanUntold, { network: network.name, host: source?.name ?? 'its present host' }))
  if (own.vlan !== there.vlan)
    return fail(
      say(S.vlanDiffers, {
        network: network.name,
        vlan: vlanWords(there.vlan),
        host: target.name,
        own: vlanWords(own.vlan),
        from: source.name,
      }),
    )
  if (there.vlan === 'inside') return warn(say(S.vlanInside, { network: network.name, host: target.name, from: source.name }))
  return tags.find(({ state }) => state === 'warn') ?? pass
}

/** The network that carries the move itself, where a platform tells of trouble with it. */
const checkMigrationNetwork = (source: Host | undefined, target: Host): CheckResult => {
  const troubled = [source, target].find((host) => host?.migrationTrouble != null)
  return troubled?.migrationTrouble == null ? pass : warn(`${troubled.name}: ${troubled.migrationTrouble}`)
}

const WORST_FIRST = ['fail', 'unknown', 'warn'] as const

/** CHECK 2 (S1-11, S1-25): every network of the VM exists on the target and leads to the same VLAN there as where the VM is now. */
export const checkNetwork = (index: WorldIndex, vm: VirtualMachine, target: Host): CheckResult => {
  const source = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  const missing = vm.networkNativeIds.filter((id) => !target.networkNativeIds.includes(id))
  if (missing.length > 0) {
    const network = missing.map((id) => missingName(index, vm, source, id)).join(', ')
    return fail(say(missing.length === 1 ? S.networkMissing : S.networksMissing, { host: target.name, network }))
  }
  const results = vm.networkNativeIds.flatMap((id) => {
    const network = networkOf(index, vm, id)
    return network?.ofEachHost === true ? [checkOwnNetwork(vm, network, source, target)] : []
  })
  const against = [...results, checkMigrationNetwork(source, target)]
  for (const state of WORST_FIRST) {
    const worst = against.find((result) => result.state === state)
    if (worst !== undefined) return worst
  }
  return pass
}
