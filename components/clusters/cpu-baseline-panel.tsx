'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { listed } from './listed'
import type { BaselineChange, ClusterReport } from './report-types'

const Features = ({ features, bad }: { readonly features: readonly string[] | null; readonly bad?: boolean }) => {
  const { clusters: c } = useMessages()
  if (features === null) return <span className="text-fg-3">{c.notTold}</span>
  if (features.length === 0) return <span className="text-fg-3">{c.none}</span>
  const words = <span title={features.join(', ')}>{listed(features, c.more, 3)}</span>
  return bad ? <StatusMark severity="warning">{words}</StatusMark> : words
}

const ChangeWords = ({ change }: { readonly change: BaselineChange }) => {
  const { clusters: c } = useMessages()
  const { gained, lost, leaving, heldVmNames, unknownHostNames } = change
  const isSame = gained.length + lost.length + leaving.length === 0
  return (
    <ul className="grid gap-1 text-sm break-words">
      {isSame ? <li>{c.same}</li> : null}
      {gained.length > 0 ? <li>{c.gained(listed(gained, c.more))}</li> : null}
      {lost.length > 0 ? <li>{c.lost(listed(lost, c.more))}</li> : null}
      {leaving.map(({ hostId, hostName, missing }) => (
        <li key={hostId} className="text-warn">
          {c.leaving(hostName, listed(missing, c.more))}
        </li>
      ))}
      {heldVmNames.length > 0 ? <li className="text-warn">{c.held(listed(heldVmNames, c.more))}</li> : null}
      {unknownHostNames.length > 0 ? <li className="text-fg-2">{c.unknownHosts(listed(unknownHostNames, c.more))}</li> : null}
    </ul>
  )
}

/** What guests of the cluster may count on, what that masks on each host (S1-22), and what another baseline would bring (S1-24). */
export const CpuBaselinePanel = ({
  where,
  baseline,
}: {
  readonly where: { readonly managerId: string; readonly clusterNativeId: string | null }
  readonly baseline: ClusterReport['baseline']
}) => {
  const { clusters: c } = useMessages()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const hostIds = baseline.hosts.flatMap(({ hostId }) => (left.has(hostId) ? [] : [hostId]))
  const { data: change } = useQuery({
    ...useTRPC().clusters.whatIfBaseline.queryOptions({ ...where, hostIds }),
    placeholderData: keepPreviousData,
  })
  const toggle = (hostId: string, isIn: boolean): void =>
    setLeft((before) => new Set(isIn ? [...before].filter((id) => id !== hostId) : [...before, hostId]))
  const told =
    baseline.features === null ? c.basis.unknown : `${c.features(baseline.features.length)}, ${c.basis[baseline.basis]}`
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <p className="font-[550]">{baseline.name ?? c.baselineNone}</p>
        <p className="text-sm text-fg-2" title={baseline.features?.join(', ')}>
          {told}
        </p>
        {baseline.vendors.length > 1 ? (
          <StatusMark severity="warning">{c.vendorsMixed(baseline.vendors.join(' · '))}</StatusMark>
        ) : null}
      </div>
      <DataTable
        label={c.tabs.baseline}
        head={
          <>
            <Th className="!ps-0">{c.baselineColumns.stays}</Th>
            <Th>{c.baselineColumns.processor}</Th>
            <Th>{c.baselineColumns.masked}</Th>
            <Th className="!pe-0">{c.baselineColumns.missing}</Th>
          </>
        }
      >
        {baseline.hosts.map(({ hostId, hostName, model, vendor, newestBaseline, masked, missing }) => (
          <Tr key={hostId}>
            <Td className="!ps-0">
              <Check isSelected={!left.has(hostId)} onChange={(isIn) => toggle(hostId, isIn)}>
                <span className="sr-only">{c.whatIfFor(hostName)}</span>
                <span aria-hidden="true">{hostName}</span>
              </Check>
            </Td>
            <Td className="max-w-64 truncate text-fg-2">
              {[model ?? vendor ?? c.notTold, newestBaseline === null ? null : c.newest(newestBaseline)]
                .filter(Boolean)
                .join(' · ')}
            </Td>
            <Td className="max-w-56 truncate text-sm">
              <Features features={masked} />
            </Td>
            <Td className="max-w-56 truncate !pe-0 text-sm">
              <Features features={missing} bad />
            </Td>
          </Tr>
        ))}
      </DataTable>
      <section className="grid gap-2" aria-label={c.whatIf}>
        <h3>{c.whatIf}</h3>
        {change === undefined ? null : change === null ? (
          <p className="text-sm text-fg-2">{c.whatIfUnknown}</p>
        ) : (
          <ChangeWords change={change} />
        )}
        <p className="text-sm text-fg-3">{c.whatIfHint}</p>
      </section>
    </div>
  )
}
