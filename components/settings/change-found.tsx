'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { StatusMark } from '@/components/ui/status-mark'
import type { ManagerChangeAnswer, Recognised } from '@/server/domain/manager-change'

const NAMED = 6

const RecognisedLine = ({ known, found, missing }: Recognised) => {
  const { managerChange: words } = useMessages()
  if (known === 0) return words.noneKnown
  if (missing.length === 0) return words.found(found, known)
  const names = missing.slice(0, NAMED).join(', ') + (missing.length > NAMED ? ' …' : '')
  return (
    <span className="grid gap-1">
      <StatusMark severity="warning">{words.found(found, known)}</StatusMark>
      <span className="text-sm text-fg-2">{words.missing(names)}</span>
    </span>
  )
}

/** What answers at a manager that is reached otherwise, held against what is known of it here. */
export const ChangeFound = ({ answer }: { readonly answer: ManagerChangeAnswer }) => {
  const { managerChange: words, settings } = useMessages()
  const { product, version, notes, instance, instanceUuid, hosts, vms } = answer
  const verdict =
    instance === 'same' ? words.same(instanceUuid ?? '') : <StatusMark severity="warning">{words.untold}</StatusMark>
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={settings.managers.found}>
      <h3 className="font-semibold">{settings.managers.found}</h3>
      <DefinitionList
        rows={[
          { term: settings.managers.product, value: [product, version].filter(Boolean).join(' ') },
          { term: words.instance, value: verdict },
          { term: words.hosts, value: <RecognisedLine {...hosts} /> },
          { term: words.vms, value: <RecognisedLine {...vms} /> },
        ]}
      />
      {notes.map((note) => (
        <p key={note} className="text-sm">
          {note}
        </p>
      ))}
    </section>
  )
}
