import type { HostFacts } from '../../../domain/inventory'
import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import { type CallOptions, type SafeguardOrder, unreachable } from '../../ports'
import { autostartFacts, doingAutostart, hostOfAutostart, requireAutostart, type StartingVm } from '../../protocols/autostart'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { FLAG } from './autostarts-in'
import { hostNamed } from './host-named'
import { batch, type Question } from './shell'
import { isHeard, type SiteReader } from './site-reader'
import { uuidsOf } from './survey-script'
import type { VirshHost } from './virsh-host'

const asHost = (name: string): Pick<HostFacts, 'nativeId' | 'name'> => ({ nativeId: name, name })

/** Names come with the counters, which tell no UUIDs: each is asked for. */
const NAMES = (uuids: readonly string[]): readonly Question[] =>
  uuids.map((uuid) => ({ name: `name ${uuid}`, command: `domname ${uuid}` }))

/** Domains of one host, by UUID. */
interface Domains {
  readonly host: VirshHost
  /** With a definition, which alone can have the flag. */
  readonly defined: ReadonlySet<string>
  /** Running, paused, or being moved. */
  readonly active: ReadonlySet<string>
  readonly starting: readonly string[]
}

const domainsOf = async (host: VirshHost, options: CallOptions): Promise<Domains> => {
  const budget = budgetOf(options)
  const uuids = async (...which: readonly string[]) => uuidsOf(await host.read(['list', '--uuid', ...which], budget()))
  const [defined, active, starting] = [await uuids('--all', '--persistent'), await uuids(), await uuids('--all', '--autostart')]
  return { host, defined: new Set(defined), active: new Set(active), starting }
}

/** What the other hosts say. A domain that none of those that answered runs may run on a silent one. */
interface Elsewhere {
  readonly hosts: readonly Domains[]
  readonly silent: readonly string[]
}

/** In half of the time that is left: a host that hangs leaves the other half for what there is to do (A3). */
const domainsElsewhere = async (reader: SiteReader, host: VirshHost, options: CallOptions): Promise<Elsewhere> => {
  const half = { ...options, deadlineMs: options.deadlineMs / 2 }
  const heard = await reader.everywhere(async (other) => (other === host ? null : domainsOf(other, half)))
  return {
    hosts: heard.flatMap((one) => (isHeard(one) ? (one.value ?? []) : [])),
    silent: heard.flatMap((one) => (isHeard(one) ? [] : [one.host.name])),
  }
}

const namesOf = async (host: VirshHost, uuids: readonly string[], options: CallOptions): Promise<SafeguardFacts> => {
  const names = uuids.length === 0 ? new Map<string, string>() : await host.ask(batch(host.site.uri, NAMES(uuids)), options)
  const vms = uuids.map((uuid) => ({ nativeId: uuid, name: names.get(`name ${uuid}`)?.split('\n')[0] || uuid, how: FLAG }))
  return autostartFacts(asHost(host.name), vms)
}

/** What of it starts where it is now: the flag is its definition's, on whichever host that is. */
const observeFound = async (
  reader: SiteReader,
  host: VirshHost,
  found: Extract<SafeguardSetting, { readonly kind: 'autostart' }>,
  options: CallOptions,
): Promise<SafeguardFacts> => {
  const budget = budgetOf(options)
  const here = await domainsOf(host, budget())
  const isHere = new Set([...here.starting, ...here.active])
  const isSearched = found.vms.some(({ nativeId }) => !isHere.has(nativeId))
  const others = isSearched ? (await domainsElsewhere(reader, host, budget())).hosts : []
  const starting = new Set([here, ...others].flatMap((each) => each.starting))
  return autostartFacts(
    asHost(host.name),
    found.vms.filter(({ nativeId }) => starting.has(nativeId)).map((vm) => ({ ...vm, how: FLAG })),
  )
}

/** Null: it is the autostart of no host of this site. */
export const observeAutostart = async (
  reader: SiteReader,
  nativeId: string,
  options: CallOptions,
  found?: SafeguardSetting,
): Promise<SafeguardFacts | null> => {
  const budget = budgetOf(options)
  const name = hostOfAutostart(nativeId)
  const host = name === null ? null : await reader.find(name, budget())
  if (host === null) return null
  if (found?.kind === 'autostart') return observeFound(reader, host, found, budget())
  return namesOf(host, uuidsOf(await host.read(['list', '--all', '--uuid', '--autostart'], budget())), budget())
}

/**
 * Where a domain that is not active here is to start: where it is active, else where it was, else where alone it is defined. A
 * definition that was left on another host than the one it runs on must never start it there as well (A5). `nowhere`: all hosts
 * answered, and there is no such place; `unknown`: a silent host may be it.
 */
const homeOf = (uuid: string, here: Domains, { hosts, silent }: Elsewhere): VirshHost | 'nowhere' | 'unknown' => {
  const active = hosts.find((each) => each.active.has(uuid))
  if (active !== undefined) return active.defined.has(uuid) ? active.host : 'nowhere'
  if (here.defined.has(uuid)) return here.host
  if (silent.length > 0) return 'unknown'
  const [defined, ...more] = hosts.filter((each) => each.defined.has(uuid))
  return defined === undefined || more.length > 0 ? 'nowhere' : defined.host
}

const whereUnknown = (names: readonly string[], silent: readonly string[]): CallFailed =>
  new CallFailed(
    unreachable(
      `It is not known where ${names.join(', ')} is now: no answer from ${silent.join(', ')}.`,
      'Its autostart is put back once all hosts answer.',
    ),
    null,
  )

/**
 * Put back where each is now, on this host first, whatever becomes of the others (R8); set aside on this host alone. A domain without
 * a definition (transient) has no such flag.
 */
export const setAutostart = async (reader: SiteReader, order: SafeguardOrder, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  const { hostNativeId, vms, isBack } = requireAutostart(order)
  const host = await hostNamed(reader, hostNativeId, budget())
  const here = await domainsOf(host, budget())
  const refusals: CallFailed[] = []
  const setOn = async (home: VirshHost, { nativeId, name }: StartingVm): Promise<void> => {
    try {
      const args = ['autostart', ...(isBack ? [] : ['--disable']), nativeId]
      await home.tell(doingAutostart(isBack, name), args, budget(), GONE)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.failure.kind !== 'refused') throw error
      refusals.push(error)
    }
  }
  const isHere = ({ nativeId }: StartingVm): boolean => !isBack || here.active.has(nativeId)
  for (const vm of vms.filter(isHere)) if (here.defined.has(vm.nativeId)) await setOn(host, vm)
  const away = vms.filter((vm) => !isHere(vm))
  if (away.length > 0) {
    const elsewhere = await domainsElsewhere(reader, host, budget())
    const unknown: string[] = []
    for (const vm of away) {
      const home = homeOf(vm.nativeId, here, elsewhere)
      if (home === 'unknown') unknown.push(vm.name)
      else if (home !== 'nowhere') await setOn(home, vm)
    }
    if (unknown.length > 0) throw whereUnknown(unknown, elsewhere.silent)
  }
  const [refusal] = refusals
  if (refusal !== undefined) throw refusal
}

const GONE = /domain not found|failed to get domain/i
