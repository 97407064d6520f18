'use client'

import { useState } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Menu, type MenuChoice } from '@/components/ui/menu'
import type { Outlet } from '@/server/domain/ups'
import type { UpsCommandKind } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'
import { CommandDialog } from './command-dialog'
import type { Outlook } from './use-command-outlook'

/** Commands for a device, or for one of its outlets; each says before it is chosen whether it would be refused, and asks after. */
export const CommandMenu = ({
  device,
  outlet,
  kinds,
  outlook,
  none = [],
}: {
  readonly device: DeviceDoc
  readonly outlet: Outlet | null
  readonly kinds: readonly UpsCommandKind[]
  readonly outlook: Outlook
  /** Shown where there are no commands. */
  readonly none?: readonly MenuChoice[]
}) => {
  const m = useMessages()
  const [chosen, setChosen] = useState<UpsCommandKind | null>(null)
  const [isOpen, setOpen] = useState(false)
  const refusalOf = (kind: UpsCommandKind) => outlook(kind, outlet?.id ?? null)
  const choices = kinds.map((kind): MenuChoice => {
    const refusal = refusalOf(kind)
    return {
      id: kind,
      label: m.care.kinds[kind],
      ...(refusal === null ? {} : { detail: m.care.wouldBeRefused(refusal.message) }),
      onAction: () => {
        setChosen(kind)
        setOpen(true)
      },
    }
  })
  const label = m.care.on(m.care.control, outlet === null ? null : m.power.outletNamed(outlet.id, outlet.name))
  return (
    <>
      <Menu
        label={label}
        trigger={
          outlet === null ? (
            <Button>{m.care.control}</Button>
          ) : (
            <Button size="small" variant="quiet" aria-label={label}>
              {m.care.control} <span aria-hidden="true">▾</span>
            </Button>
          )
        }
        choices={choices.length === 0 ? none : choices}
      />
      {chosen === null ? null : (
        <CommandDialog
          key={`${chosen} ${isOpen ? 'open' : ''}`}
          device={device}
          chosen={{ kind: chosen, outlet }}
          refusal={refusalOf(chosen)}
          isOpen={isOpen}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
