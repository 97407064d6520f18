'use client'

import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { replicaSeverity } from '@/components/recovery/recovery-words'
import { StatusMark } from '@/components/ui/status-mark'
import type { ReplicationFacts } from '@/server/domain/recovery'
import type { VirtualMachine } from '@/server/domain/world'

const AGE_STEP_MS = 10_000

/** "Replica: in step, 2 min ago"; marked only where it needs a look. */
const ReplicaNote = ({ replica }: { readonly replica: ReplicationFacts }) => {
  const { hosts, recovery, common } = useMessages()
  const format = useFormat()
  const now = useNow(AGE_STEP_MS)
  const { state, lastSyncAtMs, rpoSeconds, rpoViolated } = replica
  const age =
    lastSyncAtMs === null ? recovery.never : now === null ? '—' : common.ago(format.age(Math.max(0, now - lastSyncAtMs)))
  const words = hosts.replica(recovery.replicaStates[state], age)
  const severity = replicaSeverity(replica)
  const promised = rpoSeconds === null ? null : `${recovery.replicaColumns.rpo}: ${format.age(rpoSeconds * 1000)}`
  return (
    <span title={promised ?? undefined}>
      {severity === 'normal' ? (
        words
      ) : (
        <StatusMark severity={severity}>{rpoViolated === true ? `${words}, ${recovery.violated}` : words}</StatusMark>
      )}
    </span>
  )
}

/** What else is known of a VM, in its line. `first`: its guest tools, or what ended it. */
export const VmNotes = ({ vm, first }: { readonly vm: VirtualMachine; readonly first: string }) => {
  const { hosts } = useMessages()
  const format = useFormat()
  const snapshots = vm.snapshotCount ?? 0
  const { memoryUse } = vm
  const words = [
    vm.lockedBy === null ? null : hosts.locked(vm.lockedBy),
    memoryUse === undefined ? null : hosts.memoryUse[memoryUse.by ?? 'someone'](format.memory(memoryUse.usedMiB)),
    vm.startsWithHost === true ? hosts.startsWithHost : null,
    snapshots > 0 ? hosts.snapshots(snapshots) : null,
  ]
  return (
    <>
      {[first, ...words, ...vm.tags].filter(Boolean).join(' · ')}
      {vm.replication === undefined ? null : (
        <>
          {' · '}
          <ReplicaNote replica={vm.replication} />
        </>
      )}
    </>
  )
}
