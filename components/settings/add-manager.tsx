'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { EMPTY_MANAGER, hostNameIn, linesOf, managerAddressOf, managerSecretOf, mayTrust } from './manager-draft'
import { ManagerForm } from './manager-form'
import { TrustPin } from './trust-pin'
import { TryThenSaveFooter } from './try-then-save-footer'
import { useTryThenSave } from './use-try-then-save'

const FORM = 'add-manager'
const NAMED = 12

const answerSchema = z.object({
  identity: z.object({ product: z.string(), version: z.string().nullable(), notes: z.array(z.string()).optional() }),
  clusters: z.array(z.string()),
  hosts: z.array(z.string()),
  vmCount: z.number(),
  /** Of a site recovery platform, which has no hosts. */
  recovery: z.object({ planCount: z.number(), replicationCount: z.number().nullable() }).optional(),
})
type Answer = z.infer<typeof answerSchema>

/** Some platforms name their version in their product's name. */
const productWords = ({ product, version }: Answer['identity']): string =>
  version === null || product.includes(version) ? product : `${product} ${version}`

const Found = ({ answer, pins }: { readonly answer: Answer; readonly pins: readonly string[] }) => {
  const m = useMessages()
  const { identity, clusters, hosts, vmCount, recovery } = answer
  const words = m.settings.managers
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4">
      <h3 className="font-semibold">{m.settings.managers.found}</h3>
      <DefinitionList
        rows={[
          { term: m.settings.managers.product, value: productWords(identity) },
          ...(pins.length > 0
            ? [{ term: m.settings.managers.fingerprint, value: <code className="text-xs break-all">{pins.join(' ')}</code> }]
            : []),
        ]}
      />
      <p>
        {recovery === undefined
          ? words.counts(m.common.clusters(clusters.length), m.common.hosts(hosts.length), m.common.vms(vmCount))
          : words.recoveryCounts(recovery.planCount, recovery.replicationCount)}
      </p>
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
  const [draft, setDraft] = useState(EMPTY_MANAGER)
  const [name, setName] = useState('')
  const address = () => managerAddressOf(draft, m.settings.managers.runbook)
  const steps = useTryThenSave({
    schema: answerSchema,
    attempt: (client) => client.managers.probe.mutate({ address: address(), secret: managerSecretOf(draft) }),
    save: (client) => client.managers.add.mutate({ name, address: address(), secret: managerSecretOf(draft) }),
    onTried: ({ identity }) => setName((typed) => typed || hostNameIn(draft.url) || identity.product),
    onSaved: () => {
      toast({ title: m.settings.managers.added(name) })
      onClose()
    },
  })
  const { answer, words, pin } = steps
  const { probe: attempt, probing: attempting, save, change, failed } = m.settings.managers
  return (
    <Sheet
      isOpen
      onClose={onClose}
      wide={draft.kind === 'runbook'}
      title={m.settings.managers.add}
      closeLabel={m.common.close}
      footer={<TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onClose} form={FORM} />}
    >
      <form id={FORM} onSubmit={steps.submit} className="grid gap-3">
        {answer ? (
          <>
            <Found answer={answer} pins={[...linesOf(draft.laidDown), ...draft.pins]} />
            <TextField label={m.settings.managers.name} value={name} onChange={setName} isRequired maxLength={80} autoFocus />
          </>
        ) : (
          <ManagerForm draft={draft} onChange={setDraft} />
        )}
        {words ? <ErrorNote title={failed} detail={words} /> : null}
        {pin && mayTrust(draft, pin) ? (
          <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...draft.pins, pin] })} />
        ) : null}
      </form>
    </Sheet>
  )
}
