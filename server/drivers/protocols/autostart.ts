import type { HostFacts, VmFacts } from '../../domain/inventory'
import type { SafeguardFacts, SafeguardSetting } from '../../domain/safeguard'
import { refused, type SafeguardOrder } from '../ports'
import { CallFailed } from './ssh/call-failed'

type AutostartSetting = Extract<SafeguardSetting, { readonly kind: 'autostart' }>

/** A VM that its host starts, and by which of the platform's own settings: exactly that is put back. */
export type StartingVm = AutostartSetting['vms'][number]

/** As safeguards name the autostart of a host. */
export const autostartId = (hostNativeId: string): string => `autostart ${hostNativeId}`

/** The host's own id; null: this is no autostart. */
export const hostOfAutostart = (nativeId: string): string | null => /^autostart (.+)$/.exec(nativeId)?.[1] ?? null

/** What is to become of the autostart of a host. */
export interface AutostartOrder {
  readonly hostNativeId: string
  readonly vms: readonly StartingVm[]
  readonly isBack: boolean
}

/** Null: the order is about something else. */
export const autostartOrder = ({ do: what, nativeId, found }: SafeguardOrder): AutostartOrder | null => {
  const hostNativeId = hostOfAutostart(nativeId)
  return hostNativeId === null || found.kind !== 'autostart' ? null : { hostNativeId, vms: found.vms, isBack: what === 'restore' }
}

/** Of platforms that have no other safeguard. */
export const requireAutostart = (order: SafeguardOrder): AutostartOrder => {
  const autostart = autostartOrder(order)
  if (autostart === null) throw new CallFailed(refused('This is no autostart of a host.', 'Read the inventory again.'))
  return autostart
}

/** For the words of a call: "put back the autostart of web". */
export const doingAutostart = (isBack: boolean, name: string): string =>
  `${isBack ? 'put back' : 'set aside'} the autostart of ${name}`

/** The autostart of a host, also of one that starts nothing (any more). */
export const autostartFacts = (host: Pick<HostFacts, 'nativeId' | 'name'>, vms: readonly StartingVm[]): SafeguardFacts => ({
  nativeId: autostartId(host.nativeId),
  name: `autostart of ${host.name}`,
  hostNativeIds: [host.nativeId],
  setting: { kind: 'autostart', vms: [...vms] },
  isDisarmed: vms.length === 0,
  disarmAfterVms: false,
  // A host that boots once more while its VMs are being started, or leaves maintenance, must not start them in its own order.
  restore: 'after-vms',
  unhealthy: [],
})

/** Of each host that starts VMs, where the platform has but one way to do so. */
export const autostartsOf = (
  hosts: readonly HostFacts[],
  vms: readonly VmFacts[],
  how: StartingVm['how'],
): readonly SafeguardFacts[] => {
  const byHost = new Map<string, StartingVm[]>()
  for (const { startsWithHost, hostNativeId, nativeId, name } of vms) {
    if (startsWithHost !== true || hostNativeId === null) continue
    const own = byHost.get(hostNativeId) ?? []
    byHost.set(hostNativeId, own)
    own.push({ nativeId, name, how: { ...how } })
  }
  return hosts.flatMap((host) => {
    const own = byHost.get(host.nativeId)
    return own === undefined ? [] : [autostartFacts(host, own)]
  })
}
