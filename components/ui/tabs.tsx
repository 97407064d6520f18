'use client'

import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs'

export interface TabItem<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly content: ReactNode
}

export const Tabs = <Id extends string>({
  label,
  items,
  value,
  onChange,
}: {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
}) => (
  <AriaTabs
    selectedKey={value}
    onSelectionChange={(key) => {
      const chosen = items.find(({ id }) => id === key)
      if (chosen) onChange(chosen.id)
    }}
    className="grid min-h-0 grid-cols-[minmax(0,1fr)] gap-4"
  >
    <TabList aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {items.map(({ id, label: word }) => (
        <Tab
          key={id}
          id={id}
          className="flex h-9 items-center border-b-2 border-transparent px-3 whitespace-nowrap text-fg-2 selected:border-fg selected:font-[550] selected:text-fg hover:text-fg"
        >
          {word}
        </Tab>
      ))}
    </TabList>
    {items.map(({ id, content }) => (
      <TabPanel key={id} id={id} className="min-h-0 outline-none">
        {content}
      </TabPanel>
    ))}
  </AriaTabs>
)
