'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { z } from 'zod'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { EMPTY_MANAGER, linesOf, managerAddressOf, managerSecretOf, mayTrust, pinIn } from './manager-draft'
import { ManagerForm } from './manager-form'
import { TrustPin } from './trust-pin'

const FORM = 'add-manager'
const NAMED = 12

const answerSchema = z.object({
  identity: z.object({ product: z.string(), version: z.string().nullable(), notes: z.array(z.string()).optional() }),
  clusters: z.array(z.string()),
  hosts: z.array(z.string()),
  vmCount: z.number(),
})
type Answer = z.infer<typeof answerSchema>

const Found = ({ answer, pins }: { readonly answer: Answer; readonly pins: readonly string[] }) => {
  const m = useMessages()
  const { identity, clusters, hosts, vmCount } = answer
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4">
      <h3 className="font-semibold">{m.settings.managers.found}</h3>
      <DefinitionList
        rows={[
          { term: m.settings.managers.product, value: [identity.product, identity.version].filter(Boolean).join(' ') },
          ...(pins.length > 0
            ? [{ term: m.settings.managers.fingerprint, value: <code className="text-xs break-all">{pins.join(' ')}</code> }]
            : []),
        ]}
      />
      <p>{m.settings.managers.counts(m.common.clusters(clusters.length), m.common.hosts(hosts.length), m.common.vms(vmCount))}</p>
      <p className="text-sm text-fg-2">
        {hosts.slice(0, NAMED).join(', ')}
        {hosts.length > NAMED ? ' …' : null}
      </p>
      {identity.notes === undefined ? null : (
        <div className="grid gap-1 text-sm">
          <h4 className="font-semibold">{m.settings.managers.notes}</h4>
          {identity.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
    </section>
  )
}

/** Address and credentials → sign in and look → saved. An unknown fingerprint is shown and trusted only by hand. */
export const AddManager = ({ onClose }: { readonly onClose: () => void }) => {
  const m = useMessages()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(EMPTY_MANAGER)
  const [name, setName] = useState('')
  const probe = useMutation({
    mutationFn: async () => {
      const { orderId } = await client.managers.probe.mutate({
        address: managerAddressOf(draft, m.settings.managers.runbook),
        secret: managerSecretOf(draft),
      })
      return answerSchema.parse(await awaitOrder(() => client.orders.get.query({ orderId })))
    },
    onSuccess: ({ identity }) => setName((typed) => typed || identity.product),
  })
  const save = useMutation({
    mutationFn: () =>
      client.managers.add.mutate({
        name,
        address: managerAddressOf(draft, m.settings.managers.runbook),
        secret: managerSecretOf(draft),
      }),
    onSuccess: () => {
      void queries.invalidateQueries()
      toast({ title: m.settings.managers.added(name) })
      onClose()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (probe.data) save.mutate()
    else probe.mutate()
  }
  const failure = save.error ?? probe.error
  const words = failure ? errorSentences(failure, m) : null
  const pin = words ? pinIn(words) : null
  return (
    <Sheet
      isOpen
      onClose={onClose}
      wide={draft.kind === 'runbook'}
      title={m.settings.managers.add}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <span className="flex gap-2">
            {probe.data ? <Button onPress={() => probe.reset()}>{m.settings.managers.change}</Button> : null}
            <Button type="submit" form={FORM} variant="primary" isPending={probe.isPending || save.isPending}>
              {probe.data ? m.settings.managers.save : probe.isPending ? m.settings.managers.probing : m.settings.managers.probe}
            </Button>
          </span>
        </div>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-3">
        {probe.data ? (
          <>
            <Found answer={probe.data} pins={[...linesOf(draft.laidDown), ...draft.pins]} />
            <TextField label={m.settings.managers.name} value={name} onChange={setName} isRequired maxLength={80} autoFocus />
          </>
        ) : (
          <ManagerForm draft={draft} onChange={setDraft} />
        )}
        {words ? <ErrorNote title={m.settings.managers.failed} detail={words} /> : null}
        {pin && mayTrust(draft, pin) ? (
          <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...draft.pins, pin] })} />
        ) : null}
      </form>
    </Sheet>
  )
}
