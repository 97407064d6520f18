'use client'

import { useState } from 'react'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Menu } from '@/components/ui/menu'
import { TitledPanel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import type { RecoveryPlan, RecoveryVerb, RecoveryView } from '@/server/domain/recovery'
import { RecoveryDialog } from './recovery-dialog'
import { planSeverity, verbsFor } from './recovery-words'
import { ReplicaTable } from './replica-table'

/** A site recovery platform's plans, what they do now, and how old what they would start is. */
export const RecoveryPanel = ({
  manager,
  view,
}: {
  readonly manager: { readonly id: string; readonly name: string }
  readonly view: RecoveryView
}) => {
  const { recovery: r } = useMessages()
  const format = useFormat()
  const may = useMay('configure')
  const [asked, setAsked] = useState<{ readonly planId: string; readonly verb: RecoveryVerb } | null>(null)
  const plan = view.plans.find(({ nativeId }) => nativeId === asked?.planId)
  const words = ({ state, said, progressPercent }: RecoveryPlan): string =>
    [r.states[state], progressPercent === null ? said : r.progress(format.percent(progressPercent))].join(' · ')
  const c = r.columns
  return (
    <TitledPanel title={r.title(manager.name)} flush>
      {view.plans.length === 0 ? (
        <EmptyState title={r.none} />
      ) : (
        <DataTable
          label={r.table}
          head={
            <>
              <Th>{c.plan}</Th>
              <Th>{c.state}</Th>
              <Th>{c.from}</Th>
              <Th>{c.to}</Th>
              <Th>
                <span className="sr-only">{c.actions}</span>
              </Th>
            </>
          }
        >
          {view.plans.map((each) => (
            <Tr key={each.nativeId}>
              <Td className="py-1 font-[550] !whitespace-normal">{each.name}</Td>
              <Td className="py-1 !whitespace-normal">
                <StatusMark severity={planSeverity(each)}>{words(each)}</StatusMark>
              </Td>
              <Td className="text-fg-2">{each.protectedSite ?? '—'}</Td>
              <Td className="text-fg-2">{each.recoverySite ?? '—'}</Td>
              <Td end>
                {may ? (
                  <Menu
                    label={r.act(each.name)}
                    trigger={
                      <Button size="small" variant="quiet" aria-label={r.act(each.name)}>
                        {c.actions}
                      </Button>
                    }
                    choices={verbsFor(each).map((verb) => ({
                      id: verb,
                      label: r.verbs[verb],
                      detail: r.effects[verb](each.name),
                      onAction: () => setAsked({ planId: each.nativeId, verb }),
                    }))}
                  />
                ) : null}
              </Td>
            </Tr>
          ))}
        </DataTable>
      )}
      <h3 className="px-4 pt-4 pb-1 font-semibold">{r.replicas}</h3>
      <ReplicaTable view={view} />
      {asked && plan ? (
        <RecoveryDialog
          key={`${asked.planId} ${asked.verb}`}
          managerId={manager.id}
          plan={plan}
          verb={asked.verb}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </TitledPanel>
  )
}
