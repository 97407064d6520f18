/**
 * Where frames that a guest sends without a tag end up: on one VLAN, on none (`untagged`), on whichever the guest itself tags
 * (`trunk`), or nowhere but on other guests of the same host (`inside`: no card of the host carries the network out).
 */
export type Vlan = number | 'untagged' | 'trunk' | 'inside'

/** VLANs from … to, both included; 1 … 4094. */
export type VlanRange = readonly [from: number, to: number]

/** What one host's own network leads to, where each host has its own under the same name. */
export interface HostVlan {
  readonly networkNativeId: string
  readonly vlan: Vlan
  /** Tags of guests' cards that it carries. `on-demand`: each is set up only when such a guest comes. Absent: all. */
  readonly tags?: 'on-demand' | readonly VlanRange[]
}

/** A tag, or several (`trunk`), that a VM's own network card bears. */
export interface CardVlan {
  readonly networkNativeId: string
  readonly vlan: number | 'trunk'
}

/** By network, the one VLAN that all hosts which tell what it leads to agree on; left out where they differ or it is not one VLAN. */
export const agreedVlans = (hosts: readonly { readonly vlans?: readonly HostVlan[] }[]): ReadonlyMap<string, number> => {
  const agreed = new Map<string, Vlan | null>()
  for (const { networkNativeId: id, vlan } of hosts.flatMap(({ vlans }) => vlans ?? []))
    agreed.set(id, agreed.has(id) && agreed.get(id) !== vlan ? null : vlan)
  return new Map([...agreed].flatMap(([id, vlan]) => (typeof vlan === 'number' ? [[id, vlan] as const] : [])))
}
