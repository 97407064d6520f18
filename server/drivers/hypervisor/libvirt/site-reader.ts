import type { DatastoreFacts, HostFacts, Inventory, NetworkFacts, VmFacts } from '../../../domain/inventory'
import { type CallOptions, type DriverFailure, unreachable } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { untoldHost } from '../../protocols/ssh/unseen-host'
import { copiesDisks } from './address'
import { autostartsIn } from './autostarts-in'
import { silentHost } from './host-facts'
import type { SeenStorage } from './storage'
import { type DomainCopy, copyOf, type Survey, surveyOf } from './survey'
import { detailScript, domainScript, isUuid, sampleScript, surveyScript, uuidsOf } from './survey-script'
import { UseMeter } from './use-meter'
import type { VirshHost } from './virsh-host'
import { chosenCopy, vmFacts } from './vm-facts'

/** Domains and pools whose XML is asked for at once. */
const DETAILS_AT_ONCE = 100

const NO_COPIES = 'only QEMU is asked by libvirt to copy disks in a move'

/** What is remembered of a host between readings: never an answer, only what makes the next one meaningful. */
interface Known {
  survey: Survey | null
  readonly meter: UseMeter
  /** Shutdown was ordered of it through this session: its silence is then no surprise. */
  shutdownOrdered: boolean
}

type Heard<T> = { readonly host: VirshHost; readonly value: T } | { readonly host: VirshHost; readonly failure: DriverFailure }

export const isHeard = <T>(heard: Heard<T>): heard is { readonly host: VirshHost; readonly value: T } => 'value' in heard

/** Reads all hosts as one site. */
export class SiteReader {
  readonly #known = new Map<string, Known>()
  /** Host by VM, as last seen running: where a VM that is off belongs. */
  readonly #lastHost = new Map<string, string>()
  /** VMs by UUID as the last inventory had them. */
  #vms = new Map<string, VmFacts>()

  constructor(readonly hosts: readonly VirshHost[]) {
    for (const host of hosts) this.#known.set(host.name, { survey: null, meter: new UseMeter(), shutdownOrdered: false })
  }

  shutdownOrdered(host: string): void {
    this.#of(host).shutdownOrdered = true
  }

  lastHostOf(uuid: string): string | null {
    return this.#lastHost.get(uuid) ?? null
  }

