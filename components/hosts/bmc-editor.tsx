'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { z } from 'zod'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { pinIn } from '@/components/settings/manager-draft'
import { TrustPin } from '@/components/settings/trust-pin'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { bmcAddressOf, bmcSecretOf, EMPTY_BMC } from './bmc-draft'
import { BmcForm } from './bmc-form'

const answerSchema = z.object({
  identity: z.object({
    product: z.string(),
    version: z.string().nullable(),
    systemUuid: z.string().nullable(),
    notes: z.array(z.string()),
  }),
  reading: z
    .object({
      power: z.enum(['on', 'off', 'unknown']),
      sensors: z.array(z.unknown()),
      powerSupplies: z.array(z.unknown()).nullable(),
    })
    .nullable(),
})
type Answer = z.infer<typeof answerSchema>

const Found = ({ answer, host, pins }: { readonly answer: Answer; readonly host: Host; readonly pins: readonly string[] }) => {
  const { bmc } = useMessages()
  const { identity, reading } = answer
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={bmc.found}>
      <h3 className="font-semibold">{bmc.found}</h3>
      <DefinitionList
        rows={[
          { term: bmc.product, value: [identity.product, identity.version].filter(Boolean).join(' ') },
          ...(identity.systemUuid === null
            ? []
            : [{ term: bmc.uuid, value: <code className="text-xs">{identity.systemUuid}</code> }]),
          ...(host.uuid === null ? [] : [{ term: bmc.uuidOfHost, value: <code className="text-xs">{host.uuid}</code> }]),
          ...(reading === null ? [] : [{ term: bmc.power, value: bmc.powers[reading.power] }]),
          ...(pins.length === 0
            ? []
            : [{ term: bmc.fingerprint, value: <code className="text-xs break-all">{pins.join(' ')}</code> }]),
        ]}
      />
      {reading === null ? null : <p>{bmc.counts(reading.sensors.length, reading.powerSupplies?.length ?? 0)}</p>}
      {identity.notes.map((note) => (
        <p key={note} className="text-sm">
          {note}
        </p>
      ))}
    </section>
  )
}

/** Address and credentials → sign in and read → saved. An unknown fingerprint is shown and trusted only by hand. */
export const BmcEditor = ({ host, onDone }: { readonly host: Host; readonly onDone: () => void }) => {
  const m = useMessages()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(EMPTY_BMC)
  const given = () => ({ hostId: host.id, address: bmcAddressOf(draft), secret: bmcSecretOf(draft) })
  const probe = useMutation({
    mutationFn: async () => {
      const { orderId } = await client.hardware.probe.mutate(given())
      return answerSchema.parse(await awaitOrder(() => client.orders.get.query({ orderId })))
    },
  })
  const save = useMutation({
    mutationFn: () => client.hardware.save.mutate({ ...given(), reason: null }),
    onSuccess: () => {
      void queries.invalidateQueries()
      toast({ title: m.bmc.saved(host.name) })
      onDone()
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
    <form onSubmit={submit} className="grid gap-3">
      {probe.data ? <Found answer={probe.data} host={host} pins={draft.pins} /> : <BmcForm draft={draft} onChange={setDraft} />}
      {words ? <ErrorNote title={m.bmc.failed} detail={words} /> : null}
      {pin && draft.kind === 'redfish' && !draft.pins.includes(pin) ? (
        <TrustPin pin={pin} hint={m.bmc.trustHint} onTrust={() => setDraft({ ...draft, pins: [...draft.pins, pin] })} />
      ) : null}
      <div className="flex justify-between gap-2">
        <Button onPress={onDone}>{m.common.cancel}</Button>
        <span className="flex gap-2">
          {probe.data ? <Button onPress={() => probe.reset()}>{m.bmc.changeDraft}</Button> : null}
          <Button type="submit" variant="primary" isPending={probe.isPending || save.isPending}>
            {probe.data ? m.bmc.save : probe.isPending ? m.bmc.probing : m.bmc.probe}
          </Button>
        </span>
      </div>
    </form>
  )
}
