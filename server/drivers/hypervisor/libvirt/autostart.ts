import type { HostFacts } from '../../../domain/inventory'
import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import type { CallOptions, SafeguardOrder } from '../../ports'
import { autostartFacts, doingAutostart, hostOfAutostart, requireAutostart } from '../../protocols/autostart'
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

/** Those that answer. */
const domainsElsewhere = async (reader: SiteReader, host: VirshHost, options: CallOptions): Promise<readonly Domains[]> => {
  const heard = await reader.everywhere(async (other) => (other === host ? null : domainsOf(other, options)))
  return heard.flatMap((one) => (isHeard(one) ? (one.value ?? []) : []))
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
  const others = isSearched ? await domainsElsewhere(reader, host, budget()) : []
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
 * Where a domain is to start: where it is active, else where it was, else where alone it is defined. A definition that was left on
 * another host than the one it runs on must never start it there as well (A5). Null: nowhere.
 */
const homeOf = (uuid: string, here: Domains, others: readonly Domains[]): VirshHost | null => {
  const all = [here, ...others]
  const active = all.find((each) => each.active.has(uuid))
  if (active !== undefined) return active.defined.has(uuid) ? active.host : null
  const defined = all.filter((each) => each.defined.has(uuid))
  return defined.includes(here) || defined.length === 1 ? (defined[0]?.host ?? null) : null
}

/** Put back where each is now; set aside on this host alone. A domain without a definition (transient) has no such flag. */
export const setAutostart = async (reader: SiteReader, order: SafeguardOrder, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  const { hostNativeId, vms, isBack } = requireAutostart(order)
  const host = await hostNamed(reader, hostNativeId, budget())
  const here = await domainsOf(host, budget())
  const isSearched = isBack && vms.some(({ nativeId }) => !here.active.has(nativeId))
  const others = isSearched ? await domainsElsewhere(reader, host, budget()) : []
  let failure: CallFailed | null = null
  for (const { nativeId, name } of vms) {
    const home = isBack ? homeOf(nativeId, here, others) : here.defined.has(nativeId) ? host : null
    if (home === null) continue
    try {
      const args = ['autostart', ...(isBack ? [] : ['--disable']), nativeId]
      await home.tell(doingAutostart(isBack, name), args, budget(), GONE)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.failure.kind !== 'refused') throw error
      failure ??= error
    }
  }
  if (failure !== null) throw failure
}

const GONE = /domain not found|failed to get domain/i
