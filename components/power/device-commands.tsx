'use client'

import { useState } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Menu, type MenuChoice } from '@/components/ui/menu'
import { UPS_COMMAND_KINDS, type UpsCommandKind } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'
import { CommandDialog, type ChosenCommand } from './command-dialog'

const isOfOutlet = (kind: UpsCommandKind): boolean => kind.startsWith('outlet-')

/** What this UPS can be told; each asks first, with its consequence. */
export const DeviceCommands = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const may = useMay('operate')
  const [chosen, setChosen] = useState<ChosenCommand | null>(null)
  const [isOpen, setOpen] = useState(false)
  if (!may) return null
  const kinds = UPS_COMMAND_KINDS.filter((kind) => device.commands?.kinds.includes(kind))
  const choose = (command: ChosenCommand) => () => {
    setChosen(command)
    setOpen(true)
  }
  const ofOutput = kinds
    .filter((kind) => !isOfOutlet(kind))
    .map((kind): MenuChoice => ({ id: kind, label: m.care.kinds[kind], onAction: choose({ kind, outlet: null }) }))
  const ofOutlets = device.outlets.flatMap((outlet) =>
    kinds.filter(isOfOutlet).map((kind): MenuChoice => ({
      id: `${kind} ${outlet.id}`,
      label: m.care.on(m.care.kinds[kind], m.power.outletNamed(outlet.id, outlet.name)),
      onAction: choose({ kind, outlet }),
    })),
  )
  const none: MenuChoice = {
    id: 'none',
    label: device.commands === null ? m.care.notKnown : m.care.nothing,
    ...(device.commands?.reason ? { detail: device.commands.reason } : {}),
    onAction: () => undefined,
    disabled: true,
  }
  const choices = [...ofOutput, ...ofOutlets]
  return (
    <>
      <Menu
        label={m.care.control}
        trigger={<Button>{m.care.control}</Button>}
        choices={choices.length === 0 ? [none] : choices}
      />
      {chosen === null ? null : (
        <CommandDialog
          key={`${chosen.kind} ${chosen.outlet?.id ?? ''} ${isOpen ? 'open' : ''}`}
          device={device}
          chosen={chosen}
          isOpen={isOpen}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
