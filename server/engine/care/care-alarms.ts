import { isUps } from '../../domain/device-kind'
import { batteryDueAtMs, type DeviceCare, type SelfTestRow } from '../../domain/care'
import type { PowerDeviceView } from '../../domain/world'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'

/** What is due of a device's care. */
export const careAlarms = (
  device: PowerDeviceView,
  care: DeviceCare,
  lastTest: SelfTestRow | null,
  nowMs: number,
): readonly AlarmCondition[] => {
  if (!isUps(device)) return []
  const { id, name } = device
  const object = { kind: 'device', id, name } as const
  const dueAtMs = batteryDueAtMs(care)
  const isNewer = lastTest !== null && lastTest.atMs > (care.batteryInstalledAtMs ?? 0)
  return [
    ...(dueAtMs !== null && dueAtMs <= nowMs
      ? [
          alarmCondition(
            'battery-due',
            'advisory',
            object,
            `Battery is past its ${care.batteryLifeYears ?? '?'} years`,
            'Have it replaced, then say so on the page of this UPS.',
          ),
        ]
      : []),
    ...(lastTest?.outcome === 'failed' && isNewer
      ? [
          alarmCondition(
            'self-test-failed',
            'warning',
            object,
            `Self-test failed: ${lastTest.said}`,
            'Check the battery; its runtime is not to be relied on until a test passes.',
          ),
        ]
      : []),
  ]
}
