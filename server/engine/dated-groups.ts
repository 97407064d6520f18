import type { PowerGroup } from '../domain/world'

const isSame = (left: PowerGroup, right: PowerGroup): boolean =>
  left.requiredDevices === right.requiredDevices &&
  left.deviceIds.length === right.deviceIds.length &&
  left.deviceIds.every((id) => right.deviceIds.includes(id))

/** What lasts in a group counts from when it was made up like this: an edit alone lets no time have passed (P8). */
export const datedGroups = (
  before: readonly PowerGroup[],
  groups: readonly PowerGroup[],
  nowMs: number,
): readonly PowerGroup[] => {
  const known = new Map(before.map((group) => [group.id, group]))
  return groups.map((group) => {
    const earlier = known.get(group.id)
    if (earlier === undefined || !isSame(earlier, group)) return { ...group, changedAtMs: nowMs }
    return earlier.changedAtMs === undefined ? group : { ...group, changedAtMs: earlier.changedAtMs }
  })
}
