'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { TrustPin } from '@/components/settings/trust-pin'
import { TryThenSaveFooter } from '@/components/settings/try-then-save-footer'
import { useTryThenSave } from '@/components/settings/use-try-then-save'
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
  const [draft, setDraft] = useState(EMPTY_BMC)
  const given = () => ({ hostId: host.id, address: bmcAddressOf(draft), secret: bmcSecretOf(draft) })
  const steps = useTryThenSave({
    schema: answerSchema,
    attempt: (client) => client.hardware.probe.mutate(given()),
    save: (client) => client.hardware.save.mutate({ ...given(), reason: null }),
    onSaved: () => {
      toast({ title: m.bmc.saved(host.name) })
      onDone()
    },
  })
  const { answer, words, pin } = steps
  const { probe: attempt, probing: attempting, save, changeDraft: change, failed } = m.bmc
  return (
    <form onSubmit={steps.submit} className="grid gap-3">
      {answer ? <Found answer={answer} host={host} pins={draft.pins} /> : <BmcForm draft={draft} onChange={setDraft} />}
      {words ? <ErrorNote title={failed} detail={words} /> : null}
      {pin && draft.kind === 'redfish' && !draft.pins.includes(pin) ? (
        <TrustPin pin={pin} hint={m.bmc.trustHint} onTrust={() => setDraft({ ...draft, pins: [...draft.pins, pin] })} />
      ) : null}
      <TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onDone} />
    </form>
  )
}
