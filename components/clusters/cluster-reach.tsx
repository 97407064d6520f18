'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { listed } from './listed'
import type { ClusterReport } from './report-types'

const Lacking = ({ hostNames, none }: { readonly hostNames: readonly string[]; readonly none: string }) => {
  const { clusters: c } = useMessages()
  if (hostNames.length === 0) return <span className="text-fg-3">{none}</span>
  return (
    <span title={hostNames.join(', ')}>
      <StatusMark severity="warning">{listed(hostNames, c.more, 4)}</StatusMark>
    </span>
  )
}

type Network = ClusterReport['networks'][number]

/** One VLAN, or which hosts' own leads where. */
const NetworkVlan = ({ network: { vlan, differingVlans, untoldHostNames } }: { readonly network: Network }) => {
  const { clusters: c } = useMessages()
  const words = (each: Network['differingVlans'][number]['vlan']): string =>
    typeof each === 'number' ? String(each) : c.vlanKinds[each]
  const untold = untoldHostNames.length === 0 ? null : c.vlanUntold(listed(untoldHostNames, c.more, 4))
  if (differingVlans.length > 0) {
    const told = differingVlans.map(({ vlan: each, hostNames }) => `${words(each)}: ${listed(hostNames, c.more, 4)}`)
    return <StatusMark severity="warning">{[...told, untold].filter(Boolean).join(' · ')}</StatusMark>
  }
  return <span title={untold ?? undefined}>{vlan ?? (untold === null ? '—' : c.notTold)}</span>
}

const Networks = ({ networks }: Pick<ClusterReport, 'networks'>) => {
  const { clusters: c } = useMessages()
  if (networks.length === 0) return <p className="text-fg-2">{c.noNetworks}</p>
  const head = c.networkColumns
  return (
    <DataTable
      label={c.networks}
      head={
        <>
          <Th className="!ps-0">{head.name}</Th>
          <Th end>{head.vlan}</Th>
          <Th end>{head.vms}</Th>
          <Th className="!pe-0">{head.hosts}</Th>
        </>
      }
    >
      {networks.map((network) => (
        <Tr key={network.name}>
          <Td className="max-w-64 truncate !ps-0 font-[550]">{network.name}</Td>
          <Td end>
            <NetworkVlan network={network} />
          </Td>
          <Td end>{network.vmCount}</Td>
          <Td className="max-w-72 truncate !pe-0">
            <Lacking hostNames={network.lackingHostNames} none={c.allHave} />
          </Td>
        </Tr>
      ))}
    </DataTable>
  )
}

const Storage = ({ storage }: Pick<ClusterReport, 'storage'>) => {
  const { clusters: c } = useMessages()
  if (storage.length === 0) return <p className="text-fg-2">{c.noStorage}</p>
  const head = c.storageColumns
  return (
    <DataTable
      label={c.storage}
      head={
        <>
          <Th className="!ps-0">{head.name}</Th>
          <Th>{head.kind}</Th>
          <Th>{head.hosts}</Th>
          <Th className="!pe-0">{head.paths}</Th>
        </>
      }
    >
      {storage.map(({ name, kind, lackingHostNames, isPathsTold, fewPaths }) => (
        <Tr key={name}>
          <Td className="max-w-64 truncate !ps-0 font-[550]">{name}</Td>
          <Td className="text-fg-2">{kind}</Td>
          <Td className="max-w-56 truncate">
            <Lacking hostNames={lackingHostNames} none={c.allReach} />
          </Td>
          <Td className="max-w-56 truncate !pe-0">
            {fewPaths.length === 0 ? (
              <span className="text-fg-3">{isPathsTold ? c.none : c.notTold}</span>
            ) : (
              <StatusMark severity="warning">
                {fewPaths.map(({ hostName, paths }) => c.onePath(hostName, paths)).join(', ')}
              </StatusMark>
            )}
          </Td>
        </Tr>
      ))}
    </DataTable>
  )
}

/** Which host of the cluster lacks which network, does not reach which storage, or by too few paths (S1-25, S1-28). */
export const ClusterReach = ({ report }: { readonly report: ClusterReport }) => {
  const { clusters: c } = useMessages()
  return (
    <div className="grid gap-5">
      <section className="grid gap-2">
        <h3>{c.networks}</h3>
        <Networks networks={report.networks} />
      </section>
      <section className="grid gap-2">
        <h3>{c.storage}</h3>
        <Storage storage={report.storage} />
      </section>
    </div>
  )
}
