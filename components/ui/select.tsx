'use client'

import { Button } from 'react-aria-components/Button'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select'
import { Text } from 'react-aria-components/Text'
import { FIELD, FIELD_BOX, FIELD_LABEL } from './field'

export interface Choice<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly detail?: string
  readonly disabled?: boolean
}

/** One of a few. The value's type is the choices' type: nothing outside of them can come back. */
export const Select = <Id extends string>({
  label,
  bare,
  choices,
  value,
  onChange,
  isDisabled,
  quiet,
}: {
  readonly label: string
  readonly bare?: boolean
  readonly choices: readonly Choice<Id>[]
  readonly value: Id | null
  readonly onChange: (id: Id) => void
  readonly isDisabled?: boolean
  /** Without a box, for tables. */
  readonly quiet?: boolean
}) => (
  <AriaSelect
    className={FIELD}
    value={value}
    isDisabled={isDisabled}
    onChange={(key) => {
      const chosen = choices.find(({ id }) => id === key)
      if (chosen) onChange(chosen.id)
    }}
  >
    <Label className={bare ? 'sr-only' : FIELD_LABEL}>{label}</Label>
    <Button
      className={
        quiet
          ? 'inline-flex h-7 max-w-full min-w-0 items-center gap-1 rounded px-1 text-start hover:bg-ink-4/60 disabled:text-fg-3'
          : `${FIELD_BOX} flex items-center gap-2 text-start`
      }
    >
      <SelectValue className={`min-w-0 truncate ${quiet ? '' : 'flex-1'}`}>
        {({ defaultChildren }) => choices.find(({ id }) => id === value)?.label ?? defaultChildren}
      </SelectValue>
      <span aria-hidden="true" className="text-xs text-fg-3">
        ▾
      </span>
    </Button>
    <Popover className="max-h-80 min-w-(--trigger-width) overflow-auto rounded-md border border-line-strong bg-raised p-1 shadow-lift">
      <ListBox items={choices} className="outline-none">
        {(choice: Choice<Id>) => (
          <ListBoxItem
            id={choice.id}
            textValue={choice.label}
            isDisabled={choice.disabled ?? false}
            className="flex max-w-md flex-col rounded px-2 py-1 selected:font-semibold off:text-fg-3 lit:bg-ink-4/70 outline-none"
          >
            <Text slot="label">{choice.label}</Text>
            {choice.detail ? (
              <Text slot="description" className="text-xs font-normal whitespace-normal text-fg-3">
                {choice.detail}
              </Text>
            ) : null}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </AriaSelect>
)
