'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { SaveOrCancel } from '@/components/shell/save-or-cancel'
import { DefinitionList } from '@/components/ui/definition-list'
import { Sheet } from '@/components/ui/overlay'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import type { KeepAliveMark } from '@/server/domain/keep-alive'
import type { VirtualMachine } from '@/server/domain/world'
import { keepAliveSentence } from './keep-alive-sentence'

const CHOICES = ['automatic', 'kept', 'ordinary'] as const
type Choice = (typeof CHOICES)[number]
const markOf = (choice: Choice): KeepAliveMark | null => (choice === 'automatic' ? null : choice)

const MarkForm = ({
  vm,
  mark,
  onClose,
}: {
  readonly vm: VirtualMachine
  readonly mark: KeepAliveMark | null
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const [choice, setChoice] = useState<Choice>(mark ?? 'automatic')
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) => client.vms.setKeepAlive.mutate({ vmId: vm.id, mark: markOf(choice), reason: reason.trim() || null }),
    () => {
      toast({ title: m.keepAlive.saved(vm.name) })
      onClose()
    },
  )
  const found = (vm.keepAlive ?? []).map((one) => keepAliveSentence(one, m))
  return (
    <div className="grid gap-4">
      <p className="text-fg-2">{m.keepAlive.hint}</p>
      <DefinitionList rows={[{ term: m.keepAlive.recognised, value: found.join('. ') || m.keepAlive.notRecognised }]} />
      <Select
        label={m.keepAlive.choice}
        choices={CHOICES.map((id) => ({ id, label: m.keepAlive.choices[id] }))}
        value={choice}
        onChange={setChoice}
      />
      <ReasonField value={reason} onChange={setReason} />
      <SaveOrCancel onCancel={onClose} onSave={() => save.mutate(undefined)} isPending={save.isPending} />
    </div>
  )
}

/** Whether the operation stands on a VM, by what that was recognised, and what a person says of it (D5). */
export const KeepAliveSheet = ({ vm, onClose }: { readonly vm: VirtualMachine; readonly onClose: () => void }) => {
  const m = useMessages()
  const { data } = useQuery(useTRPC().vms.keepAlive.queryOptions())
  return (
    <Sheet isOpen onClose={onClose} title={m.keepAlive.openOf(vm.name)} closeLabel={m.common.close}>
      {data === undefined ? (
        <SkeletonRows rows={3} label={m.common.loading} />
      ) : (
        <MarkForm vm={vm} mark={data.vms.find(({ id }) => id === vm.id)?.mark ?? null} onClose={onClose} />
      )}
    </Sheet>
  )
}
