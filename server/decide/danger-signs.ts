import type { DangerKind, Shown } from '../domain/danger'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { MOST_GAP_MS, NO_DANGERS } from './danger-track'

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

/** P2, P4: an answer that says nothing of it, or none at all, tells nothing of its time. */
const isHeard = ({ contact, answeredAtMs }: PowerDeviceView, seenMs: number): boolean =>
  contact === 'ok' && (answeredAtMs ?? 0) - seenMs <= MOST_GAP_MS

const sign = (
  device: PowerDeviceView,
  kind: DangerKind,
  { sinceMs, seenMs }: Shown,
  celsius: number | null = null,
): DangerSign => ({ kind, celsius, of: device.name, seconds: isHeard(device, seenMs) ? (seenMs - sinceMs) / 1000 : 0 })

const longestFirst = (left: DangerSign, right: DangerSign): number => right.seconds - left.seconds

/** Since when it backs nothing up: its battery has failed, or it supplies nothing. One answer that says “off” proves little (P2). */
const unsoundSinceMs = ({ supply, off, dangers }: PowerDeviceView): number | null => {
  const since = [
    ...(supply === 'off' ? [off !== undefined && off.seenMs > off.sinceMs ? off.sinceMs : Number.POSITIVE_INFINITY] : []),
    ...(dangers?.batteryFault ? [dangers.batteryFault.sinceMs] : []),
  ]
  return since.length === 0 ? null : Math.min(...since)
}

/**
 * Only when too few sound batteries are left, and since then: since the one too many failed or was switched off (P5), or the group
 * was changed. It counts by what batteries say that are still there.
 */
const batterySigns = (group: PowerGroup, devices: readonly PowerDeviceView[]): readonly DangerSign[] => {
  const faults = devices.flatMap((device) =>
    device.supply !== 'off' && device.dangers?.batteryFault ? [{ device, shown: device.dangers.batteryFault }] : [],
  )
  const unsound = devices.flatMap((device) => unsoundSinceMs(device) ?? []).toSorted((left, right) => left - right)
  const tooFewSinceMs = unsound[Math.max(0, devices.length - group.requiredDevices)]
  if (tooFewSinceMs === undefined) return NONE
  const fromMs = Math.max(tooFewSinceMs, group.changedAtMs ?? 0)
  const signs = faults.map(({ device, shown }) =>
    sign(device, 'battery-fault', { sinceMs: Math.min(shown.seenMs, Math.max(shown.sinceMs, fromMs)), seenMs: shown.seenMs }),
  )
  const supplying = devices.filter(({ supply }) => supply !== 'off').length
  const decisive = signs.toSorted(longestFirst)[Math.max(0, supplying - group.requiredDevices)]
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
