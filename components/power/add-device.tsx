'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { isReadingName } from '@/server/domain/power-reading'
import { addressOf, EMPTY_DRAFT, secretOf } from './device-address'
import { DeviceForm } from './device-form'
import { AddWays } from './discovery/add-ways'
import { probeAnswerSchema, type ProbeAnswer } from './probe-answer'

const FORM = 'add-device'

const Found = ({ answer }: { readonly answer: ProbeAnswer }) => {
  const m = useMessages()
  const format = useFormat()
  const read = Object.entries(answer.readings).flatMap(([name, { value, ...rest }]) =>
    typeof value === 'number' ? [{ name, value, ...rest }] : [],
  )
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4">
      <h3 className="font-semibold">{m.power.form.found}</h3>
      <DefinitionList
        rows={[
          { term: m.power.columns.state, value: m.status.power[answer.powerState] },
          { term: m.power.manufacturer, value: answer.manufacturer ?? '—' },
          { term: m.power.model, value: answer.model ?? '—' },
          { term: m.power.serial, value: answer.serial ?? '—' },
          { term: m.power.family, value: answer.family },
        ]}
      />
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1">
        {read.map(({ name, value, unit, credible, reason }) => (
          <li key={name} className="flex justify-between gap-3 border-b border-line" title={reason ?? undefined}>
            <span className="truncate text-fg-3">{isReadingName(name) ? m.readings[name] : name}</span>
            <span className={`whitespace-nowrap ${credible ? '' : 'text-warn'}`}>
              {unit === 's' ? format.duration(value) : format.reading(value, unit ?? '')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Address and credentials → what answers there → saved. What was typed stays when something fails. */
export const AddDevice = ({ onClose }: { readonly onClose: () => void }) => {
  const m = useMessages()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [name, setName] = useState('')
  const probe = useSingleMutation({
    act: async () => {
      const { orderId } = await client.power.probe.mutate({ address: addressOf(draft), secret: secretOf(draft) })
      return probeAnswerSchema.parse(await awaitOrder(() => client.orders.get.query({ orderId })))
    },
    onSuccess: ({ model }) => setName((typed) => typed || model || draft.host),
  })
  const save = useSingleMutation({
    act: () => client.power.add.mutate({ name, address: addressOf(draft), secret: secretOf(draft) }),
    onSuccess: () => {
      void queries.invalidateQueries()
      toast({ title: m.power.form.added(name) })
      onClose()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (probe.data) save.mutate()
    else probe.mutate()
  }
  const failure = save.error ?? probe.error
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={m.power.form.title}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <span className="flex gap-2">
            {probe.data ? <Button onPress={() => probe.reset()}>{m.power.form.change}</Button> : null}
            <Button type="submit" form={FORM} variant="primary" isPending={probe.isPending || save.isPending}>
              {probe.data ? m.power.form.save : probe.isPending ? m.power.form.probing : m.power.form.probe}
            </Button>
          </span>
        </div>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-3">
        {probe.data ? (
          <>
            <Found answer={probe.data} />
            <TextField label={m.power.form.name} value={name} onChange={setName} isRequired maxLength={80} autoFocus />
          </>
        ) : (
          <>
            <AddWays way="one" />
            <DeviceForm draft={draft} onChange={setDraft} />
          </>
        )}
        {failure ? (
          <ErrorNote title={save.error ? m.common.failed : m.power.form.failed} detail={errorSentences(failure, m)} />
        ) : null}
      </form>
    </Sheet>
  )
}
