import type { SafeguardFacts } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { autostartFacts, hostOfAutostart, requireAutostart } from '../../protocols/autostart'
import { budgetOf } from '../../protocols/call-deadline'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { askAutostart, askSetAutostart } from './autostart-questions'
import { hostNamed } from './host-named'
import { requireRights, type SiteReader } from './site-reader'
import { ALWAYS, ALWAYS_STARTED, startsWithHost } from './starts-with-host'

const read = async (host: PowerShellHost, options: CallOptions): Promise<SafeguardFacts> => {
  const { mayManage, vms } = await host.ask(askAutostart, {}, options)
  requireRights(mayManage, host)
  const starting = vms
    .filter(startsWithHost)
    .map(({ Id, Name }) => ({ nativeId: Id.toLowerCase(), name: Name, how: ALWAYS_STARTED }))
  return autostartFacts({ nativeId: host.name, name: host.name }, starting)
}

/** Null: it is the autostart of no host of this address. */
export const observeAutostart = async (
  reader: SiteReader,
  nativeId: string,
  options: CallOptions,
): Promise<SafeguardFacts | null> => {
  const name = hostOfAutostart(nativeId)
  const host = name === null ? null : reader.find(name)
  return host === null ? null : read(host, options)
}

export const setAutostart = async (reader: SiteReader, order: SafeguardOrder, options: CallOptions): Promise<void> => {
  const budget = budgetOf(options)
  const { hostNativeId, vms: wanted, isBack } = requireAutostart(order)
  const host = await hostNamed(reader, hostNativeId, budget())
  const vms = wanted.map((vm) => vm.nativeId)
  const action = isBack ? ALWAYS : 'Nothing'
  const { refused: refusals } = await host.tell(askSetAutostart, { vms, action }, budget())
  const [first] = refusals
  if (first !== undefined)
    throw new CallFailed(
      refused(`${host.name} does not let the automatic start of ${first.Name} be set: ${first.why}`, host.advice.account),
    )
}
