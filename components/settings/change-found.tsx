'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { StatusMark } from '@/components/ui/status-mark'
import type { ManagerChangeAnswer, Recognised } from '@/server/domain/manager-change'

const NAMED = 6

const Doubt = ({ word, children }: { readonly word: string; readonly children: string }) => (
  <span className="grid gap-1">
    <StatusMark severity="warning">{word}</StatusMark>
    <span className="text-sm text-fg-2">{children}</span>
  </span>
)

const PinLines = ({ pins }: { readonly pins: readonly string[] }) => (
  <span className="grid gap-1">
    {pins.map((pin) => (
      <code key={pin} className="text-xs break-all">
        {pin}
      </code>
    ))}
  </span>
)

const RecognisedLine = ({ known, found, missing }: Recognised) => {
  const { managerChange: words } = useMessages()
  if (known === 0) return words.noneKnown
  if (missing.length === 0) return words.found(found, known)
  const names = missing.slice(0, NAMED).join(', ') + (missing.length > NAMED ? ' …' : '')
  return <Doubt word={words.found(found, known)}>{words.missing(names)}</Doubt>
}

/** What answers at a manager that is reached otherwise, held against what is known of it here. */
export const ChangeFound = ({
  answer,
  pins,
}: {
  readonly answer: ManagerChangeAnswer
  /** Those that are to be accepted. */
  readonly pins: readonly string[]
}) => {
  const { managerChange: words, settings } = useMessages()
  const { product, version, notes, instance, instanceUuid, hosts, vms } = answer
  const verdict = instance === 'same' ? words.same(instanceUuid ?? '') : <Doubt word={words.untold}>{words.untoldWhy}</Doubt>
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={settings.managers.found}>
      <h3 className="font-semibold">{settings.managers.found}</h3>
      <DefinitionList
        rows={[
          { term: settings.managers.product, value: [product, version].filter(Boolean).join(' ') },
          { term: words.instance, value: verdict },
          ...(pins.length === 0 ? [] : [{ term: words.pins, value: <PinLines pins={pins} /> }]),
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
