'use client'

import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import type { MenuChoice } from '@/components/ui/menu'
import { isOfOutlet, UPS_COMMAND_KINDS } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'
import { CommandMenu } from './command-menu'
import { useCommandOutlook } from './use-command-outlook'

/** What the device as a whole can be told. What its outlets can is beside each of them. */
export const DeviceCommands = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const may = useMay('operate')
  const outlook = useCommandOutlook(device)
  if (!may) return null
  const known = UPS_COMMAND_KINDS.filter((kind) => device.commands?.kinds.includes(kind))
  const kinds = known.filter((kind) => !isOfOutlet(kind))
  if (kinds.length === 0 && known.length > 0) return null
  const none: MenuChoice = {
    id: 'none',
    label: device.commands === null ? m.care.notKnown : m.care.nothing,
    ...(device.commands?.reason ? { detail: device.commands.reason } : {}),
    onAction: () => undefined,
    disabled: true,
  }
  return <CommandMenu device={device} outlet={null} kinds={kinds} outlook={outlook} none={[none]} />
}
