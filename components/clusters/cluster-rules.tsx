'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { listed } from './listed'
import type { ClusterReport } from './report-types'

/** The platform's own affinity rules, as they bind every placement. */
export const ClusterRules = ({ rules }: { readonly rules: ClusterReport['rules'] }) => {
  const { clusters: c } = useMessages()
  if (rules.length === 0) return <p className="text-fg-2">{c.rulesNone}</p>
  const head = c.ruleColumns
  return (
    <DataTable
      label={c.tabs.rules}
      head={
        <>
          <Th className="!ps-0">{head.name}</Th>
          <Th>{head.kind}</Th>
          <Th>{head.vms}</Th>
          <Th className="!pe-0">{head.hosts}</Th>
        </>
      }
    >
      {rules.map(({ name, kind, mandatory, vmNames, hostNames }) => (
        <Tr key={`${name} ${kind}`}>
          <Td className="max-w-56 truncate !ps-0 font-[550]">{name}</Td>
          <Td>
            {c.ruleKinds[kind]}, {mandatory ? c.mandatory : c.wish}
          </Td>
          <Td className="max-w-64 truncate text-fg-2" title={vmNames.join(', ')}>
            {listed(vmNames, c.more, 4)}
          </Td>
          <Td className="max-w-48 truncate !pe-0 text-fg-2" title={hostNames.join(', ')}>
            {hostNames.length === 0 ? '—' : listed(hostNames, c.more, 4)}
          </Td>
        </Tr>
      ))}
    </DataTable>
  )
}
