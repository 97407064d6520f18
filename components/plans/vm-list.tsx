'use client'

import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { GridList, GridListItem } from 'react-aria-components/GridList'
import { DropIndicator, useDragAndDrop } from 'react-aria-components/useDragAndDrop'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useMessages } from '@/components/messages/use-messages'
import { VM_DRAG_TYPE, droppedIds } from './drag-type'

export interface VmItem {
  readonly id: string
  readonly name: string
  readonly detail: string
  readonly time: string
  /** What detail and time say, in a sentence. */
  readonly figures: string
  readonly gone: boolean
}

/** A longer list scrolls by itself, and only what can be seen of it is drawn: thousands of rows would take seconds at each edit. */
const MOST_DRAWN = 60
const ROWS = { rowHeight: 28, gap: 4 }
const BOX =
  'rounded-md outline-none empty:rounded-md empty:border empty:border-dashed empty:border-line-strong drop-target:bg-maint-bg drop-target:outline-2 drop-target:outline-dashed drop-target:outline-focus'

/**
 * VMs in order, one stage or the ones without a stage. Rows move within and between lists by mouse, by touch and by
 * keyboard (Enter on the handle, Tab to the target, arrows, Enter).
 */
export const VmList = ({
  label,
  items,
  selected,
  onSelect,
  onPlace,
  empty,
}: {
  readonly label: string
  readonly items: readonly VmItem[]
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: ReadonlySet<string>) => void
  /** VMs were dropped before position `index`. */
  readonly onPlace: (ids: readonly string[], index: number) => void
  readonly empty: ReactNode
}) => {
  const m = useMessages()
  const indexOf = (key: unknown, position: 'on' | 'before' | 'after'): number => {
    const at = items.findIndex(({ id }) => id === key)
    return position === 'after' ? at + 1 : at
  }
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      [...keys].map((key) => ({ [VM_DRAG_TYPE]: String(key), 'text/plain': items.find(({ id }) => id === key)?.name ?? '' })),
    acceptedDragTypes: [VM_DRAG_TYPE],
    getDropOperation: () => 'move',
    onReorder: ({ keys, target }) => onPlace([...keys].map(String), indexOf(target.key, target.dropPosition)),
    onInsert: ({ items: dropped, target }) => {
      void droppedIds(dropped).then((ids) => onPlace(ids, indexOf(target.key, target.dropPosition)))
    },
    onRootDrop: ({ items: dropped }) => {
      void droppedIds(dropped).then((ids) => onPlace(ids, items.length))
    },
    renderDropIndicator: (target) => (
      <DropIndicator target={target} className="h-0.5 rounded outline-none drop-target:bg-focus" />
    ),
  })
  const isLong = items.length > MOST_DRAWN
  const list = (
    <GridList
      aria-label={label}
      items={items}
      selectionMode="multiple"
      selectionBehavior="replace"
      selectedKeys={[...selected].filter((id) => items.some((item) => item.id === id))}
      onSelectionChange={(keys) => onSelect(keys === 'all' ? new Set(items.map(({ id }) => id)) : new Set([...keys].map(String)))}
      dragAndDropHooks={dragAndDropHooks}
      renderEmptyState={() => <div className="px-2 py-1.5 text-sm text-fg-3">{empty}</div>}
      className={isLong ? `block h-96 overflow-y-auto ${BOX}` : `grid content-start gap-1 ${BOX}`}
    >
      {(item: VmItem) => (
        <GridListItem
          id={item.id}
          textValue={item.name}
          className="grid h-7 grid-cols-[24px_minmax(0,1fr)_auto_auto] items-center gap-1.5 rounded-md border border-line bg-raised pe-2.5 outline-offset-0 selected:border-focus selected:shadow-[inset_0_0_0_1px_var(--c-focus)] dragging:opacity-50"
        >
          <Button
            slot="drag"
            aria-label={m.plans.drag(item.name)}
            className="grid h-full w-6 cursor-grab place-items-center rounded-s-md text-ink-2 hover:text-fg"
          >
            <span aria-hidden="true">⠿</span>
          </Button>
          <span className={`truncate ${item.gone ? 'text-fg-3 line-through' : ''}`}>{item.name}</span>
          <span className="truncate text-sm text-fg-2" title={item.figures || undefined}>
            {item.gone ? m.plans.vmGone : item.detail}
          </span>
          <span className="text-xs tabular-nums text-fg-3" title={item.figures || undefined}>
            {item.time}
          </span>
        </GridListItem>
      )}
    </GridList>
  )
  if (!isLong) return list
  return (
    <Virtualizer layout={ListLayout} layoutOptions={ROWS}>
      {list}
    </Virtualizer>
  )
}
