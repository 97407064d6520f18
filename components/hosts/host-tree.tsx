'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { useChain } from '@/components/power/use-chain'
import { hostWatts } from './host-watts'
import type { OpenSheet } from './open-sheet'
import { ClusterLine, HostLine, VmLine } from './tree-lines'
import type { TreeRow } from './tree-rows'

const ROW_PX = 34
export const TREE_GRID =
  'grid grid-cols-[minmax(0,1fr)_minmax(0,0.8fr)_minmax(140px,auto)] md:grid-cols-[minmax(126px,2fr)_minmax(90px,1fr)_88px_88px_58px_36px_72px_152px] xl:grid-cols-[minmax(200px,2fr)_minmax(120px,1fr)_130px_130px_70px_60px_110px_minmax(180px,1.2fr)] items-center gap-x-2 px-3 xl:gap-x-3'

/** A treegrid of which only the rows in view exist. */
export const HostTree = ({
  rows,
  onToggle,
  onOpen,
}: {
  readonly rows: readonly TreeRow[]
  readonly onToggle: (id: string) => void
  readonly onOpen: (sheet: OpenSheet) => void
}) => {
  const m = useMessages()
  const box = useRef<HTMLDivElement>(null)
  const chain = useChain()
  const runs = useDocs('run')
  const hardware = useDocs('hardware')
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const c = m.hosts.columns
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={m.hosts.tree}>
      <div role="treegrid" aria-label={m.hosts.tree} aria-rowcount={rows.length + 1} className="md:min-w-[790px]">
        <div role="rowgroup" className="sticky top-0 z-10 bg-panel">
          <div role="row" className={`${TREE_GRID} h-8 border-b border-line text-xs font-[550] text-fg-3`}>
            {[c.name, c.state, c.cpu, c.memory, c.draw, c.vms, c.feeds].map((word, index) => (
              <span key={word} role="columnheader" className={index < 2 ? '' : 'max-md:hidden'}>
                {word}
              </span>
            ))}
            <span role="columnheader">
              <span className="sr-only">{c.actions}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (!row) return null
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                aria-level={row.kind === 'cluster' ? 1 : row.kind === 'host' ? 2 : 3}
                aria-expanded={row.kind === 'vm' ? undefined : row.open}
                className={`${TREE_GRID} absolute inset-x-0 border-b border-line hover:bg-ink-4/25`}
                style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
              >
                {row.kind === 'cluster' ? <ClusterLine row={row} onToggle={onToggle} onOpen={onOpen} /> : null}
                {row.kind === 'host' ? (
                  <HostLine
                    row={row}
                    watts={hostWatts(row.host, hardware)}
                    chain={chain}
                    runs={runs}
                    onToggle={onToggle}
                    onOpen={onOpen}
                  />
                ) : null}
                {row.kind === 'vm' ? <VmLine vm={row.vm} runs={runs} onOpen={onOpen} /> : null}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
