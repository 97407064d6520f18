'use client'

import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { planSentenceWords } from '@/components/plans/plan-sentence-words'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { TitledPanel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import type { ProvedWay, ReadinessDoc } from '@/server/domain/readiness'

const WayRow = ({ way, object, findings }: ProvedWay) => {
  const m = useMessages()
  const r = m.settings.readiness
  return (
    <Tr>
      <Td className="font-[550]">{object.name}</Td>
      <Td className="text-fg-2">{r.ways[way]}</Td>
      <Td>
        {findings.length === 0 ? <StatusMark severity="normal">{r.works}</StatusMark> : null}
        {findings.map(({ trouble, severity }, index) => (
          <div key={index}>
            <StatusMark severity={severity}>{r.troubles[trouble]}</StatusMark>
          </div>
        ))}
      </Td>
      <Td className="py-1 !whitespace-normal text-fg-2">
        {findings.map(({ trouble, message, hint }, index) => (
          <div key={index}>
            {planSentenceWords(message, m)} {trouble === 'stays-off' ? m.plans.staysOffHint : hint}
          </div>
        ))}
      </Td>
    </Tr>
  )
}

const Report = ({ doc }: { readonly doc: ReadinessDoc }) => {
  const m = useMessages()
  const r = m.settings.readiness
  const failing = doc.ways.filter(({ findings }) => findings.some(({ severity }) => severity === 'critical')).length
  return (
    <>
      <p className="px-4 py-3">
        {failing === 0 ? (
          <StatusMark severity="normal">{r.all}</StatusMark>
        ) : (
          <StatusMark severity="critical">{r.some(failing)}</StatusMark>
        )}{' '}
        <span className="text-fg-2">{r.upses(doc.upsCount)}</span>
      </p>
      <DataTable
        label={r.title}
        head={
          <>
            <Th>{r.columns.name}</Th>
            <Th>{r.columns.way}</Th>
            <Th>{r.columns.state}</Th>
            <Th>{r.columns.why}</Th>
          </>
        }
      >
        {doc.ways.map((way) => (
          <WayRow key={`${way.way}:${way.object.id}`} {...way} />
        ))}
      </DataTable>
    </>
  )
}

/** What would not work tonight, and why: everything that plans use, proved by using it. */
export const ReadinessTab = () => {
  const m = useMessages()
  const r = m.settings.readiness
  const format = useFormat()
  const may = useMay('operate')
  const [doc = null] = useDocs('readiness')
  const prove = useVerb((client, _given: null) => client.readiness.prove.mutate())
  const isProving = doc?.state === 'running'
  const who = doc?.startedBy === 'schedule' ? r.schedule : (doc?.startedBy ?? '')
  const aside = doc?.endedAtMs ? r.proved(format.moment(doc.endedAtMs), who) : undefined
  return (
    <TitledPanel
      title={r.title}
      aside={isProving ? r.proving : aside}
      actions={
        <Button variant="primary" isDisabled={!may || isProving} onPress={() => prove.mutate(null)}>
          {r.prove}
        </Button>
      }
      flush
    >
      {doc === null ? <EmptyState title={r.never} /> : <Report doc={doc} />}
    </TitledPanel>
  )
}
