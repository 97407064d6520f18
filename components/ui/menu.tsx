'use client'

import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'

export interface MenuChoice {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly onAction: () => void
  readonly disabled?: boolean
}

/** `trigger` is a Button. */
export const Menu = ({
  label,
  trigger,
  choices,
}: {
  readonly label: string
  readonly trigger: ReactNode
  readonly choices: readonly MenuChoice[]
}) => (
  <MenuTrigger>
    {trigger}
    <Popover className="max-h-96 max-w-[min(28rem,90vw)] min-w-40 overflow-auto rounded-md border border-line-strong bg-raised p-1 shadow-lift">
      <AriaMenu aria-label={label} items={choices} className="outline-none">
        {(choice: MenuChoice) => (
          <MenuItem
            id={choice.id}
            textValue={choice.label}
            onAction={choice.onAction}
            isDisabled={choice.disabled ?? false}
            className="flex min-h-7 flex-col justify-center rounded px-2 py-1 off:text-fg-3 lit:bg-ink-4/70 outline-none"
          >
            <Text slot="label">{choice.label}</Text>
            {choice.detail ? (
              <Text slot="description" className="text-xs text-fg-3">
                {choice.detail}
              </Text>
            ) : null}
          </MenuItem>
        )}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
)
