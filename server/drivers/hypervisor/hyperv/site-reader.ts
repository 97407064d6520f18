import type { HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import { type CallOptions, type DriverFailure, refused, unreachable } from '../../ports'
import { autostartsOf } from '../../protocols/autostart'
import { budgetOf } from '../../protocols/call-deadline'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { ALWAYS_STARTED } from './starts-with-host'
import { capabilitiesOf } from './capabilities'
import { unseenHost, untoldHost } from '../../protocols/ssh/unseen-host'
import { nodeState, silentHost } from './host-facts'
import { askHost, askHostAndVms, type HostTold } from './host-question'
import { RoleOwners } from './owners'
import { hostReading, isActive, merged, onceEach, withShares } from './site-facts'
import { PathReader } from './storage-paths'
import { sameId } from './vm-facts'
import { askVm } from './vm-question'

type Heard<T> =
  | { readonly host: PowerShellHost; readonly value: T }
  /** `lives`: the machine itself answered, if only to say no. */
  | { readonly host: PowerShellHost; readonly failure: DriverFailure; readonly lives: boolean }

export const isHeard = <T>(heard: Heard<T>): heard is { readonly host: PowerShellHost; readonly value: T } => 'value' in heard

/** Other hosts that are asked about one that may be silent. */
const WITNESSES = 3

/** Members of neither group are shown an empty host: that must never be taken for one. */
export const requireRights = (mayManage: boolean, host: PowerShellHost): void => {
  if (!mayManage)
    throw new CallFailed(
      refused(`${host.ssh.user} may not manage Hyper-V on ${host.name}: it would see no VMs there.`, host.advice.account),
    )
}

/** Reads all hosts as one site: stand-alone hosts, or the nodes of a cluster. */
export class SiteReader {
  /** What each host told last: never an answer, only what makes the next one meaningful. */
  readonly #told = new Map<string, HostTold>()
  readonly #facts = new Map<string, HostFacts>()
  readonly #shutdownOrdered = new Set<string>()
  readonly #owners = new RoleOwners()
  readonly #paths = new PathReader()
  /** VMs as the last inventory had them. */
  #vms = new Map<string, VmFacts>()

  constructor(
    readonly hosts: readonly PowerShellHost[],
    /** A password goes on to the next machine, a key does not. */
    readonly hasPassword: boolean,
  ) {}

  shutdownOrdered(host: string): void {
    this.#shutdownOrdered.add(host)
  }

  told(host: string): HostTold | null {
    return this.#told.get(host) ?? null
  }

  /** A host of this address, by its id here. */
  find(name: string): PowerShellHost | null {
    return this.hosts.find((host) => host.name === name) ?? null
  }

  /** Asks every host at the same time. */
  everywhere<T>(ask: (host: PowerShellHost) => Promise<T>, hosts = this.hosts): Promise<readonly Heard<T>[]> {
    return Promise.all(
      hosts.map(async (host): Promise<Heard<T>> => {
        try {
          return { host, value: await ask(host) }
        } catch (error) {
          if (error instanceof CallFailed) return { host, failure: error.failure, lives: error.machineLives === true }
          throw error
        }
      }),
    )
  }

  readHost = async (host: PowerShellHost, options: CallOptions): Promise<HostTold> => {
    const { host: told } = await host.ask(askHost, { owners: false }, options)
    return this.#remember(host, told)
  }

  /** A VM that moved between two hosts' answers is in neither: whatever has vanished is looked for a second time. */
  async inventory(options: CallOptions): Promise<Inventory> {
    const budget = budgetOf(options)
    const before = this.#vms
    const first = await this.#inventory(budget())
    const vanished = [...before.keys()].some((id) => !first.vms.some((vm) => vm.nativeId === id))
    return vanished ? this.#inventory(budget()) : first
  }

  /** A host that refuses us fails the whole reading: it must be put right. One that is silent or ill is judged by the others. */
  async #inventory(options: CallOptions): Promise<Inventory> {
    const lives = new Map(this.hosts.map((host) => [host.name, this.#lives(host, options)]))
    const teller = this.#owners.teller(this.hosts)
    const heard = await this.everywhere(async (host) => {
      const { host: told, vms } = await host.ask(askHostAndVms, { owners: host === teller }, options)
      return hostReading(host.name, this.#remember(host, told), vms)
    })
    const failures = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))
    const refusal = failures.find((failure) => failure.kind !== 'unreachable')
    if (refusal !== undefined) throw new CallFailed(refusal)
    const readings = this.#owners.completed(heard.flatMap((one) => (isHeard(one) ? [one.value] : [])))
    if (readings.length === 0) throw new CallFailed(failures[0] ?? unreachable('No host answers.', 'Check the address.'))
    const told = readings.map((reading) => reading.told)
    const silent: HostFacts[] = []
    for (const one of heard)
      if (!isHeard(one)) silent.push(this.#silent(one.host, one.lives || ((await lives.get(one.host.name)) ?? false), told))
    const { vms, hosts, ...rest } = merged(readings, [...silent, ...this.#unaddressed(told)])
    const nodes = heard.filter((one) => isHeard(one) && one.value.facts.clusterNativeId !== null)
    void this.#paths.refresh(
      nodes.map(({ host }) => host),
      options.signal,
    )
    this.#vms = new Map([...vms, ...this.#stillOn(silent, vms)].map((vm) => [vm.nativeId, vm]))
    return {
      ...rest,
      hosts: hosts.map((host) => this.#paths.completed(host)),
      datastores: rest.datastores.map((store) => this.#paths.completedStore(store, hosts)),
      safeguards: autostartsOf(hosts, vms, ALWAYS_STARTED),
      vms: [...this.#vms.values()],
      capabilities: capabilitiesOf([...this.#told.values()], this.hasPassword),
    }
  }

  /** The VM where it runs, or else where it is registered. Null: every host answered, twice, and none has it. */
  async vm(id: string, options: CallOptions): Promise<VmFacts | null> {
    const budget = budgetOf(options)
    return (await this.#locate(id, budget())) ?? this.#locate(id, budget())
  }

  async #locate(id: string, options: CallOptions): Promise<VmFacts | null> {
    const budget = budgetOf(options)
    const heard = await this.everywhere(async (host) => {
      const { mayManage, vms } = await host.ask(askVm, { vm: id }, budget())
      requireRights(mayManage, host)
      const known = this.told(host.name) ?? (vms.vms.length > 0 ? await this.readHost(host, budget()) : null)
      return known === null ? [] : hostReading(host.name, known, vms).vms.filter((vm) => vm.nativeId === id)
    })
    const [found] = onceEach(heard.flatMap((one) => (isHeard(one) ? one.value : [])))
    const failure = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))[0]
    const active = found !== undefined && isActive(found)
    // A copy that is off here may be running on a host that does not answer.
    if (failure !== undefined && !active && (found === undefined || !this.#wasOn(heard.filter(isHeard), id)))
      throw new CallFailed(failure)
    if (active) this.#vms.set(id, found)
    return found ?? null
  }

  /** Whether the VM was last seen on one of these hosts. */
  #wasOn(hosts: readonly { readonly host: PowerShellHost }[], id: string): boolean {
    const last = this.#vms.get(id)?.hostNativeId
    return hosts.some(({ host }) => host.name === last)
  }

  async host(id: string, options: CallOptions): Promise<HostFacts | null> {
    const host = this.find(id)
    if (host === null) {
      // So that an unknown host is told only by machines that let us in.
      const heard = await this.everywhere((each) => this.readHost(each, options))
      const failure = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))[0]
      if (failure !== undefined && !heard.some(isHeard)) throw new CallFailed(failure)
      const told = heard.flatMap((one) => (isHeard(one) ? [one.value] : []))
      return this.#unaddressed(told).find((facts) => facts.nativeId === id) ?? null
    }
    const lives = this.#lives(host, options)
    const witnesses = this.hosts.filter((other) => other !== host).slice(0, WITNESSES)
    const others = this.everywhere((other) => this.readHost(other, options), witnesses)
    try {
      const told = await this.readHost(host, options)
      return withShares(hostReading(host.name, told, null).facts, [...this.#vms.values()])
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (error.failure.kind !== 'unreachable') throw error
      const seen = (await others).flatMap((one) => (isHeard(one) ? [one.value] : []))
      const facts = this.#silent(host, error.machineLives === true || (await lives), seen)
      if (facts.connection === 'down' || seen.length > 0) return facts
      throw error
    }
  }

  #remember(host: PowerShellHost, answer: HostTold): HostTold {
    requireRights(answer.mayManage, host)
    const told = answer.clusterSilent === true ? { ...answer, cluster: this.#clusterBefore(host) } : answer
    this.#told.set(host.name, told)
    this.#facts.set(host.name, hostReading(host.name, told, null).facts)
    this.#shutdownOrdered.delete(host.name)
    return told
  }

  /** A cluster that does not answer is what it was; taken for none, its roles would be handled as if nobody else did. */
  #clusterBefore(host: PowerShellHost): HostTold['cluster'] {
    const before = this.told(host.name)?.cluster ?? null
    if (before !== null) return before
    throw new CallFailed(
      unreachable(
        `The cluster service of ${host.name} does not answer.`,
        'Look at its quorum (Get-ClusterNode, Get-ClusterQuorum).',
      ),
      true,
    )
  }

  /** Whether the machine answers at all, whatever its Hyper-V does, or nobody knows (A9, A12). */
  #lives(host: PowerShellHost, options: CallOptions): Promise<boolean> {
    return host.ssh.reach(options).then(
      () => true,
      (error: unknown) => !(error instanceof CallFailed) || error.machineLives !== false,
    )
  }

  /**
   * Silence is taken for "down" only with a reason: the other nodes lost it too, or (without a cluster) another host answers us, or
   * we ordered its shutdown. A node that the cluster hears is not down, whatever we hear.
   */
  #silent(host: PowerShellHost, lives: boolean, heard: readonly HostTold[]): HostFacts {
    // What a node says without its cluster is old.
    const witnesses = heard.filter((each) => each.clusterSilent !== true)
    const known = this.#facts.get(host.name) ?? untoldHost(host.name)
    const named = witnesses.flatMap((witness) => nodeState(witness, this.#computerNameOf(host)) ?? [])
    // Not heard since we began, and written as an IP address: it may be any node that is none of the others.
    const states = named.length > 0 ? named : this.#strangers(witnesses).map((node) => node.State)
    const heardByCluster = states.some((state) => state !== 'Down')
    const missed = states.length > 0 || witnesses.length > 0 || this.#shutdownOrdered.has(host.name)
    return silentHost(known, !lives && !heardByCluster && missed ? 'down' : 'unknown')
  }

  /**
   * VMs last seen on silent hosts, which run nowhere else now: they may run there, whatever copy lies on another host. Such a copy is
   * believed once that host is down and its cluster handed the role on, or we had ordered its end.
   */
  #stillOn(silent: readonly HostFacts[], seen: readonly VmFacts[]): readonly VmFacts[] {
    const copies = new Map(seen.map((vm) => [vm.nativeId, vm]))
    return [...this.#vms.values()]
      .filter((vm) => {
        const host = silent.find((each) => each.nativeId === vm.hostNativeId)
        const copy = copies.get(vm.nativeId)
        if (host === undefined || (copy !== undefined && isActive(copy))) return false
        const ended = host.connection === 'down' && (vm.highlyAvailable === true || this.#shutdownOrdered.has(host.nativeId))
        return copy === undefined || !ended
      })
      .map((vm) => ({ ...vm, power: 'unknown', cpuUsedPercent: null, lockedBy: null }))
  }

  /** As it told itself, else as its address may tell. */
  #computerNameOf(host: PowerShellHost): string {
    return this.told(host.name)?.ComputerName ?? host.ssh.address.host.split('.')[0] ?? host.name
  }

  /** Nodes that are none of the hosts of the address. */
  #strangers(told: readonly HostTold[]) {
    const names = this.hosts.map((host) => this.#computerNameOf(host))
    const nodes = told.flatMap((each) => each.cluster?.nodes ?? [])
    return nodes.filter((node) => !names.some((name) => sameId(name, node.Name)))
  }

  /** Nodes of the cluster that the address does not name: nobody can say what they do. Known once every host has told its name. */
  #unaddressed(told: readonly HostTold[]): readonly HostFacts[] {
    if (this.hosts.some((host) => this.told(host.name) === null)) return []
    const clusterNativeId = told.flatMap((each) => each.cluster ?? [])[0]?.Id ?? null
    const names = new Map(this.#strangers(told).map((node) => [node.Name.toLowerCase(), node.Name]))
    return [...names].map(([nativeId, name]) => ({ ...unseenHost(nativeId, name), clusterNativeId }))
  }
}
