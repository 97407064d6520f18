import type { Feed, Host, PowerGroup, VirtualMachine } from '@/server/domain/world'

/** The hosts that a power group feeds, and the VMs on them that a plan can place; those of the platform itself are its own (D6). */
export const groupVms = <H extends Pick<Host, 'id'>, V extends Pick<VirtualMachine, 'hostId' | 'systemKind'>>(
  group: Pick<PowerGroup, 'deviceIds'> | null,
  feeds: readonly Feed[],
  hosts: readonly H[],
  vms: readonly V[],
): { readonly hosts: readonly H[]; readonly vms: readonly V[] } => {
  if (!group) return { hosts: [], vms: [] }
  const fed = new Set<string>(feeds.filter(({ deviceId }) => group.deviceIds.includes(deviceId)).map(({ hostId }) => hostId))
  return {
    hosts: hosts.filter(({ id }) => fed.has(id)),
    vms: vms.filter(({ hostId, systemKind }) => hostId !== null && fed.has(hostId) && systemKind === null),
  }
}
