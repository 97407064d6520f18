'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { SaveOrCancel } from '@/components/shell/save-or-cancel'
import { Sheet } from '@/components/ui/overlay'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { VmProbe } from '@/server/domain/vm-probe'
import type { VirtualMachine } from '@/server/domain/world'

const KINDS = ['tools', 'ping', 'tcp', 'http'] as const
type Kind = (typeof KINDS)[number]

interface Draft {
  readonly kind: Kind
  readonly address: string
  readonly port: string
  readonly url: string
}

const draftOf = (probe: VmProbe | null): Draft => ({
  kind: probe?.kind ?? 'tools',
  address: probe !== null && probe.kind !== 'http' ? probe.address : '',
  port: probe?.kind === 'tcp' ? String(probe.port) : '22',
  url: probe?.kind === 'http' ? probe.url : '',
})

const probeOf = ({ kind, address, port, url }: Draft): VmProbe | null => {
  switch (kind) {
    case 'tools':
      return null
    case 'ping':
      return { kind, address: address.trim() }
    case 'tcp':
      return { kind, address: address.trim(), port: Number(port) }
    case 'http':
      return { kind, url: url.trim() }
  }
}

const ProbeForm = ({
  vm,
  probe,
  onClose,
}: {
  readonly vm: VirtualMachine
  readonly probe: VmProbe | null
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const [draft, setDraft] = useState(draftOf(probe))
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) => client.vms.setProbe.mutate({ vmId: vm.id, probe: probeOf(draft), reason: reason.trim() || null }),
    () => {
      toast({ title: m.hosts.probeSaved(vm.name) })
      onClose()
    },
  )
  const set = (patch: Partial<Draft>): void => setDraft({ ...draft, ...patch })
  return (
    <div className="grid gap-4">
      <p className="text-fg-2">{m.hosts.probeHint}</p>
      <Select
        label={m.hosts.probeKind}
        choices={KINDS.map((id) => ({ id, label: m.hosts.probeKinds[id] }))}
        value={draft.kind}
        onChange={(id) => set({ kind: KINDS.find((kind) => kind === id) ?? 'tools' })}
      />
      {draft.kind === 'ping' || draft.kind === 'tcp' ? (
        <TextField
          label={m.hosts.probeAddress}
          hint={m.hosts.probeAddressHint}
          value={draft.address}
          onChange={(address) => set({ address })}
        />
      ) : null}
      {draft.kind === 'tcp' ? (
        <TextField label={m.hosts.probePort} value={draft.port} onChange={(port) => set({ port })} />
      ) : null}
      {draft.kind === 'http' ? (
        <TextField label={m.hosts.probeUrl} hint={m.hosts.probeAddressHint} value={draft.url} onChange={(url) => set({ url })} />
      ) : null}
      <ReasonField value={reason} onChange={setReason} />
      <SaveOrCancel onCancel={onClose} onSave={() => save.mutate(undefined)} isPending={save.isPending} />
    </div>
  )
}

/** How a VM's guest is asked after a move whether it is there (S0-07). */
export const VmProbeSheet = ({ vm, onClose }: { readonly vm: VirtualMachine; readonly onClose: () => void }) => {
  const m = useMessages()
  const { data: probes } = useQuery(useTRPC().vms.probes.queryOptions())
  return (
    <Sheet isOpen onClose={onClose} title={m.hosts.probeOf(vm.name)} closeLabel={m.common.close}>
      {probes === undefined ? (
        <SkeletonRows rows={3} label={m.common.loading} />
      ) : (
        <ProbeForm vm={vm} probe={probes[vm.id] ?? null} onClose={onClose} />
      )}
    </Sheet>
  )
}
