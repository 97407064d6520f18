'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useLiveStore } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { KeepAlivePanel } from './keep-alive-panel'
import { TrapPanel } from './trap-panel'

export const SystemTab = () => {
  const m = useMessages()
  const s = m.settings.system
  const format = useFormat()
  const now = useNow()
  const store = useLiveStore()
  const { data } = useQuery({ ...useTRPC().system.info.queryOptions(), refetchInterval: 5_000 })
  if (!data) return <SkeletonRows rows={6} label={m.common.loading} />
  const offsetMs = now === null ? null : Math.abs(store.status().clockOffsetMs)
  return (
    <div className="grid gap-4">
      <TitledPanel title={s.version} aside={data.version}>
        <DefinitionList
          rows={[
            { term: s.store, value: data.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL' },
            { term: s.journal, value: format.count(data.journalEntries) },
            ...data.engines.map((engine) => ({
              term: s.engine,
              value: `${engine.version} · ${s.pid(engine.pid)} · ${s.engineSince(format.moment(engine.startedAtMs))}`,
            })),
            { term: s.serverTime, value: now === null ? '—' : format.moment(now) },
            { term: s.offset, value: format.age(offsetMs) },
            { term: s.demo, value: data.demo ? m.common.yes : m.common.no },
          ]}
        />
      </TitledPanel>
      <KeepAlivePanel />
      {data.traps ? <TrapPanel traps={data.traps} /> : null}
    </div>
  )
}
