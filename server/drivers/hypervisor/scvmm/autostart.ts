import { type SafeguardFacts, type SafeguardSetting, startingVms } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { autostartFacts, hostOfAutostart, requireAutostart } from '../../protocols/autostart'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { askAutostart, askSetAutostart } from './autostart-questions'
import { ALWAYS, ALWAYS_STARTED, NEVER, startsWithHost } from './starts-with-host'
import { isGuid } from './tasks'
import type { Vmm } from './vmm'

const hostIdOf = (nativeId: string): string | null => {
  const id = hostOfAutostart(nativeId)
  return id !== null && isGuid(id) ? id : null
}

/** Null: it is the autostart of no host that SCVMM knows. Those of `found` that start with another host now are named too. */
export const observeAutostart = async (
  vmm: Vmm,
  nativeId: string,
  options: CallOptions,
  found?: SafeguardSetting,
): Promise<SafeguardFacts | null> => {
  const id = hostIdOf(nativeId)
  if (id === null) {
    await vmm.reach(options)
    return null
  }
  const { host, vms } = await vmm.ask(
    askAutostart,
    { host: id, vms: found === undefined ? [] : [...startingVms(found)] },
    options,
  )
  const starting = vms.filter(startsWithHost).map(({ ID, Name }) => ({ nativeId: ID, name: Name, how: ALWAYS_STARTED }))
  return host === null ? null : autostartFacts({ nativeId: host.ID, name: host.Name }, starting)
}

/** Each VM where it is now. Jobs that take longer go on by themselves. */
export const setAutostart = async (vmm: Vmm, order: SafeguardOrder, options: CallOptions): Promise<void> => {
  const { vms, isBack } = requireAutostart(order)
  const wanted = { vms: vms.map((vm) => vm.nativeId), action: isBack ? ALWAYS : NEVER }
  const { refused: refusals } = await vmm.tell(askSetAutostart, wanted, options)
  const [first] = refusals
  if (first !== undefined)
    throw new CallFailed(
      refused(
        `SCVMM does not set the automatic start of ${first.Name}: ${first.why}`,
        'Look at the job in SCVMM. The account needs the user role Fabric Administrator over this host.',
      ),
    )
}