  /** Fresh: what was mounted when the inventory was read may not be there after an outage. */
  async storageOf(host: VirshHost, options: CallOptions): Promise<SeenStorage> {
    return (await this.#survey(host, options)).storage
  }

  /** Null: the hosts were asked, and it is none of them. */
  async find(name: string, options: CallOptions): Promise<VirshHost | null> {
    const found = this.hosts.find((host) => host.name === name)
    if (found !== undefined) return found
    const heard = await this.everywhere((host) => host.ssh.run('true', false, options))
    const failure = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))[0]
    if (failure !== undefined && !heard.some(isHeard)) throw new CallFailed(failure)
    return null
  }

  /** Asks every host at the same time. */
  async everywhere<T>(ask: (host: VirshHost) => Promise<T>): Promise<readonly Heard<T>[]> {
    return Promise.all(
      this.hosts.map(async (host): Promise<Heard<T>> => {
        try {
          return { host, value: await ask(host) }
        } catch (error) {
          if (error instanceof CallFailed) return { host, failure: error.failure }
          throw error
        }
      }),
    )
  }

  /** A host that refuses us fails the whole reading: it must be put right. One that is silent is shown as down, if another answers. */
  async inventory(options: CallOptions): Promise<Inventory> {
    const lives = new Map(this.hosts.map((host) => [host.name, this.#lives(host, options)]))
    const heard = await this.everywhere((host) => this.#survey(host, options))
    const failures = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))
    const refusal = failures.find((failure) => failure.kind !== 'unreachable')
    if (refusal !== undefined) throw new CallFailed(refusal)
    const surveys = heard.flatMap((one) => (isHeard(one) ? [one.value] : []))
    if (surveys.length === 0) throw new CallFailed(failures[0] ?? unreachable('No host answers.', 'Check the address.'))
    const silent = heard.filter((one) => !isHeard(one)).map((one) => one.host.name)
    const alive = new Set<string>()
    for (const name of silent) if ((await lives.get(name)) !== false) alive.add(name)
    const vms = this.#merge(surveys)
    for (const vm of this.#vms.values())
      if (vm.hostNativeId !== null && silent.includes(vm.hostNativeId) && !vms.has(vm.nativeId))
        vms.set(vm.nativeId, { ...vm, power: 'unknown', cpuUsedPercent: null, lockedBy: null })
    this.#vms = vms
    const all = this.hosts.flatMap((host) => this.#of(host.name).survey ?? [])
    return {
      clusters: [],
      hosts: heard.map((one) =>
        isHeard(one) ? one.value.host : this.#silent(one.host.name, alive.has(one.host.name) ? 'unknown' : 'down'),
      ),
      vms: [...vms.values()],
      datastores: datastoresOf(all),
      networks: networksOf(all),
      safeguards: autostartsIn(all),
      ...(this.hosts.every(({ site }) => copiesDisks(site)) ? {} : { capabilities: { movesStorage: { no: NO_COPIES } } }),
    }
  }

  /** Null: every host answered, and none has it. */
  async vm(uuid: string, options: CallOptions): Promise<VmFacts | null> {
    if (!isUuid(uuid)) return null
    const { copies, failure } = await this.copies(uuid, options)
    const chosen = chosenCopy(copies, this.lastHostOf(uuid))
    // A copy that is off here may be running on a host that does not answer.
    const active = chosen !== null && ['running', 'paused', 'migrating'].includes(chosen.stats.run)
    if (failure !== null && !active && !this.#staysWithoutIt(uuid, chosen)) throw new CallFailed(failure)
    if (chosen === null) return null
    // Where it is only being moved to it has never run.
    if (active && chosen.stats.run !== 'migrating') this.#lastHost.set(uuid, chosen.host)
    return vmFacts(chosen, copies, this.#knownStorageOf(chosen.host), null, this.#flagsOf(chosen.host))
  }

  /** All hosts' copies of a domain; `failure`: one of the hosts could not be asked. */
  async copies(
    uuid: string,
    options: CallOptions,
  ): Promise<{ readonly copies: readonly DomainCopy[]; readonly failure: DriverFailure | null }> {
    const heard = await this.everywhere(async (host) => {
      const answers = await host.ask(domainScript(host.site.uri, uuid), options)
      if (!uuidsOf(answers.get('domains') ?? '').includes(uuid)) return null
      return copyOf(host.name, uuid, answers, 'it')
    })
    return {
      copies: heard.flatMap((one) => (isHeard(one) ? (one.value ?? []) : [])),
      failure: heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))[0] ?? null,
    }
  }

  /**
   * Silence is taken for "down" only with a reason: another host answers us, so that our own network is well, or we ordered its
   * shutdown. Otherwise nobody knows.
   */
  async host(name: string, options: CallOptions): Promise<HostFacts | null> {
    const host = await this.find(name, options)
    if (host === null) return null
    const others = this.hosts.filter((other) => other !== host)
    const lives = this.#lives(host, options)
    const witness = Promise.all(others.map((other) => this.#lives(other, options)))
    try {
      return (await this.#survey(host, options)).host
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if ((await lives) !== false) {
        // Its libvirt is away, it lets us not in, or nobody knows (A9, A12): that is not off.
        if (error.failure.kind !== 'unreachable' || this.#of(name).survey === null) throw error
        return this.#silent(name, 'unknown')
      }
      if (this.#of(name).shutdownOrdered || (await witness).includes(true)) return this.#silent(name, 'down')
      throw error
    }
  }

  /** Whether the machine answers at all, whatever its libvirt does; null: nobody knows. */
  #lives(host: VirshHost, options: CallOptions): Promise<boolean | null> {
    return host.ssh.run('true', false, options).then(
      () => true,
      (error: unknown) => (error instanceof CallFailed ? error.machineLives : null),
    )
  }

  #of(name: string): Known {
    const known = this.#known.get(name)
    if (known === undefined) throw new Error(`host ${name} is not of this site`)
    return known
  }

  #knownStorageOf(name: string): Survey['storage'] {
    return this.#of(name).survey?.storage ?? { places: [] }
  }

  #flagsOf(name: string): readonly string[] | null {
    return this.#of(name).survey?.host.cpuFeatures ?? null
  }

  #silent(name: string, connection: 'down' | 'unknown'): HostFacts {
    return silentHost(this.#of(name).survey?.host ?? untoldHost(name), connection)
  }

  /** The VM was last seen there or is defined only there: hosts that are off need not be heard about it. */
  #staysWithoutIt(uuid: string, chosen: DomainCopy | null): boolean {
    if (chosen === null) return false
    const last = this.lastHostOf(uuid)
    return last === null || last === chosen.host
  }

  async #survey(host: VirshHost, options: CallOptions): Promise<Survey> {
    const budget = budgetOf(options)
    const known = this.#of(host.name)
    const { uri, sharedPaths } = host.site
    // Use is the difference between two readings; the first one needs one to compare with.
    const isFirst = known.meter.isNew
    if (isFirst) known.meter.measure(await host.ask(sampleScript(uri), budget()))
    const first = await host.ask(`${isFirst ? 'sleep 0.5\n' : ''}${surveyScript(uri, sharedPaths)}`, budget())
    const use = known.meter.measure(first)
    const domains = uuidsOf(first.get('domains') ?? '')
    const pools = uuidsOf(first.get('pools') ?? '')
    const details = new Map<string, string>()
    for (let from = 0; from < Math.max(domains.length, pools.length); from += DETAILS_AT_ONCE) {
      const part = (all: readonly string[]) => all.slice(from, from + DETAILS_AT_ONCE)
      const answers = await host.ask(detailScript(uri, part(domains), part(pools)), budget())
      for (const [name, answer] of answers) details.set(name, answer)
    }
    known.survey = surveyOf(host.name, first, details, use)
    known.shutdownOrdered = false
    return known.survey
  }

  #merge(surveys: readonly Survey[]): Map<string, VmFacts> {
    const byUuid = new Map<string, DomainCopy[]>()
    for (const copy of surveys.flatMap((survey) => survey.copies))
      byUuid.set(copy.domain.uuid, [...(byUuid.get(copy.domain.uuid) ?? []), copy])
    const vms = new Map<string, VmFacts>()
    for (const [uuid, copies] of byUuid) {
      const chosen = chosenCopy(copies, this.lastHostOf(uuid))
      if (chosen === null) continue
      if (chosen.stats.run === 'running' || chosen.saved) this.#lastHost.set(uuid, chosen.host)
      const survey = surveys.find((one) => one.host.nativeId === chosen.host)
      const use = survey?.use.busyThreads.get(chosen.domain.name) ?? null
      const usedPercent =
        use === null || chosen.domain.cpuThreads === null ? null : Math.min(100, (use / chosen.domain.cpuThreads) * 100)
      vms.set(uuid, vmFacts(chosen, copies, this.#knownStorageOf(chosen.host), usedPercent, this.#flagsOf(chosen.host)))
    }
    return vms
  }
}

const datastoresOf = (surveys: readonly Survey[]): readonly DatastoreFacts[] => {
  const places = surveys.flatMap((survey) => survey.storage.places)
  const byId = new Map(places.map((place) => [place.nativeId, place]))
  return [...byId.values()].map(({ nativeId, name, kind, shared, freeGibibytes, takesDisks }) => ({
    nativeId,
    name,
    kind,
    shared,
    freeGibibytes,
    ...(takesDisks === undefined ? {} : { takesDisks }),
  }))
}

const networksOf = (surveys: readonly Survey[]): readonly NetworkFacts[] =>
  [...new Set(surveys.flatMap((survey) => survey.networks))].map((nativeId) => ({
    nativeId,
    name: nativeId.slice(nativeId.indexOf(':') + 1),
    vlan: null,
    ofEachHost: true,
  }))
