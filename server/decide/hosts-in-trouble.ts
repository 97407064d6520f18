import type { HostId } from '../domain/ids'
import type { PowerDeviceView, World } from '../domain/world'
import { powerScene } from './feed-loads'
import { groupState } from './group-state'
import { hostsAtRisk } from './hosts-at-risk'

/** Hosts that a power group in trouble takes along, each with the reason (P5). */
export const hostsInTrouble = (
  { groups, feeds, hosts }: Pick<World, 'groups' | 'feeds' | 'hosts'>,
  devices: readonly PowerDeviceView[],
): ReadonlyMap<HostId, string> => {
  const ofGroup = new Map(devices.map((device) => [device.id, device]))
  const troubled = groups.filter(
    (group) =>
      groupState(
        group,
        group.deviceIds.flatMap((id) => ofGroup.get(id) ?? []),
      ).inTrouble,
  )
  if (troubled.length === 0) return new Map()
  const scene = powerScene(devices, feeds, hosts)
  return new Map(troubled.flatMap((group) => [...hostsAtRisk(group, scene)]))
}
