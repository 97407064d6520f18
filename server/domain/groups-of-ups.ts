import type { DeviceId } from './ids'
import type { PowerGroup } from './world'

/**
 * Groups without what turned out to be a PDU or an ATS: behind a UPS on battery these say that their input lives, and a group that
 * believed them would never be in trouble (P5). A group in which nothing changes stays the very same.
 */
export const groupsOfUps = (groups: readonly PowerGroup[], passing: ReadonlySet<DeviceId>): readonly PowerGroup[] =>
  groups.some(({ deviceIds }) => deviceIds.some((id) => passing.has(id)))
    ? groups.map((group) => {
        const deviceIds = group.deviceIds.filter((id) => !passing.has(id))
        return deviceIds.length === group.deviceIds.length ? group : { ...group, deviceIds }
      })
    : groups
