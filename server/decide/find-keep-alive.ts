import type { ManagerId, VmId } from '../domain/ids'
import type { VmFacts } from '../domain/inventory'
import type { KeepAlive, KeepAliveMarks, KeepAliveRole, KeepAliveSign, OwnMachine } from '../domain/keep-alive'
import { uuidForms } from './uuid-forms'

/** What the operation speaks to over the network and cannot do without. */
export interface Dependency {
  readonly role: Extract<KeepAliveRole, 'manager' | 'database'>
  readonly name: string
  /** Null: it is no manager. */
  readonly managerId: ManagerId | null
  /** As configured, in lower case: a name, or an address. */
  readonly hostName: string
  /** Where it is, as last resolved; none of this machine's own loopback. */
  readonly addresses: readonly string[]
  /** Who answers at one of its addresses, where this machine is on the same network. */
  readonly neighbours: readonly { readonly address: string; readonly mac: string }[]
}

export interface KeepAliveSite {
  readonly machine: OwnMachine
  readonly dependencies: readonly Dependency[]
  readonly marks: KeepAliveMarks
}

/** What a VM was once recognised by that its guest alone could tell. */
export interface Recalled {
  readonly role: Dependency['role']
  readonly hostName: string
  readonly address: string
  /** Who answered at that address then; null: that was not seen. */
  readonly mac: string | null
}

/** Outlives what guests tell: their tools fall silent when networks go (A12). */
export interface Recollection {
  of(id: VmId): readonly Recalled[]
  keep(id: VmId, recalled: readonly Recalled[]): void
}

const NO_RECOLLECTION: Recollection = { of: () => [], keep: () => undefined }

/** A sign that no clone and no namesake shows: nobody can talk it away. */
export const isSure = ({ by }: KeepAliveSign): boolean => by === 'uuid' || by === 'mac' || by === 'platform'

/** What a guest has of itself, also without any network. */
const isOfNoNetwork = (address: string): boolean => /^(127\.|169\.254\.|::1$|fe[89ab][\da-f]:)/i.test(address)

/** What of the operation a VM carries, the surest sign first; null: nothing that is known (D5). */
export type FindKeepAlive = (vm: VmFacts, id: VmId, managerId: ManagerId) => readonly KeepAlive[] | null

export const NOTHING_KEPT: FindKeepAlive = () => null

/** What a VM shows of itself is looked up here: with ten thousand VMs nothing is compared one by one. */
const lookUp = <T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> => {
  const found = new Map<string, T[]>()
  for (const [key, value] of pairs) found.set(key, [...(found.get(key) ?? []), value])
  return found
}

/** "vcenter.example" → vcenter.example, vcenter. An address has no name. */
const namesOf = (hostName: string): readonly string[] => {
  const label = hostName.split('.')[0] ?? ''
  return label === '' || /^[\d.]+$/.test(hostName) || hostName.includes(':') ? [] : [...new Set([hostName, label])]
}

/**
 * Recognises the VMs that the operation stands on: the one it runs in, those of managers and of its database, and what people marked.
 * Several VMs may show the same sign (one VM seen through two managers, a replica): each is kept, for a doubt costs only a question.
 * Who was recognised by its guest's address stays so while its guest tells none, until something contradicts.
 */
export const findKeepAlive = (
  { machine, dependencies, marks }: KeepAliveSite,
  recollection: Recollection = NO_RECOLLECTION,
): FindKeepAlive => {
  const ownUuids = new Set(machine.uuid === null ? [] : uuidForms(machine.uuid))
  const ownMacs = new Set(machine.macs.map((mac) => mac.toLowerCase()))
  const byAddress = lookUp(dependencies.flatMap((one) => one.addresses.map((address) => [address, one] as const)))
  const byMac = lookUp(
    dependencies.flatMap((one) => one.neighbours.map((neighbour) => [neighbour.mac, { one, neighbour }] as const)),
  )
  const byName = lookUp(dependencies.flatMap((one) => namesOf(one.hostName).map((name) => [name, one] as const)))

  const ownSign = (vm: VmFacts, macs: readonly string[]): KeepAliveSign | null => {
    const uuid = vm.firmwareUuid ?? vm.uuid
    if (uuid !== null && ownUuids.has(uuid.toLowerCase())) return { by: 'uuid' }
    const mac = macs.find((each) => ownMacs.has(each))
    return mac === undefined ? null : { by: 'mac', mac }
  }
  const answering = (one: Dependency, address: string): string | null =>
    one.neighbours.find((neighbour) => neighbour.address === address)?.mac ?? null
  const told = (addresses: readonly string[]): readonly Recalled[] =>
    addresses.flatMap((address) =>
      (byAddress.get(address) ?? []).map((one) => ({
        role: one.role,
        hostName: one.hostName,
        address,
        mac: answering(one, address),
      })),
    )
  /** The name leads elsewhere, or another machine has since begun to answer there: then it is not any more. */
  const isStill = (one: Dependency, { role, hostName, address, mac }: Recalled, macs: readonly string[]): boolean => {
    if (one.role !== role || one.hostName !== hostName) return false
    const now = answering(one, address)
    return mac === null || now === null || now === mac || macs.includes(now)
  }
  const carried = (
    vm: VmFacts,
    macs: readonly string[],
    managerId: ManagerId,
    recalled: readonly Recalled[],
  ): Map<Dependency, KeepAliveSign> => {
    const signs = new Map<Dependency, KeepAliveSign>()
    const add = (one: Dependency, sign: KeepAliveSign): void => {
      // A manager may be reached at several hosts.
      const isTold = [...signs.keys()].some(
        (other) => other.role === one.role && other.managerId === one.managerId && other.name === one.name,
      )
      if (!isTold) signs.set(one, sign)
    }
    if (vm.runsItsManager === true) for (const one of dependencies) if (one.managerId === managerId) add(one, { by: 'platform' })
    for (const each of recalled)
      for (const one of byAddress.get(each.address) ?? [])
        if (isStill(one, each, macs)) add(one, { by: 'address', address: each.address })
    for (const mac of macs) for (const { one, neighbour } of byMac.get(mac) ?? []) add(one, { by: 'neighbour', ...neighbour })
    for (const one of byName.get(vm.name.toLowerCase()) ?? []) add(one, { by: 'name', hostName: one.hostName })
    return signs
  }

  return (vm, id, managerId) => {
    const macs = vm.macs.map((mac) => mac.toLowerCase())
    const mark = marks[id]
    const own = ownSign(vm, macs)
    const addresses = (vm.addresses ?? []).map((address) => address.toLowerCase()).filter((address) => !isOfNoNetwork(address))
    const before = recollection.of(id)
    const recalled = mark !== 'ordinary' && addresses.length === 0 ? before : told(addresses)
    const remembered = mark === 'ordinary' ? [] : recalled
    if (remembered.length > 0 || before.length > 0) recollection.keep(id, remembered)
    const kept: KeepAlive[] = own === null ? [] : [{ role: 'console', of: null, sign: own }]
    for (const [{ role, name }, sign] of carried(vm, macs, managerId, recalled))
      if (isSure(sign) || mark !== 'ordinary') kept.push({ role, of: name, sign })
    if (mark === 'kept') kept.push({ role: 'marked', of: null, sign: { by: 'person' } })
    return kept.length === 0 ? null : kept
  }
}
