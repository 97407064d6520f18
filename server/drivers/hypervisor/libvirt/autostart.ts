import type { HostFacts } from '../../../domain/inventory'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { CallOptions, SafeguardOrder } from '../../ports'
import { autostartFacts, doingAutostart, hostOfAutostart, requireAutostart } from '../../protocols/autostart'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { FLAG } from './autostarts-in'
import { hostNamed } from './host-named'
import { batch, type Question } from './shell'
import type { SiteReader } from './site-reader'
import { uuidsOf } from './survey-script'

const asHost = (name: string): Pick<HostFacts, 'nativeId' | 'name'> => ({ nativeId: name, name })

/** Names come with the counters, which tell no UUIDs: each is asked for. */
const NAMES = (uuids: readonly string[]): readonly Question[] =>
  uuids.map((uuid) => ({ name: `name ${uuid}`, command: `domname ${uuid}` }))

/** Null: it is the autostart of no host of this site. */
export const observeAutostart = async (
  reader: SiteReader,
  nativeId: string,
  options: CallOptions,
): Promise<SafeguardFacts | null> => {
  const budget = budgetOf(options)
  const name = hostOfAutostart(nativeId)
  const host = name === null ? null : await reader.find(name, budget())
  if (host === null) return null
  const uuids = uuidsOf(await host.read(['list', '--all', '--uuid', '--autostart'], budget()))
  const names = uuids.length === 0 ? new Map<string, string>() : await host.ask(batch(host.site.uri, NAMES(uuids)), budget())
  const vms = uuids.map((uuid) => ({ nativeId: uuid, name: names.get(`name ${uuid}`)?.split('\n')[0] || uuid, how: FLAG }))
  return autostartFacts(asHost(host.name), vms)
}

/** Of the definitions that are still on that host; a domain without any (transient) has no such flag. */
export const setAutostart = async (reader: SiteReader, order: SafeguardOrder, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  const { hostNativeId, vms, isBack } = requireAutostart(order)
  const host = await hostNamed(reader, hostNativeId, budget())
  const defined = new Set(uuidsOf(await host.read(['list', '--all', '--persistent', '--uuid'], budget())))
  let failure: CallFailed | null = null
  for (const vm of vms) {
    if (!defined.has(vm.nativeId)) continue
    const doing = doingAutostart(isBack, vm.name)
    try {
      await host.tell(doing, ['autostart', ...(isBack ? [] : ['--disable']), vm.nativeId], budget(), GONE)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.failure.kind !== 'refused') throw error
      failure ??= error
    }
  }
  if (failure !== null) throw failure
}

const GONE = /domain not found|failed to get domain/i
