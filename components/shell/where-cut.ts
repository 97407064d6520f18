import { isUps } from '@/server/domain/device-kind'
import type { DemoDoc, DeviceDoc, GroupDoc } from '@/server/domain/view'

type Device = Pick<DeviceDoc, 'id' | 'name' | 'kind'>

/**
 * Whose mains the simulator has cut: power groups where all of their UPSs are, else the UPSs by name. Empty: everybody's, or it
 * does not say whose.
 */
export const whereCut = (
  { cutUpses = [] }: Pick<DemoDoc, 'cutUpses'>,
  devices: readonly Device[],
  groups: readonly Pick<GroupDoc, 'name' | 'deviceIds'>[],
): readonly string[] => {
  const cut = new Set(cutUpses)
  const isCut = (device: Device): boolean => cut.has(device.name)
  if (devices.filter(isUps).every(isCut)) return []
  const members = ({ deviceIds }: Pick<GroupDoc, 'deviceIds'>): readonly Device[] =>
    devices.filter(({ id }) => deviceIds.includes(id))
  const whole = groups.filter((group) => members(group).length > 0 && members(group).every(isCut))
  const told = new Set(whole.flatMap((group) => members(group).map(({ name }) => name)))
  return [...whole.map(({ name }) => name), ...cutUpses.filter((name) => !told.has(name))].toSorted((one, other) =>
    one.localeCompare(other, undefined, { numeric: true }),
  )
}
