import type { DangerKind } from '../domain/danger'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { NO_DANGERS } from './danger-track'

/** That a group shows a danger, and for how long without interruption; of heat, one for each degree that it has reached. */
export interface DangerSign {
  readonly kind: DangerKind
  /** 0: its UPS is silent now. That begins nothing, and ends nothing either (P2). */
  readonly seconds: number
  readonly celsius: number | null
  /** Whose sign it is. */
  readonly of: string
}

const NONE: readonly DangerSign[] = []

const sign = (
  device: PowerDeviceView,
  kind: DangerKind,
  { sinceMs, seenMs }: { readonly sinceMs: number; readonly seenMs: number },
  celsius: number | null = null,
): DangerSign => ({ kind, celsius, of: device.name, seconds: device.contact === 'ok' ? (seenMs - sinceMs) / 1000 : 0 })

const longestFirst = (left: DangerSign, right: DangerSign): number => right.seconds - left.seconds

/** Only when too few sound batteries are left: since the failure that was one too many. One that supplies nothing is none (P5). */
const batterySigns = ({ requiredDevices }: PowerGroup, devices: readonly PowerDeviceView[]): readonly DangerSign[] => {
  const supplying = devices.filter(({ supply }) => supply !== 'off')
  const faults = supplying
    .flatMap((device) => (device.dangers?.batteryFault ? [sign(device, 'battery-fault', device.dangers.batteryFault)] : []))
    .toSorted(longestFirst)
  const decisive = faults[Math.max(0, supplying.length - requiredDevices)]
  return decisive === undefined ? NONE : [decisive]
}

/** Heat and overload are the group's as soon as one UPS shows them: the other one has the same air, and would take the load over. */
export const dangerSigns = (group: PowerGroup, devices: readonly PowerDeviceView[]): readonly DangerSign[] => {
  if (devices.every(({ dangers }) => dangers === undefined)) return NONE
  const own = devices.flatMap((device) => {
    const { overload, heat } = device.dangers ?? NO_DANGERS
    return [
      ...(overload === null ? [] : [sign(device, 'overload', overload)]),
      ...(heat?.steps ?? []).map(({ celsius, sinceMs }) =>
        sign(device, 'temperature-at-least', { sinceMs, seenMs: heat?.seenMs ?? sinceMs }, celsius),
      ),
    ]
  })
  return [...own, ...batterySigns(group, devices)].toSorted(longestFirst)
}
