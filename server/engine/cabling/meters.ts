import { measuredWatts } from '../../decide/rated-load'
import { declaredFeed } from '../../domain/cabling'
import type { DeviceId } from '../../domain/ids'
import type { Feed, PowerDeviceView } from '../../domain/world'
import type { CablingSight } from './cabling-sight'
import type { Meter } from './load-record'

const keyOf = (deviceId: DeviceId, outletId: string | null): string => (outletId === null ? deviceId : `${deviceId} ${outletId}`)

const meterOf = (view: PowerDeviceView): Meter => ({
  key: keyOf(view.id, null),
  id: view.id,
  name: view.name,
  watts: measuredWatts(view),
  atMs: view.contact === 'ok' ? (view.measuredAtMs ?? view.answeredAtMs) : null,
})

/** Outlets of this device that measure what is drawn from them, as far as hosts are declared to hang on them. */
const outletMeters = (view: PowerDeviceView, declared: ReadonlySet<string>): readonly Meter[] =>
  view.outlets.flatMap(({ id, watts }) => {
    const key = keyOf(view.id, id)
    return watts === undefined || !declared.has(key)
      ? []
      : [{ ...meterOf(view), key, name: `outlet ${id} of ${view.name}`, watts }]
  })

/** UPSs and PDUs that feed hosts or belong to a group: on one of them a host's draw shows, wherever it is plugged in. */
export const metersOf = ({ views, world, declared }: CablingSight): readonly Meter[] => {
  const ids = new Set<DeviceId>([
    ...declared.map(({ deviceId }) => deviceId),
    ...world.feeds.map(({ deviceId }) => deviceId),
    ...world.groups.flatMap(({ deviceIds }) => deviceIds),
  ])
  const outlets = new Set(declared.map(({ deviceId, outletId }) => keyOf(deviceId, outletId)))
  return views.filter(({ id }) => ids.has(id)).flatMap((view) => [meterOf(view), ...outletMeters(view, outlets)])
}

/**
 * What measures a declared feed: its outlet, where that is measured; the PDU itself where it tells its load; else the one UPS
 * behind it.
 */
export const meterFor = (feed: Feed, { views, world }: CablingSight): string => {
  const own = views.find(({ id }) => id === feed.deviceId)
  if (own?.outlets.find(({ id }) => id === feed.outletId)?.watts !== undefined) return keyOf(feed.deviceId, feed.outletId)
  if (own === undefined || own.readings.outputWatts.value !== null) return keyOf(feed.deviceId, null)
  const behind = new Set(
    world.feeds
      .filter((each) => each.hostId === feed.hostId && each.label === feed.label && declaredFeed(each).deviceId === feed.deviceId)
      .map(({ deviceId }) => deviceId),
  )
  const [only] = behind
  return keyOf(behind.size === 1 && only !== undefined ? only : feed.deviceId, null)
}

/**
 * Whether a fall that shows here may be what is missing on the feeds of a host, which are measured by `own` and hang together with
 * `chain`. What the host draws shows on everything of its chain as a whole, but on no outlet of it besides its own.
 */
export const isElsewhere = (meter: Meter, own: ReadonlySet<string>, chain: ReadonlySet<DeviceId>): boolean => {
  if (own.has(meter.key)) return false
  const isWhole = meter.key === keyOf(meter.id, null)
  return isWhole !== chain.has(meter.id)
}
