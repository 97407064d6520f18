'use client'

import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import type { Choice } from './select'

/** A few exclusive choices, all visible. */
export const Segmented = <Id extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string
  readonly choices: readonly Choice<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
}) => (
  <ToggleButtonGroup
    aria-label={label}
    selectionMode="single"
    disallowEmptySelection
    selectedKeys={[value]}
    onSelectionChange={(keys) => {
      const chosen = choices.find(({ id }) => keys.has(id))
      if (chosen) onChange(chosen.id)
    }}
    className="inline-flex rounded-md border border-line bg-panel p-0.5"
  >
    {choices.map(({ id, label: word }) => (
      <ToggleButton
        key={id}
        id={id}
        className="h-6.5 rounded px-2.5 text-sm text-fg-2 selected:bg-ink-4 selected:font-[550] selected:text-fg"
      >
        {word}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
)
