'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { linesOf } from '@/components/settings/manager-draft'
import { TriedNotes } from '@/components/settings/tried-notes'
import { TrustPin } from '@/components/settings/trust-pin'
import { TryThenSaveFooter } from '@/components/settings/try-then-save-footer'
import { savedBy, useTryThenSave } from '@/components/settings/use-try-then-save'
import { DefinitionList } from '@/components/ui/definition-list'
import { toast } from '@/components/ui/toast'
import type { DirectAddress, DirectKind } from '@/server/domain/direct-path'
import { obstacleIn, wayProofSchema } from '@/server/domain/way-proof'
import type { Host } from '@/server/domain/world'
import { directDraftOf, directPathOf } from './direct-path-draft'
import { DirectPathForm } from './direct-path-form'
import { WayFindings } from './way-findings'

const answerSchema = wayProofSchema.extend({
  answering: z.object({ name: z.string().nullable(), uuid: z.string().nullable() }).nullable(),
})
type Answer = z.infer<typeof answerSchema>

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
      {findings.length === 0 ? <p>{directPath.allWell}</p> : <WayFindings findings={findings} />}
    </section>
  )
}

/**
 * Address and credentials → sign in at the host and compare → saved where it would work. An unknown fingerprint is shown and trusted
 * only by hand. `before`: as it is now; null: there is none yet.
 */
export const DirectPathEditor = ({
  host,
  kind,
  before,
  onDone,
}: {
  readonly host: Host
  readonly kind: DirectKind
  readonly before: DirectAddress | null
  readonly onDone: () => void
}) => {
  const m = useMessages()
  const [draft, setDraft] = useState(() => directDraftOf(kind, before))
  const given = () => ({ hostId: host.id, ...directPathOf(draft, kind, before) })
  const steps = useTryThenSave({
    schema: answerSchema,
    attempt: (client) => client.directPaths.probe.mutate(given()),
    save: async (client, how) => savedBy(client, await client.directPaths.save.mutate({ ...given(), ...how })),
    onSaved: () => {
      toast({ title: m.directPath.saved(host.name) })
      onDone()
    },
    maySave: (answer) => obstacleIn(answer) === undefined,
    needsConfirmation: (answer) => answer.needsConfirmation,
  })
  const { answer, pin } = steps
  const { probe: attempt, probing: attempting, save, changeDraft: change, failed } = m.directPath
  const isWrong = answer !== undefined && obstacleIn(answer) !== undefined
  const pins = linesOf(draft.pins)
  return (
    <form onSubmit={steps.submit} className="grid gap-3">
      {answer ? (
        <Found answer={answer} host={host} />
      ) : (
        <DirectPathForm draft={draft} kind={kind} before={before} onChange={setDraft} />
      )}
      <TriedNotes steps={steps} confirm={m.directPath.confirm(host.name)} failed={failed} />
      {isWrong ? <p className="text-sm">{m.directPath.wouldNotWork}</p> : null}
      {pin && !pins.includes(pin) ? (
        <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...pins, pin].join('\n') })} />
      ) : null}
      <TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onDone} maySave={!isWrong} />
    </form>
  )
}
