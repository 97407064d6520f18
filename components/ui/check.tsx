'use client'

import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'

export const Check = ({
  children,
  isSelected,
  onChange,
  isDisabled,
}: {
  readonly children: ReactNode
  readonly isSelected: boolean
  readonly onChange: (selected: boolean) => void
  readonly isDisabled?: boolean
}) => (
  <Checkbox
    isSelected={isSelected}
    onChange={onChange}
    isDisabled={isDisabled}
    className="group flex min-h-6 items-center gap-2 off:text-fg-3"
  >
    <span className="grid size-4 shrink-0 place-items-center rounded border border-line-strong bg-raised text-[10px] group-selected:border-fg group-selected:bg-fg group-selected:text-ground">
      <span aria-hidden="true" className="hidden group-selected:block">
        ✓
      </span>
    </span>
    <span>{children}</span>
  </Checkbox>
)
