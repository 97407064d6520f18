import { credibleValue } from '../domain/power-reading'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { type DangerSign, dangerSigns } from './danger-signs'

export type GroupCondition = 'on-mains' | 'redundancy-lost' | 'on-battery' | 'low-battery' | 'off' | 'unknown'

/** A power group as one: how its load is fed now. The numbers are the lower bound over the devices that carry it (P5). */
export interface GroupState {
  readonly condition: GroupCondition
  /** True while the load hangs on batteries or on nothing: what plans are for. */
  readonly inTrouble: boolean
  readonly onBatterySinceMs: number | null
  readonly secondsOnBattery: number | null
  readonly runtimeSeconds: number | null
  readonly runtimeReason: string
  readonly chargePercent: number | null
  readonly loadPercent: number | null
  readonly outputWatts: number | null
  /** Signs of other dangers, on mains as well (P8). */
  readonly dangers: readonly DangerSign[]
  /** Names of UPSs that do not answer. Absent: none. */
  readonly silent?: readonly string[]
  /** What this conclusion stands on, per device, in words. */
  readonly evidence: readonly string[]
}

/** Mains or bypass carry the load. A device whose contact was lost on mains still does (P2). */
const carriesFromMains = (device: PowerDeviceView): boolean => device.supply === 'mains' || device.supply === 'bypass'

const lowest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

const sum = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

const describe = (device: PowerDeviceView): string =>
  `${device.name}: ${device.supply}${device.contact === 'lost' ? ', no contact' : ''}` +
  (device.secondsOnBattery === null ? '' : `, on battery ${Math.round(device.secondsOnBattery)} s`) +
  (device.decidingRuntimeSeconds === null
    ? ''
    : `, runtime ${Math.round(device.decidingRuntimeSeconds)} s (${device.decidingRuntimeReason})`) +
  (device.expectedLoad === undefined ? '' : `, expected load ${Math.round(device.expectedLoad.watts)} W`)

/**
 * Since when too few devices carry the load from mains: the moment of the failure that was one too many.
 * A device that is off counts as failed first, for it supplies nothing (P5).
 */
const troubleSince = (group: PowerGroup, devices: readonly PowerDeviceView[]) => {
  const failed = devices
    .filter((device) => !carriesFromMains(device))
    .map((device) => ({ sinceMs: device.onBatterySinceMs ?? 0, seconds: device.secondsOnBattery ?? Number.POSITIVE_INFINITY }))
    .sort((left, right) => right.seconds - left.seconds)
  const decisive = failed[devices.length - group.requiredDevices]
  const finite =
    decisive !== undefined && Number.isFinite(decisive.seconds)
      ? decisive
      : failed.findLast((entry) => Number.isFinite(entry.seconds))
  return finite ?? null
}

/** It was asked and did not answer: one that was not asked yet is not silent. */
const isSilent = ({ contact, message }: PowerDeviceView): boolean => contact !== 'ok' && message !== null

export const groupState = (group: PowerGroup, all: readonly PowerDeviceView[]): GroupState => {
  const devices = all.filter((device) => group.deviceIds.includes(device.id))
  const onMains = devices.filter(carriesFromMains)
  const onBattery = devices.filter((device) => device.supply === 'battery')
  const unknown = devices.filter((device) => device.supply === 'unknown')
  const carrying = onBattery.length > 0 && onMains.length < group.requiredDevices ? onBattery : onMains
  const common = {
    chargePercent: lowest(carrying.map((device) => device.decidingChargePercent)),
    loadPercent: carrying.reduce<number | null>((highest, { readings, expectedLoad }) => {
      const told = readings.loadPercent.credible ? readings.loadPercent.value : null
      const load = expectedLoad?.percent ?? told
      return load === null ? highest : Math.max(load, highest ?? 0)
    }, null),
    outputWatts: sum(carrying.map(({ readings, expectedLoad }) => expectedLoad?.watts ?? credibleValue(readings, 'outputWatts'))),
    runtimeSeconds: lowest(carrying.map((device) => device.decidingRuntimeSeconds)),
    runtimeReason: carrying.map((device) => `${device.name}: ${device.decidingRuntimeReason}`).join('; '),
    dangers: dangerSigns(group, devices),
    silent: devices.filter(isSilent).map(({ name }) => name),
    evidence: devices.map(describe),
  }
  const calm = { ...common, inTrouble: false, onBatterySinceMs: null, secondsOnBattery: null }
  if (devices.length === 0) return { ...calm, condition: 'unknown' }
  if (onMains.length === devices.length) return { ...calm, condition: 'on-mains' }
  if (onMains.length >= group.requiredDevices)
    return { ...calm, condition: unknown.length > 0 && onBattery.length === 0 ? 'on-mains' : 'redundancy-lost' }
  if (onBattery.length === 0) return { ...calm, condition: unknown.length > 0 ? 'unknown' : 'off' }
  const since = troubleSince(group, devices)
  return {
    ...common,
    inTrouble: true,
    condition: onBattery.some((device) => device.flags.includes('low-battery')) ? 'low-battery' : 'on-battery',
    onBatterySinceMs: since?.sinceMs ?? null,
    secondsOnBattery: since?.seconds ?? null,
  }
}
