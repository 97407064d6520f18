import type { Messages } from '@/components/messages/messages'
import { isUps } from '@/server/domain/device-kind'
import { type PowerState, powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'

type Condition = Pick<DeviceDoc, 'kind' | 'supply' | 'contact' | 'flags'>

/** The words for what a device does: a PDU is not on mains, it is supplied, by whatever feeds it. */
export const deviceStateWord = (m: Messages, device: Condition): string => {
  const state: PowerState = powerStateOf(device)
  if (isUps(device)) return m.status.power[state]
  switch (state) {
    case 'on-mains':
      return m.status.passing.supplied
    case 'off':
      return m.status.passing.noInput
    case 'no-contact':
      return m.status.power['no-contact']
    case 'on-battery':
    case 'low-battery':
    case 'bypass':
    case 'testing':
    case 'unknown':
      return m.status.power.unknown
  }
}
