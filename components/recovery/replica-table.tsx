'use client'

import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { RecoveryView } from '@/server/domain/recovery'
import { replicaSeverity } from './recovery-words'

/** Replicas, those that need a look first, with their age beside what was promised. */
export const ReplicaTable = ({ view }: { readonly view: RecoveryView }) => {
  const { recovery: r, common } = useMessages()
  const format = useFormat()
  const now = useNow()
  const { replications, replicationCount, behindCount } = view
  if (replications === null) return <p className="px-4 text-sm text-fg-2">{r.notRead}</p>
  if (replications.length === 0) return null
  const c = r.replicaColumns
  return (
    <div className="grid gap-1">
      <p className="flex flex-wrap gap-x-3 px-4 text-sm text-fg-2">
        <span>{r.counts(behindCount, replicationCount)}</span>
        {replicationCount > replications.length ? <span>{r.shownFirst(replications.length)}</span> : null}
      </p>
      <DataTable
        label={r.replicaTable}
        head={
          <>
            <Th>{c.vm}</Th>
            <Th>{c.state}</Th>
            <Th end>{c.age}</Th>
            <Th end>{c.rpo}</Th>
            <Th>{c.to}</Th>
          </>
        }
      >
        {replications.map((replica) => (
          <Tr key={replica.nativeId}>
            <Td className="font-[550]">{replica.vmName}</Td>
            <Td>
              <StatusMark severity={replicaSeverity(replica)}>
                {[r.replicaStates[replica.state], replica.rpoViolated === true ? r.violated : null].filter(Boolean).join(', ')}
              </StatusMark>
            </Td>
            <Td end>
              {replica.lastSyncAtMs === null ? r.never : now === null ? '—' : common.ago(format.age(now - replica.lastSyncAtMs))}
            </Td>
            <Td end className="text-fg-2">
              {replica.rpoSeconds === null ? '—' : format.age(replica.rpoSeconds * 1000)}
            </Td>
            <Td className="text-fg-2">{replica.targetSite ?? '—'}</Td>
          </Tr>
        ))}
      </DataTable>
    </div>
  )
}
