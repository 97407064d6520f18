import type { PowerDeviceView } from '../domain/world'
import { carriedNow, type CheckedQuestion } from './check-forecast'

/** What a person supposes of the batteries, where a forecast is not of what is so now. */
export interface Supposed {
  /** How full they are as the outage begins; null: as they are. Of no account while one is on. */
  readonly startChargePercent: number | null
  /** No more UPSs supply than the group needs: the weakest. */
  readonly oneFeedOnly: boolean
}

type Asked = Omit<CheckedQuestion, 'devices'> & { readonly devices: readonly PowerDeviceView[] }

const LONGEST_SECONDS = 86_400

/**
 * The question as it is with what is supposed, in terms of what UPSs may say: fuller or emptier ones last so much longer or shorter, and
 * whoever no longer supplies is empty, or off where it would not have drained. Shares no code with what foretells.
 */
export const supposing = (asked: Asked, { startChargePercent, oneFeedOnly }: Supposed): CheckedQuestion => {
  const own = asked.devices.filter(({ id }) => asked.group.deviceIds.includes(id))
  const isOutage = own.some(({ supply }) => supply === 'battery')
  const drains = ({ supply }: PowerDeviceView): boolean => !isOutage || (supply !== 'mains' && supply !== 'bypass')
  const charged = own.map((device): PowerDeviceView => {
    if (startChargePercent === null || isOutage || device.decidingRuntimeSeconds === null) return device
    const times = startChargePercent / Math.max(1, device.decidingChargePercent ?? 100)
    return { ...device, decidingRuntimeSeconds: device.decidingRuntimeSeconds * times }
  })
  const supplying = charged.filter(
    (device) =>
      device.supply !== 'off' &&
      (isOutage || device.supply !== 'bypass') &&
      (!drains(device) || device.decidingRuntimeSeconds !== null),
  )
  const energyOf = (device: PowerDeviceView): number =>
    Math.max(0, device.decidingRuntimeSeconds ?? LONGEST_SECONDS) *
    Math.max(1, carriedNow(device) ?? asked.totalWatts / Math.max(1, own.length))
  const surplus = oneFeedOnly ? supplying.length - Math.max(1, asked.group.requiredDevices) : 0
  const weakestFirst = [...supplying].sort((left, right) => energyOf(left) - energyOf(right))
  const dropped = new Set(surplus > 0 ? weakestFirst.slice(-surplus) : [])
  return {
    ...asked,
    devices: charged.map((device): PowerDeviceView => {
      if (!dropped.has(device)) return device
      return drains(device) ? { ...device, decidingRuntimeSeconds: 0 } : { ...device, supply: 'off' }
    }),
  }
}
