import { isUps } from './device-kind'
import { hostPower } from './feed-power'
import type { HostId } from './ids'
import type { EffectiveFeed, PowerDeviceView } from './world'

/** It may be on mains, for all that is known: it does not answer, and nobody has seen it on anything else. */
const isMerelySilent = ({ contact, supply }: PowerDeviceView): boolean =>
  contact !== 'ok' && (supply === 'mains' || supply === 'unknown')

/**
 * UPSs as they count once a person has vouched that this host has its mains: those that feed it, and merely do not answer, are taken to
 * be on mains (D4). Null: there is nothing to vouch for, for its mains are seen, or it lacks more than an answer, or another UPS of the
 * site was last on battery: then the mains are away (P2). Pure.
 */
export const vouchedMains = (
  hostId: HostId,
  feeds: readonly EffectiveFeed[],
  devices: readonly PowerDeviceView[],
): readonly PowerDeviceView[] | null => {
  if (devices.some((device) => isUps(device) && device.supply === 'battery')) return null
  const own = feeds.filter((feed) => feed.hostId === hostId)
  const feeding = new Set(own.map(({ deviceId }) => deviceId))
  const vouched = devices.map((device): PowerDeviceView =>
    feeding.has(device.id) && isMerelySilent(device) ? { ...device, contact: 'ok', supply: 'mains' } : device,
  )
  const powerIn = (views: readonly PowerDeviceView[]) => hostPower(hostId, own, (id) => views.find((view) => view.id === id)).is
  return powerIn(devices) === 'none' && powerIn(vouched) === 'mains' ? vouched : null
}

/** A UPS that feeds the host answers: what a person had vouched for while none did counts no more. Pure. */
export const isAnsweredFor = (hostId: HostId, feeds: readonly EffectiveFeed[], devices: readonly PowerDeviceView[]): boolean => {
  const feeding = new Set(feeds.flatMap((feed) => (feed.hostId === hostId ? [feed.deviceId] : [])))
  return devices.some(({ id, contact }) => contact === 'ok' && feeding.has(id))
}
