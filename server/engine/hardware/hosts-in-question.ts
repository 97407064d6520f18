import type { GroupState } from '../../decide/group-state'
import type { HostId } from '../../domain/ids'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'

/** Hosts of groups in trouble, and of groups with a UPS that is silent: what their BMCs say may decide (P2, A5). */
export const hostsInQuestion = (
  site: { readonly hostIdsOf: (group: PowerGroup) => ReadonlySet<HostId> },
  states: readonly { readonly group: PowerGroup; readonly state: Pick<GroupState, 'inTrouble'> }[],
  views: readonly Pick<PowerDeviceView, 'id' | 'contact'>[],
): ReadonlySet<HostId> => {
  const silent = new Set(views.filter(({ contact }) => contact === 'lost').map(({ id }) => id))
  return new Set(
    states
      .filter(({ group, state }) => state.inTrouble || group.deviceIds.some((id) => silent.has(id)))
      .flatMap(({ group }) => [...site.hostIdsOf(group)]),
  )
}
