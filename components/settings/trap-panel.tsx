import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { DefinitionList } from '@/components/ui/definition-list'
import { ErrorNote } from '@/components/ui/error-note'
import { TitledPanel } from '@/components/ui/panel'
import type { TrapState } from '@/server/domain/trap-state'

/** What the engine hears of SNMP traps and informs, and from whom it did not expect any. */
export const TrapPanel = ({ traps }: { readonly traps: TrapState }) => {
  const m = useMessages()
  const t = m.settings.traps
  const format = useFormat()
  return (
    <TitledPanel title={t.title} aside={traps.listeningAt ?? t.off}>
      {traps.problem ? <ErrorNote title={m.common.failed} detail={traps.problem} /> : null}
      <DefinitionList
        rows={[
          { term: t.received, value: format.count(traps.received) },
          { term: t.fromDevices, value: format.count(traps.fromDevices) },
          { term: t.polls, value: format.count(traps.polls) },
          { term: t.wrongCredential, value: format.count(traps.wrongCredential) },
          { term: t.unknownSender, value: format.count(traps.unknownSender) },
          { term: t.malformed, value: format.count(traps.malformed) },
          {
            term: t.malformedAnswers,
            value: traps.malformedAnswers.map(({ address, count }) => `${address}: ${format.count(count)}`).join(', ') || '0',
          },
        ]}
      />
      {traps.unknownSenders.length > 0 ? (
        <DataTable
          label={t.unknownSender}
          head={
            <>
              <Th>{t.sender}</Th>
              <Th>{t.lastOid}</Th>
              <Th end>{t.count}</Th>
              <Th end>{t.lastAt}</Th>
            </>
          }
        >
          {traps.unknownSenders.map(({ address, count, lastAtMs, lastOid }) => (
            <Tr key={address}>
              <Td>{address}</Td>
              <Td className="text-fg-2">{lastOid ?? '—'}</Td>
              <Td end>{format.count(count)}</Td>
              <Td end className="text-fg-2">
                {format.moment(lastAtMs)}
              </Td>
            </Tr>
          ))}
        </DataTable>
      ) : null}
    </TitledPanel>
  )
}
