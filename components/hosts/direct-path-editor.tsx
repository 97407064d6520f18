'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { EMPTY_MANAGER, managerSecretOf, type ManagerDraft } from '@/components/settings/manager-draft'
import { SecretFields } from '@/components/settings/manager-form'
import { TrustPin } from '@/components/settings/trust-pin'
import { TryThenSaveFooter } from '@/components/settings/try-then-save-footer'
import { useTryThenSave } from '@/components/settings/use-try-then-save'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { DIRECT_METHODS, type DirectKind } from '@/server/domain/direct-path'
import { readinessFindingSchema } from '@/server/domain/readiness'
import type { Host } from '@/server/domain/world'
import { DirectPathFindings } from './direct-path-state'

const answerSchema = z.object({
  answering: z.object({ name: z.string().nullable(), uuid: z.string().nullable() }).nullable(),
  findings: z.array(readinessFindingSchema),
})
type Answer = z.infer<typeof answerSchema>

const isAnotherMachine = ({ findings }: Answer): boolean => findings.some(({ trouble }) => trouble === 'wrong-machine')

const Found = ({ answer, host }: { readonly answer: Answer; readonly host: Host }) => {
  const { directPath } = useMessages()
  const { answering, findings } = answer
  const told = ({ name, uuid }: { readonly name: string | null; readonly uuid: string | null }) =>
    [name, uuid].filter(Boolean).join(' · ')
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={directPath.found}>
      <h3 className="font-semibold">{directPath.found}</h3>
      <DefinitionList
        rows={[
          ...(answering === null ? [] : [{ term: directPath.answering, value: told(answering) }]),
          { term: directPath.expected, value: told(host) },
        ]}
      />
      {findings.length === 0 ? <p>{directPath.allWell}</p> : <DirectPathFindings findings={findings} />}
    </section>
  )
}

/** Address and credentials → sign in at the host and compare → saved. An unknown fingerprint is shown and trusted only by hand. */
export const DirectPathEditor = ({
  host,
  kind,
  onDone,
}: {
  readonly host: Host
  readonly kind: DirectKind
  readonly onDone: () => void
}) => {
  const m = useMessages()
  const [draft, setDraft] = useState<ManagerDraft>({ ...EMPTY_MANAGER, kind, method: DIRECT_METHODS[kind][0] })
  const given = () => ({
    hostId: host.id,
    address: { kind, url: draft.url, pins: [...draft.pins] },
    secret: managerSecretOf(draft),
  })
  const maySave = (found: Answer): boolean => !isAnotherMachine(found)
  const steps = useTryThenSave({
    schema: answerSchema,
    attempt: (client) => client.directPaths.probe.mutate(given()),
    save: (client) => client.directPaths.save.mutate({ ...given(), reason: null }),
    onSaved: () => {
      toast({ title: m.directPath.saved(host.name) })
      onDone()
    },
    maySave,
  })
  const { answer, words, pin } = steps
  const { probe: attempt, probing: attempting, save, changeDraft: change, failed } = m.directPath
  const isWrong = answer !== undefined && !maySave(answer)
  return (
    <form onSubmit={steps.submit} className="grid gap-3">
      {answer ? (
        <Found answer={answer} host={host} />
      ) : (
        <>
          <TextField
            label={m.directPath.places[kind]}
            hint={m.directPath.placeHints[kind]}
            value={draft.url}
            onChange={(url) => setDraft({ ...draft, url, pins: [] })}
            isRequired
            autoFocus
          />
          <Select
            label={m.settings.managers.method}
            value={draft.method}
            onChange={(method) => setDraft({ ...draft, method })}
            choices={DIRECT_METHODS[kind].map((id) => ({ id, label: m.settings.managers.methods[id] }))}
          />
          <p className="text-sm text-fg-2">{m.directPath.accountHints[kind]}</p>
          <SecretFields draft={draft} onChange={setDraft} />
        </>
      )}
      {words ? <ErrorNote title={failed} detail={words} /> : null}
      {isWrong ? <p className="text-sm">{m.directPath.wrongMachine}</p> : null}
      {pin && !draft.pins.includes(pin) ? (
        <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...draft.pins, pin] })} />
      ) : null}
      <TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onDone} maySave={!isWrong} />
    </form>
  )
}
